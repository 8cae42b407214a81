import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { pictured } from './pictured.ts'
import { openStory, type Story } from './story.ts'

// One story: each test goes on where the one before ended.
let story: Story
let page: Page
let taskId = ''
const letter = { to: 'reader@example.com', body: 'Issue 148 is out' }

beforeAll(async () => {
  story = await openStory()
  page = story.page
}, 180_000)
afterAll(() => story?.close())

const button = (name: string | RegExp) => page.getByRole('button', { name })
const field = () => page.getByLabel('Parameters, as JSON')

async function aProposal() {
  const { office } = story
  taskId = await office.aTask(await office.aProject(), `effect: send_message ${JSON.stringify(letter)}`)
  await office.untilAsked(taskId)
  await page.goto(story.at(`/tasks/${taskId}`))
}

test('what is no JSON and what looks like a secret is said at the field, by keyboard', async () => {
  await aProposal()
  await button(/^Change and approve/).waitFor()
  await page.keyboard.press('e')
  await page.keyboard.press('Enter')
  await field().fill('{"to": ')
  await button('Show what is different').click()
  await page.getByText(/^It is not JSON/).waitFor()
  await field().fill(JSON.stringify({ ...letter, api_key: 'abcdef' }))
  await button('Show what is different').click()
  await page.getByText(/^api_key looks like a secret/).waitFor()
  await pictured(page, 'edit-refused')
})

test('what is different is shown before it is approved, and is what is performed', async () => {
  const { office } = story
  await field().fill(JSON.stringify({ ...letter, to: 'grace@example.com' }, null, 2))
  await button('Show what is different').click()
  const changes = page.getByRole('region', { name: 'What is different' })
  await changes.getByText('grace@example.com').waitFor()
  await pictured(page, 'edit-shown')
  await button('Approve these parameters').click()
  const { state } = await office.until(taskId, ({ status }) => status === 'done')
  expect(state.proposals[0]).toMatchObject({
    status: 'performed',
    parameters: { ...letter, to: 'grace@example.com' },
  })
  await page.goto(story.at(`/effects/${state.proposals[0]?.proposalId}`))
  const region = page.getByRole('region', { name: 'Changed before it was approved' })
  await region.getByText('reader@example.com').waitFor()
  await page.getByText(/exactly the changed parameters/).waitFor()
  await pictured(page, 'effect-changed')
})

test('asked back, the agent answers at the proposal, which is decided after that', async () => {
  const { office } = story
  await aProposal()
  await button(/^Ask /).click()
  await page.getByLabel(/^Question to /).fill('Why this reader?\nreply: Because the list says so.')
  await button(/^Ask [^…]*$/).click()
  const thread = page.getByRole('list', { name: 'Asked of the agent' })
  await thread.getByText('Because the list says so.', { exact: true }).waitFor()
  await pictured(page, 'asked-back')
  await page.goto(story.at('/inbox'))
  await page
    .getByText(/Its agent says: Because the list says so\./)
    .first()
    .waitFor()
  await page.goto(story.at(`/tasks/${taskId}`))
  await button(/^Approve send_message/).click()
  await office.until(taskId, ({ status }) => status === 'done')
})

test('the agent takes its own proposal back', async () => {
  const { office } = story
  await aProposal()
  await button(/^Ask /).click()
  await page.getByLabel(/^Question to /).fill('Are you sure?\nwithdraw: It was the wrong list.')
  await button(/^Ask [^…]*$/).click()
  const { state } = await office.until(taskId, ({ status }) => status === 'done')
  expect(state.proposals[0]).toMatchObject({ status: 'withdrawn', reason: 'It was the wrong list.' })
})

test('what nobody decides is brought up once more before it expires, in the inbox and at the proposal', async () => {
  const { office } = story
  const where = await office.aProject({ approvalTtlMs: 60_000 })
  const id = await office.aTask(where, `effect: send_message ${JSON.stringify(letter)}`)
  const { proposalId } = await office.untilAsked(id)
  await page.goto(story.at(`/inbox/approval:${proposalId}`))
  const reminded = office.until(id, ({ state }) => state.proposals[0]?.remindedAt !== undefined)
  await page.getByText(/, nobody has decided it yet/).waitFor({ timeout: 58_000 })
  await page
    .getByText(/, reminded/)
    .first()
    .waitFor()
  expect((await reminded).state.proposals[0]).toMatchObject({ status: 'pending' })
}, 90_000)

test('no page broke on the way', () => {
  expect(story.trouble.flat().filter((line) => !/\b409\b/.test(line))).toEqual([])
})
