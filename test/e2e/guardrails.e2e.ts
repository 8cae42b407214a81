import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { TestProduct } from '../product.ts'
import { pictured } from './pictured.ts'
import { openStory, type Story } from './story.ts'

// One story of one project: each test goes on where the one before ended.
let story: Story
let office: TestProduct
let page: Page
let where = { projectId: '', agentId: '' }
let waiting = ''

beforeAll(async () => {
  story = await openStory()
  ;({ office, page } = story)
  where = await office.aProject()
}, 180_000)
afterAll(async () => {
  await story?.close()
})

const at = (path: string) => story.at(path)
const typesOf = async (streamId: string) => (await office.entriesOf(streamId)).map(({ type }) => type)

test('a policy says where tools may go and how often the same may come', async () => {
  await page.goto(at(`/projects/${where.projectId}/policies`))
  await page.getByLabel('Times the same may come before a pause').fill('2')
  await page.getByLabel('Tools go only to these domains').check()
  await page.getByLabel('Domains', { exact: true }).fill('Example.com')
  const changes = page.getByRole('list', { name: 'What saving changes' })
  await changes.getByText('New: Tools go only to these domains and what lies below:').waitFor()
  await pictured(page, 'guardrails-policy')
  await page.getByRole('button', { name: 'Save as version 1' }).click()
  const rules = page.getByRole('list', { name: 'Rules that hold' })
  await rules.getByText('Tools go only to these domains and what lies below: example.com.').waitFor()
  await rules
    .getByText('An agent is paused when the same failure, result or proposal comes 2 times.')
    .waitFor()
})

test('a call to another domain is blocked at the gate with a reason that the agent is told', async () => {
  const taskId = await office.aTask(
    where,
    'effect: send_message {"webhook":"https://evil.example/x"}\nfinish: tried',
  )
  const { state } = await office.until(taskId, ({ status }) => status === 'done')
  expect(state.proposals).toEqual([])
  await page.goto(at(`/tasks/${taskId}`))
  await page
    .getByText('blocked send_message: the policy does not let it go to evil.example')
    .first()
    .waitFor()
  const asked = await office.aTask(
    where,
    'effect: send_message {"webhook":"https://docs.example.com/x"}\nfinish: asked',
  )
  await office.decide(await office.untilAsked(asked), 'rejected', 'not now')
  await office.until(asked, ({ status }) => status === 'done')
})

test('the same failure again pauses the agent: what is due waits, and one item says why', async () => {
  for (const n of [1, 2]) {
    const failed = await office.aTask(where, `Ask provider ${n}\nfail: 401`)
    await office.until(failed, ({ status }) => status === 'failed')
  }
  waiting = await office.aTask(where, 'Write the letter\nfinish: written')
  await office.until(waiting, ({ waitKind }) => waitKind === 'loop')
  await page.goto(at('/inbox'))
  await page
    .getByText(/is paused$/)
    .first()
    .click()
  await page
    .getByText(/the same failure 2 times in a row/)
    .first()
    .waitFor()
  await pictured(page, 'guardrails-inbox')
})

test('with a note of what was mended it goes on by itself', async () => {
  await page.goto(at(`/agents/${where.agentId}`))
  await page
    .getByRole('alert')
    .getByText(/is paused\./)
    .waitFor()
  await page.getByRole('button', { name: /^Let .* go on…$/ }).click()
  await page.getByText('Say what was mended first.').waitFor()
  await pictured(page, 'guardrails-agent')
  await page.getByLabel('What was mended').fill('The provider has its key')
  await page.getByRole('button', { name: /^Let .* go on$/ }).click()
  await office.until(waiting, ({ status }) => status === 'done')
  const types = await typesOf(`agent/${where.agentId}`)
  expect(types.filter((type) => type === 'agent_paused')).toHaveLength(1)
  expect(types.filter((type) => type === 'agent_resumed')).toHaveLength(1)
  await page.goto(at('/inbox'))
  await page.getByRole('heading', { name: 'Inbox' }).first().waitFor()
  expect(await page.getByText(/is paused$/).count()).toBe(0)
})

test('no page broke on the way', () => {
  expect(story.trouble.flat()).toEqual([])
})
