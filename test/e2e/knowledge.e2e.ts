import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { documentsContract } from '#api/documents/contract.ts'
import type { TestProduct } from '../product.ts'
import { views } from './stage.ts'
import { openStory, type Story } from './story.ts'
import { expectWhole } from './whole-page.ts'

// One story: each test goes on where the one before ended.
let story: Story
let office: TestProduct
let page: Page
const ids = { project: '', agent: '', task: '', document: '' }
const script = '<script>document.title = "broken"</script>'
const refunds = `# Small ones\nPaid at once.\n\n# Large ones\nAsk an operator before a refund over 100 €.\n\n${script}`

beforeAll(async () => {
  story = await openStory()
  ;({ office, page } = story)
  const where = await office.aProject()
  ids.project = where.projectId
  ids.agent = where.agentId
}, 180_000)
afterAll(async () => {
  await story?.close()
})

const at = (path: string) => story.at(path)
const text = (on = page) => on.getByRole('textbox', { name: 'Text' })
const press = (name: string | RegExp, on = page) => on.getByRole('button', { name }).click()

test('the empty place says what to write first; a document is imported and saved', async () => {
  await page.goto(at(`/projects/${ids.project}/knowledge`))
  await page.getByText('Write down what an agent has to know').waitFor()
  await page.getByRole('link', { name: 'New document' }).click()
  const file = join(office.folder, 'refunds.md')
  mkdirSync(office.folder, { recursive: true })
  writeFileSync(file, refunds)
  await page.locator('input[type=file]').setInputFiles(file)
  await expect.poll(() => text().inputValue()).toContain('Ask an operator')
  await page.getByLabel('Title').fill('Refunds')
  await press('Save the document')
  await page.getByRole('heading', { level: 1, name: 'Refunds' }).waitFor()
  ids.document = page.url().split('/').at(-1) ?? ''
  expect(ids.document).toMatch(/^doc_/)
})

test('script in a document is text wherever it is shown', async () => {
  await page.getByText(script).waitFor()
  expect(await page.title()).not.toBe('broken')
  expect(await page.locator('main script').count()).toBe(0)
})

test('a title that is there is refused at its field', async () => {
  await page.goto(at(`/projects/${ids.project}/new-document`))
  await page.getByLabel('Title').fill('REFUNDS')
  await text().fill('Other.')
  await press('Save the document')
  await page.getByText('The project has a document called “REFUNDS” already.').waitFor()
  expect(await page.getByLabel('Title').getAttribute('aria-invalid')).toBe('true')
  await page.getByLabel('Title').fill('Voice')
  await page.getByLabel('Give it to every run').check()
  await press('Save the document')
  await page.getByRole('heading', { level: 1, name: 'Voice' }).waitFor()
})

test('leaving with unsaved words asks first', async () => {
  await page.goto(at(`/documents/${ids.document}/edit`))
  await text().fill(`${refunds}\nUnsaved.`)
  await press('Leave')
  await page.getByText('What you wrote is not saved').waitFor()
  await press('Stay and go on writing')
  expect(await text().inputValue()).toContain('Unsaved.')
  await text().fill(`${refunds}\n\nMine.`)
})

test('two who edit at once: the later one is told by whom, sees both, and nothing is lost', async () => {
  // This page hears nothing of what the other saves until it saves itself.
  const other = await (await story.person()).newPage()
  await other.goto(at(`/documents/${ids.document}/edit`))
  await text(other).fill(`${refunds}\n\nTheirs.`)
  await press('Save as version 2', other)
  await other.getByRole('heading', { level: 1, name: 'Refunds' }).waitFor()
  await page.getByText(/saved version 2 while you changed version 1/).waitFor()
  expect(await page.getByRole('figure').textContent()).toContain('Theirs.')
  await page.getByText('Theirs and yours', { exact: true }).click()
  await page.getByRole('figure', { name: 'From theirs to yours' }).getByText('Mine.').waitFor()
  await press('Save yours as version 3')
  await page.getByRole('heading', { level: 1, name: 'Refunds', exact: true }).waitFor()
  await page.getByText('Mine.').waitFor()
  await other.context().close()
})

