import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { toolCallsOf } from '../chaos/tool-log.ts'
import { killPart } from '../openclaw/practice-world.ts'
import { pictured } from './pictured.ts'
import { linesOf, until } from './stage.ts'
import { openStory, type Story } from './story.ts'

// One story: a gateway dies with a letter in its hands, the agent looks, a person says what came of it.
const folder = mkdtempSync(join(tmpdir(), 'front-office-outbox-'))
const file = join(folder, 'outbox.jsonl')
/** Longer than finding the call and killing the gateway take; the letter would be written down halfway. */
const slowMs = 16_000
let story: Story
let page: Page
let taskId = ''

beforeAll(async () => {
  story = await openStory({ outbox: { file, slowMs } })
  page = story.page
}, 180_000)
afterAll(async () => {
  await story?.close()
  rmSync(folder, { recursive: true, force: true })
})

const button = (name: string | RegExp) => page.getByRole('button', { name })
const isUncertain = ({ state }: { state: { proposals: { status: string }[] } }) =>
  state.proposals[0]?.status === 'uncertain'
const sent = () => (existsSync(file) ? linesOf(file).filter(Boolean).length : 0)

test('an approved letter whose gateway dies with it is put before a person, with what is known and three ways', async () => {
  const { office } = story
  const letter = JSON.stringify({ to: 'reader@example.com', body: 'Issue 148 is out' })
  taskId = await office.aTask(await office.aProject(), `Send the letter\neffect: send_message ${letter}`)
  await office.decide(await office.untilAsked(taskId), 'approved', 'Go ahead')
  await until(async () => (toolCallsOf(file).length > 0 ? true : undefined), 'the letter is being sent')
  killPart(office, 'practice-gateway')
  await office.until(taskId, isUncertain, 90_000)
  expect(sent()).toBe(0)
  await page.goto(story.at(`/tasks/${taskId}`))
  await page.getByRole('heading', { name: 'send_message may or may not have happened' }).waitFor()
  await page.getByText(/It is not repeated by itself/).waitFor()
  for (const name of ['It happened', 'It did not happen', 'Ask Ines to look…'])
    expect(await button(name).isEnabled(), name).toBe(true)
  await pictured(page, 'uncertain')
})

test('the agent is asked to look by the keyboard, in words of the operator, and may go back', async () => {
  await button('Ask Ines to look…').press('Enter')
  const words = page.getByLabel('What Ines looks for')
  expect(await words.inputValue()).toMatch(/^Look whether it arrived/)
  await button('Back').click()
  await words.waitFor({ state: 'detached' })
  await button('Ask Ines to look…').press('Enter')
  await words.fill('Look in the outbox.\nreply: I looked in the outbox: no letter to the reader is there.')
  await pictured(page, 'uncertain-asking')
  await button('Ask Ines to look').press('Enter')
})

test('what it says stands there as what it says: nothing is decided by it, and nothing was done again', async () => {
  const thread = page.getByRole('list', { name: 'Asked of the agent' })
  await thread.getByText(/asked Ines to look/).waitFor()
  await thread
    .getByText('I looked in the outbox: no letter to the reader is there.', { exact: true })
    .waitFor()
  const { state } = await story.office.task(taskId)
  expect(state.proposals).toMatchObject([
    { status: 'uncertain', inquiries: [{ kind: 'look', answer: expect.stringContaining('no letter') }] },
  ])
  expect(toolCallsOf(file)).toHaveLength(1)
  expect(sent()).toBe(0)
  await pictured(page, 'uncertain-looked')
})

test('a person says that it did not happen, which settles it, and the effect’s page shows who looked where', async () => {
  await button('It did not happen').click()
  await page.getByText('Say where you looked and what was there.').waitFor()
  await pictured(page, 'uncertain-no-note')
  await page.getByLabel('Note for the record').fill('Neither the outbox nor the reader has it.')
  await button('It did not happen').click()
  const { state } = await story.office.until(taskId, ({ state }) => state.proposals[0]?.status === 'failed')
  expect(state.proposals).toMatchObject([
    { status: 'failed', detail: 'Neither the outbox nor the reader has it.' },
  ])
  expect(sent()).toBe(0)
  await page.goto(story.at(`/effects/${state.proposals[0]?.proposalId}`))
  await page
    .getByText(/Neither the outbox nor the reader has it\./)
    .first()
    .waitFor()
  await page
    .getByText(/I looked in the outbox: no letter to the reader is there\./)
    .first()
    .waitFor()
})

test('no page broke on the way', () => {
  expect(story.trouble.flat()).toEqual([])
})
