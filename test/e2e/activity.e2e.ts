import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { documentsContract } from '#api/documents/contract.ts'
import type { TestProduct } from '../product.ts'
import { overflowOf, violationsOn } from './stage.ts'
import { openStory, type Story } from './story.ts'

// The feed over everything, and the palette that finds everything: each test goes on where the one before ended.
let story: Story
let office: TestProduct
let page: Page
let where = { projectId: '', agentId: '' }

const done = async (intent: string) => {
  const id = await office.aTask(where, `${intent}\nfinish: It is done.`)
  await office.until(id, ({ status }) => status === 'done')
  return id
}

beforeAll(async () => {
  story = await openStory()
  ;({ office, page } = story)
  where = await office.aProject()
  await done('Count the readers')
  await done('Write the pumpernickel letter')
}, 180_000)
afterAll(() => story?.close())

const at = (path: string) => story.at(path)
async function clean(on: Page, name: string) {
  await on.screenshot({ path: join(process.env.LOOKS_FOLDER ?? office.folder, `${name}.png`) })
  expect(await violationsOn(on), name).toEqual([])
  expect(await overflowOf(on), name).toBeLessThanOrEqual(0)
}
const lines = (text: string) => page.getByRole('listitem').filter({ hasText: text })
const search = () => page.getByRole('textbox', { name: 'Search or jump to' })

test('the feed says in words who did what, and machinery is one line of it', async () => {
  await page.goto(at('/activity'))
  await page.getByRole('heading', { level: 1, name: 'Activity' }).waitFor()
  await lines('Count the readers').filter({ hasText: 'asked for the task' }).first().waitFor()
  await page
    .getByText(/and \d+ steps? of machinery/)
    .first()
    .waitFor()
  await page.getByText('This is where the record begins.').waitFor()
  await clean(page, 'activity')
})

test('it narrows to a kind, a project and an actor, in the address', async () => {
  await page.getByRole('combobox', { name: 'Anything' }).click()
  await page.getByRole('option', { name: 'Agents', exact: true }).click()
  await page.waitForURL(/group=agent/)
  await lines('Ines').first().waitFor()
  expect(await page.getByText('asked for the task').count()).toBe(0)
  await page.getByRole('button', { name: 'Clear all' }).click()
  await page.getByText('asked for the task').first().waitFor()
})

test('what happens comes by itself; above a reader it waits and is counted', async () => {
  await done('Paint the fence')
  await lines('Paint the fence').first().waitFor()
  await page.setViewportSize({ width: 1280, height: 420 })
  await page.mouse.wheel(0, 600)
  await page.waitForFunction(() => window.scrollY > 0)
  await done('Oil the gate')
  const fresh = page.getByRole('button', { name: /^\d+ new$/ })
  await fresh.waitFor()
  expect(await lines('Oil the gate').count()).toBe(0)
  await fresh.click()
  await lines('Oil the gate').first().waitFor()
  await page.setViewportSize({ width: 1280, height: 832 })
})

test('after the network was away it goes on where it was, without a gap or a repeat', async () => {
  await story.context.setOffline(true)
  await done('Sweep the yard')
  await story.context.setOffline(false)
  await lines('Sweep the yard').filter({ hasText: 'asked for the task' }).waitFor({ timeout: 30_000 })
  expect(await lines('Sweep the yard').filter({ hasText: 'asked for the task' }).count()).toBe(1)
  expect(await lines('Oil the gate').filter({ hasText: 'asked for the task' }).count()).toBe(1)
})

test('older activity is read as the reader comes near the end, each line once', async () => {
  await page.goto(at('/activity'))
  await lines('Sweep the yard').first().waitFor()
  await page.mouse.wheel(0, 20_000)
  await page.getByText('This is where the record begins.').waitFor()
  expect(await lines('created the project').count()).toBe(1)
})

test('the palette finds a task by words of its title or text, by keys alone', async () => {
  await page.keyboard.press('Control+k')
  await search().fill('pumper')
  await page.getByRole('button', { name: /Write the pumpernickel letter/ }).waitFor()
  await clean(page, 'palette')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 1, name: 'Write the pumpernickel letter' }).waitFor()
  await page.keyboard.press('Control+k')
  await page.getByRole('button', { name: /Write the pumpernickel letter/ }).waitFor()
  await page.keyboard.press('Escape')
})

test('the palette finds a document by words of its text', async () => {
  const body = { title: 'House style', text: '# Words\n\nWe spell it marzipan.', isAlways: false }
  await office.ask(documentsContract.createDocument, { params: { projectId: where.projectId }, body })
  await page.keyboard.press('Control+k')
  await search().fill('marzipan')
  await page.getByRole('button', { name: /House style/ }).waitFor()
  await clean(page, 'palette-document')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 1, name: 'House style' }).waitFor()
})

test('it knows where one is: a new task in this project; what is nowhere is said', async () => {
  await page.goto(at(`/projects/${where.projectId}`))
  await page.getByRole('heading', { level: 1 }).waitFor()
  await page.keyboard.press('Control+k')
  await search().fill('new task')
  await page.getByRole('button', { name: /^New task in Project/ }).waitFor()
  await page.keyboard.press('Enter')
  await page.waitForURL(/new-task$/)
  // Somebody who writes wants it as well.
  await page.getByLabel('Title').focus()
  await page.keyboard.press('Control+k')
  await search().waitFor()
  await page.keyboard.press('Escape')
  await page.goto(at('/activity'))
  await page.getByRole('heading', { level: 1, name: 'Activity' }).waitFor()
  await page.keyboard.press('Control+k')
  await search().fill('zzzz nowhere')
  await page.getByText(/^Nothing has these words/).waitFor()
})

test('both on a phone and in the dark', async () => {
  const phone = await (await story.person({ width: 390, height: 844, colorScheme: 'dark' })).newPage()
  await phone.goto(at('/activity'))
  await phone.getByText('asked for the task').first().waitFor()
  await clean(phone, 'activity-390-dark')
  await phone.getByRole('button', { name: /Search/ }).click()
  await phone.getByRole('textbox', { name: 'Search or jump to' }).fill('letter')
  await phone.getByRole('button', { name: /Write the pumpernickel letter/ }).waitFor()
  await clean(phone, 'palette-390-dark')
})

test('no page broke on the way', () => {
  const isExpected = (line: string) => /ERR_INTERNET_DISCONNECTED|ERR_NETWORK/.test(line)
  expect(story.trouble.flat().filter((line) => !isExpected(line))).toEqual([])
})