test('the history compares, and an old version comes back as a new one', async () => {
  await page.getByRole('link', { name: 'History' }).click()
  await page.getByText('Refunds has 3 versions').waitFor()
  await page.getByRole('link', { name: 'Version 2' }).click()
  await page.getByRole('figure', { name: 'Version 2' }).getByText('Theirs.').waitFor()
  await press('Bring it back as version 4')
  await page.getByText('Refunds has 4 versions').waitFor()
  const read = { params: { documentId: ids.document } }
  const { text: now, version } = await office.ask(documentsContract.getDocument, read)
  expect({ version, isTheirs: now.includes('Theirs.') }).toEqual({ version: 4, isTheirs: true })
})

test('a search finds the section and marks the words; what an agent would be given can be tried', async () => {
  await page.goto(at(`/projects/${ids.project}/knowledge`))
  await page.getByLabel('Search the documents').fill('refunding operators')
  const hits = page.getByRole('list', { name: 'Sections found' })
  await hits.getByText('Refunds › Large ones').waitFor()
  expect(await hits.locator('mark').allTextContents()).toContain('operator')
  await page.getByLabel('Search the documents').fill('')
  await page.getByLabel('A task in your words').fill('Answer a reader who wants a refund')
  await press('Show what it would know')
  await page.getByRole('img', { name: /tokens of a budget of 10,000/ }).waitFor()
  const parts = page.getByRole('list', { name: 'Documents in it' })
  expect(await parts.getByRole('listitem').allTextContents()).toEqual([
    expect.stringMatching(/Voice.*always given/),
    expect.stringMatching(/Refunds.*found for the task/),
    expect.stringMatching(/Refunds.*found for the task/),
  ])
})

test('a run was given them: what it knew can be read after the document has changed', async () => {
  ids.task = await office.aTask(
    { projectId: ids.project, agentId: ids.agent },
    'Pay a large refund\nfinish: asked',
  )
  await office.until(ids.task, ({ status }) => status === 'done')
  await page.goto(at(`/documents/${ids.document}/edit`))
  await text().fill('# Refunds\nNever.')
  await press('Save as version 5')
  await page.getByRole('heading', { level: 1, name: 'Refunds', exact: true }).waitFor()
  await page.getByText('Never.').waitFor()
  await page.goto(at(`/tasks/${ids.task}`))
  await page.getByRole('link', { name: 'What it knew in run 1' }).click()
  await page.getByRole('heading', { level: 1, name: 'What it knew in run 1' }).waitFor()
  await page.getByText('Ask an operator before a refund over 100 €.').waitFor()
  expect(await page.getByText('Never.').count()).toBe(0)
  const source = page.getByRole('list', { name: 'Documents in it' }).getByRole('link', { name: 'Refunds' })
  await source.first().click()
  await page.getByText('This is version 4.').waitFor()
})

const places: [name: string, path: () => string][] = [
  ['knowledge', () => `/projects/${ids.project}/knowledge`],
  ['new-document', () => `/projects/${ids.project}/new-document`],
  ['document', () => `/documents/${ids.document}`],
  ['document-old', () => `/documents/${ids.document}?version=1`],
  ['document-edit', () => `/documents/${ids.document}/edit`],
  ['document-history', () => `/documents/${ids.document}/versions?version=4`],
  ['run-context', () => `/tasks/${ids.task}/runs/s1/context`],
]

describe.each(Object.entries(views))('at %s', (view, shape) => {
  test('every page of it is whole, and axe finds nothing', async () => {
    const opened = await story.person(shape)
    const shown = await opened.newPage()
    for (const [name, path] of places) {
      await shown.goto(at(path()))
      await expectWhole(shown, `${name}-${view}`, office.folder)
    }
    await opened.close()
  })
})

test('a removal says what it means; then no search finds it, and the run still shows what it was given', async () => {
  await page.goto(at(`/documents/${ids.document}`))
  await press('Remove…')
  await page.getByText('give it to no run that is prepared from now on').waitFor()
  await press('Remove the document')
  await page.getByRole('list', { name: 'Documents' }).getByText('Voice').waitFor()
  expect(await page.getByRole('link', { name: 'Refunds' }).count()).toBe(0)
  await page.goto(at(`/tasks/${ids.task}/runs/s1/context`))
  await page.getByText('Ask an operator before a refund over 100 €.').waitFor()
})

test('no page broke on the way', () => {
  // The title that was taken, and the save that came second, are what the story is about.
  expect(story.trouble.flat().filter((line) => !/\b409\b/.test(line))).toEqual([])
})
