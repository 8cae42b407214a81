import { mkdirSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { TestProduct } from '../product.ts'
import { overflowOf, views, violationsOn } from './stage.ts'
import { openStory, type Story } from './story.ts'

// One story: each test goes on where the one before ended.
let story: Story
let office: TestProduct
let tab: Page
let taskId = ''
let where: Awaited<ReturnType<TestProduct['aProject']>>

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
const files: Record<string, string | Buffer> = {
  'readers.csv': 'Name,Since\n"Okafor, Ada",2024\nBo,2025',
  'cover.png': png,
  'page.html': '<h1>Issue 148</h1><script>document.title = "ran"</script>',
  'notes.txt': 'Plain <b>words</b>',
  'paper.pdf':
    '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>',
  'set-up.exe': 'MZ',
}

beforeAll(async () => {
  story = await openStory()
  ;({ office, page: tab } = story)
  const workspace = join(office.folder, 'practice', 'workspace')
  mkdirSync(workspace, { recursive: true })
  for (const [name, content] of Object.entries(files)) writeFileSync(join(workspace, name), content)
  where = await office.aProject({ extraSafeTools: ['write'] })
  const lines = [
    'write: letter.md | # Dear Ada',
    'artifact: Letter | letter.md',
    'write: letter.md | # Dear Bo',
    'artifact: Letter | letter.md',
    ...Object.keys(files).map((name) => `artifact: ${name} | ${name}`),
    'artifact: Secret | ../../mac-mini/config.json',
    'artifact: Site | https://example.com/issue-148',
    'finish: all of it is there',
  ]
  taskId = await office.aTask(where, lines.join('\n'))
  await office.until(taskId, ({ status }) => status === 'done')
}, 180_000)
afterAll(async () => {
  await story?.close()
})

const list = () => tab.getByRole('region', { name: 'Artifacts' })
const line = (name: string) =>
  list()
    .getByRole('listitem')
    .filter({ has: tab.getByRole('link', { name, exact: true }) })
async function open(name: string) {
  await tab.goto(`${office.product.url}/tasks/${taskId}`)
  await list().getByRole('link', { name, exact: true }).last().click()
  await tab.getByRole('heading', { level: 1, name }).waitFor()
}
async function pictured(name: string) {
  for (const [view, { colorScheme, ...size }] of Object.entries(views)) {
    await tab.setViewportSize(size)
    await tab.emulateMedia({ colorScheme })
    await tab.screenshot({
      path: join(process.env.LOOKS_FOLDER ?? office.folder, `artifact-${name}-${view}.png`),
      fullPage: true,
    })
    expect(await violationsOn(tab), `axe on ${name}, ${view}`).toEqual([])
    expect(await overflowOf(tab), `${name} at ${view}`).toBeLessThanOrEqual(0)
  }
  await tab.setViewportSize({ width: 1280, height: 900 })
  await tab.emulateMedia({ colorScheme: 'light' })
}

test('a task shows its artifacts with version and size; what is not here says why', async () => {
  await tab.goto(`${office.product.url}/tasks/${taskId}`)
  await line('Letter').getByText('version 2').waitFor()
  await line('set-up.exe')
    .getByText(/not brought here\. Programs are refused by the policy/)
    .waitFor()
  await tab.waitForFunction(() => !document.body.textContent?.includes('on the executor'))
  expect(await line('readers.csv').textContent()).toContain(`${files['readers.csv']?.length} bytes`)
  await pictured('list')
})

test('Markdown reads as text, and an earlier version is a step away and saved under its name', async () => {
  await open('Letter')
  await tab.getByText('Version 2 is here').waitFor()
  await tab.getByRole('heading', { name: 'Dear Bo' }).waitFor()
  await pictured('markdown')
  await tab.getByRole('link', { name: 'Version 1' }).click()
  await tab.getByRole('heading', { name: 'Dear Ada' }).waitFor()
  const coming = tab.waitForEvent('download')
  await tab.getByRole('link', { name: 'Download' }).click()
  const download = await coming
  expect(download.suggestedFilename()).toBe('letter.md')
  expect(await readFile(await download.path(), 'utf8')).toBe('# Dear Ada')
})

test('a CSV is a table, an image is a picture, text is text', async () => {
  await open('readers.csv')
  await tab.getByRole('cell', { name: 'Okafor, Ada' }).waitFor()
  await pictured('table')
  await open('cover.png')
  const shown = tab.getByRole('img', { name: 'cover.png' })
  await shown.waitFor()
  expect(await shown.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(1)
  await open('notes.txt')
  await tab.getByText('Plain <b>words</b>').waitFor()
})

test('a PDF goes to the browser’s own viewer, in a frame of the page, and as what it is', async () => {
  const coming = tab.waitForResponse((answer) => answer.url().includes('as=preview'))
  await open('paper.pdf')
  await tab.locator('iframe[title="paper.pdf"]').waitFor()
  const headers = (await coming).headers()
  expect(headers).toMatchObject({ 'content-type': 'application/pdf', 'x-content-type-options': 'nosniff' })
  expect(headers['content-disposition']).toMatch(/^inline; filename="paper.pdf"/)
})

test('a page shows in a frame on no origin where no script runs', async () => {
  await open('page.html')
  const frame = tab.frameLocator('iframe[title="page.html"]')
  await frame.getByRole('heading', { name: 'Issue 148' }).waitFor()
  const element = await tab.locator('iframe').elementHandle()
  expect(await element?.getAttribute('sandbox')).toBe('')
  expect(await (await element?.contentFrame())?.title()).not.toBe('ran')
  expect(await tab.locator('iframe').evaluate((it: HTMLIFrameElement) => it.contentDocument)).toBeNull()
  await pictured('page')
})

test('opened by itself such a page is on no origin either', async () => {
  const address = await tab.locator('iframe').getAttribute('src')
  const other = await story.context.newPage()
  await other.goto(`${office.product.url}${address}`)
  await other.getByRole('heading', { name: 'Issue 148' }).waitFor()
  expect(await other.title()).not.toBe('ran')
  await other.close()
})

test('what leads out of the workspace was recorded without its bytes, and an address has none', async () => {
  await open('Secret')
  await tab.getByText('Recorded without its bytes. It leads out of the agent’s workspace.').waitFor()
  expect(await tab.getByRole('link', { name: 'Download' }).count()).toBe(0)
  await open('Site')
  await tab.getByText('An address: what is there is not kept here.').waitFor()
})

test('which kinds are not brought is a matter of the policy, and what holds says so', async () => {
  await tab.goto(`${office.product.url}/policies/${where.projectId}`)
  const holds = tab.getByRole('list', { name: 'Rules that hold' })
  await holds.getByText('Not brought here as artifacts: programs.').waitFor()
  await tab.getByLabel('Say which kinds of artifacts are not brought here').check()
  await tab.getByLabel('Web pages').check()
  await tab.getByText('New: Not brought here as artifacts: web pages, programs.').waitFor()
  await pictured('policy')
  await tab.getByRole('button', { name: 'Save as version 1' }).click()
  await holds.getByText('Not brought here as artifacts: web pages, programs.').waitFor()
  const other = await office.aTask(where, 'artifact: Another | page.html\nfinish: there')
  await tab.goto(`${office.product.url}/tasks/${other}`)
  await line('Another')
    .getByText(/not brought here\. Web pages are refused by the policy/)
    .waitFor()
})

test('nothing on the way was refused or broke', () => {
  // Chrome names the script that the frame did not let run.
  expect(story.trouble.flat().filter((line) => !/sandboxed|Content Security Policy/.test(line))).toEqual([])
})
