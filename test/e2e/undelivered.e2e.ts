import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { inboxContract } from '#api/inbox/contract.ts'
import { killPart } from '../openclaw/practice-world.ts'
import type { TestProduct } from '../product.ts'
import { pictured } from './pictured.ts'
import { openStory, type Story } from './story.ts'

// One story: while nothing is delivered, two windows ask what can’t both come true; each test goes on from the last.
let story: Story
let office: TestProduct
let page: Page
let other: Page
let again = ''
let dropped = ''
let where = { projectId: '', agentId: '' }

beforeAll(async () => {
  story = await openStory()
  ;({ office, page } = story)
  other = await (await story.person()).newPage()
  where = await office.aProject()
}, 180_000)
afterAll(async () => {
  await story?.close()
})

const at = (path: string) => story.at(path)
const untilStatus = (taskId: string, status: string) => office.until(taskId, (task) => task.status === status)
const retriesOf = async (taskId: string) =>
  (await office.entriesOf(`task/${taskId}`)).filter(({ type }) => type === 'retry_requested')
const detail = () => page.getByRole('region', { name: 'Selected item' })

async function cancel(taskId: string) {
  await page.goto(at(`/tasks/${taskId}`))
  await page.getByRole('button', { name: 'Cancel task' }).click()
  const button = page.getByRole('button', { name: 'Cancel the task' })
  await button.click()
  await button.waitFor({ state: 'detached' })
}

async function aCancelledTask(intent: string): Promise<string> {
  const taskId = await office.aTask(where, intent)
  await untilStatus(taskId, 'running')
  await cancel(taskId)
  await untilStatus(taskId, 'cancelled')
  return taskId
}

/** Nobody is there to deliver, so the second window sees what was before too. */
async function triesAgainInBothWindows(taskId: string) {
  for (const window of [page, other]) {
    await window.goto(at(`/tasks/${taskId}`))
    await window.getByRole('button', { name: 'Try again' }).last().click()
    await window.getByText('Recorded, will be delivered.').waitFor()
  }
}

test('what was asked twice while nothing could be delivered is refused the second time, and says so in the inbox', async () => {
  again = await aCancelledTask('Bake the bread\nhang')
  dropped = await aCancelledTask('Paint the cover\nhang')
  const back = office.product.keepDown('control')
  killPart(office, 'control')
  for (const taskId of [again, dropped]) await triesAgainInBothWindows(taskId)
  back()
  for (const taskId of [again, dropped]) await untilStatus(taskId, 'running')
  await page.goto(at('/inbox?kind=undeliverable'))
  const list = page.getByRole('list', { name: 'What needs a person' })
  await list.getByRole('link').nth(1).waitFor()
  await list.getByRole('link', { name: /Bake the bread/ }).click()
  await detail()
    .getByText(/^The wish to try again was not delivered: Only a failed or cancelled task can be tried again/)
    .waitFor()
  await pictured(page, 'undelivered')
})

test('sent again once it can be done it is done once, however often it is asked for, and its item is gone', async () => {
  await cancel(again)
  await untilStatus(again, 'cancelled')
  const { items } = await office.ask(inboxContract.listInbox)
  const itemId = items.find(({ kind, taskId }) => kind === 'undeliverable' && taskId === again)?.id ?? ''
  await page.goto(at(`/inbox/${itemId}?kind=undeliverable`))
  await detail().getByRole('button', { name: 'Send it again' }).click()
  await untilStatus(again, 'running')
  await page.getByRole('link', { name: /Bake the bread/ }).waitFor({ state: 'detached' })
  await office.ask(inboxContract.resendItem, { params: { itemId } })
  expect(await retriesOf(again)).toHaveLength(2)
  expect((await office.task(again)).state.runs).toHaveLength(3)
  expect((await office.ask(inboxContract.listInbox)).items.map(({ title }) => title)).toEqual([
    'Paint the cover',
  ])
})

test('one that can’t be done says so when it is sent again; closed as seen it is dropped, for the record', async () => {
  await page.goto(at('/inbox?kind=undeliverable'))
  await detail()
    .getByText(/^The wish to try again was not delivered: /)
    .waitFor()
  await detail().getByRole('button', { name: 'Send it again' }).click()
  await detail()
    .getByRole('alert')
    .filter({ hasText: /^It was not sent again\. Only a failed or cancelled task .* this one is running/ })
    .waitFor()
  await page.getByRole('button', { name: 'Close as seen' }).click()
  await page.getByLabel('Note for the record').fill('It is being painted already.')
  await page.getByRole('button', { name: 'Close it as seen' }).click()
  await page.getByText('Nothing needs you.').first().waitFor()
  await page.goto(at(`/tasks/${dropped}`))
  await page.getByText(/asked for what could not be delivered: the wish to try again/).waitFor()
  expect(await retriesOf(dropped)).toHaveLength(1)
  await page.goto(at('/ledger'))
  await page.getByText('closed “Paint the cover” as seen').first().waitFor()
})

test('no page broke on the way', () => {
  // That it can’t be sent again is what the story is about.
  expect(story.trouble.flat().filter((line) => !/\b409\b/.test(line))).toEqual([])
})
