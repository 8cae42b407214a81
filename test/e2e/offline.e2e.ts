import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { pictured } from './pictured.ts'
import { openStory, type Story } from './story.ts'

// One story: somebody decides in a train, in a tunnel. What is not sent is not kept to be sent later.
let story: Story
let page: Page
let taskId = ''
const sent: string[] = []

beforeAll(async () => {
  story = await openStory()
  page = story.page
  page.on('request', (request) => {
    if (request.method() === 'POST' && /\/decision$/.test(request.url())) sent.push(request.url())
  })
}, 180_000)
afterAll(() => story?.close())

const approve = () => page.getByRole('button', { name: /^Approve send_message/ })
const proposal = async () => (await story.office.task(taskId)).state.proposals[0]

test('pressed without a network, Approve says that it is not recorded, and its buttons are there again', async () => {
  const { office, context } = story
  taskId = await office.aTask(
    await office.aProject(),
    'effect: send_message {"to": "reader@example.com", "body": "Issue 148 is out"}\nfinish: sent',
  )
  await office.untilAsked(taskId)
  await page.goto(story.at(`/tasks/${taskId}`))
  await approve().waitFor()
  await context.setOffline(true)
  await page.waitForFunction(() => !navigator.onLine)
  await approve().click()
  await page
    .getByRole('alert')
    .filter({ hasText: /this is not recorded, as far as is known here, and is not sent again by itself/ })
    .waitFor()
  expect(await approve().isEnabled()).toBe(true)
  expect(await page.getByRole('button', { name: /^Reject/ }).isEnabled()).toBe(true)
  await pictured(page, 'offline-approve')
})

test('when the network is back nothing is sent by itself', async () => {
  sent.length = 0
  await story.context.setOffline(false)
  await page.waitForFunction(() => navigator.onLine)
  // Longer than a page takes that sends what it kept, which it does as soon as it is back.
  await page.waitForTimeout(2_000)
  expect(sent).toEqual([])
  expect(await proposal()).toMatchObject({ status: 'pending' })
})

test('a press then approves', async () => {
  await approve().click()
  await story.office.until(taskId, ({ status }) => status === 'done')
  expect(sent).toHaveLength(1)
  expect(await proposal()).toMatchObject({ status: 'performed' })
})

test('no page broke on the way', () => {
  const isExpected = (line: string) => /ERR_INTERNET_DISCONNECTED|ERR_NETWORK/.test(line)
  expect(story.trouble.flat().filter((line) => !isExpected(line))).toEqual([])
})
