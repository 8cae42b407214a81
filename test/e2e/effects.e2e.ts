import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { policiesContract } from '#api/policies/contract.ts'
import { PolicyDocument } from '#domain/policy/policy-document.ts'
import { pictured } from './pictured.ts'
import { openStory, type Story } from './story.ts'

// One story: each test goes on where the one before ended.
let story: Story
let page: Page
let taskId = ''

beforeAll(async () => {
  story = await openStory()
  page = story.page
}, 180_000)
afterAll(() => story?.close())

test('before anything was asked for the page says what would be here', async () => {
  await page.goto(story.at('/effects'))
  await page.getByText('No agent wanted to do anything outside yet.').waitFor()
})

test('what an agent asked for is in the list, and waits', async () => {
  const { office } = story
  const letter = JSON.stringify({ to: 'reader@example.com', body: 'Issue 148 is out' })
  taskId = await office.aTask(await office.aProject(), `effect: send_message ${letter}\nfinish: sent`)
  await office.untilAsked(taskId)
  const line = page.getByRole('list', { name: 'Effects' }).getByRole('listitem')
  await line.getByText('Waits for a decision').waitFor()
  await line.getByRole('link', { name: 'send_message' }).click()
  await page.getByText(/Nobody has approved it\. Nothing was done\./).waitFor()
  await page.getByText('Issue 148 is out', { exact: true }).waitFor()
  await page.getByText('Nobody decided it.').waitFor()
})

test('once it is approved and done its page says by whom, for which hash, and how that is known', async () => {
  const { office } = story
  const proposal = await office.untilAsked(taskId)
  await office.decide(proposal, 'approved', 'Go ahead')
  await office.until(taskId, ({ status }) => status === 'done')
  await page.getByText(/1 operator approved it\. It was done once\./).waitFor()
  const decisions = page.getByRole('list', { name: 'Decisions' })
  await decisions.getByText('The owner').waitFor()
  await decisions.getByText(/exactly these parameters/).waitFor()
  await decisions.getByText('no policy written').waitFor()
  await page.getByRole('list', { name: 'What became of it' }).getByText('Done once').waitFor()
  const facts = page.getByRole('complementary', { name: 'About this effect' })
  await facts.getByText(/^once/).waitFor()
  await page
    .getByRole('region', { name: 'Entries' })
    .getByText(/performed send_message/)
    .waitFor()
  await pictured(page, 'effect')
})

test('its task leads to it, and the list can be narrowed by the keyboard', async () => {
  await page.goto(story.at(`/tasks/${taskId}`))
  await page.getByRole('region', { name: 'Effects' }).getByRole('link', { name: 'send_message' }).click()
  await page.waitForURL(/\/effects\/p_/)
  await page.getByRole('link', { name: 'Effects', exact: true }).first().click()
  const which = page.getByLabel('Which effects')
  await which.selectOption('rejected')
  await page.getByText('There is none of these.').waitFor()
  await which.selectOption('performed')
  await page.getByRole('list', { name: 'Effects' }).getByText('Done once').waitFor()
  expect(page.url()).toContain('status=performed')
  await pictured(page, 'effects')
})

test('a call that the policy denies is in its task’s story with why, and nothing waits for it', async () => {
  const { office } = story
  const where = await office.aProject()
  const document = PolicyDocument.parse({ deniedTools: ['exec'] })
  const body = { document, version: 0, note: 'No commands' }
  await office.ask(policiesContract.changePolicy, { params: { scopeId: where.projectId }, body })
  const denied = await office.aTask(where, 'exec: ls')
  await page.goto(story.at(`/tasks/${denied}`))
  await page
    .getByText(/blocked exec: the policy denies it/)
    .first()
    .waitFor()
  await pictured(page, 'task-blocked')
})

test('an address of nothing says so', async () => {
  await page.goto(story.at(`/effects/p_${'0'.repeat(24)}`))
  await page.getByText('There is no such effect.').waitFor()
})

test('no page broke on the way', () => {
  expect(story.trouble.flat().filter((line) => !/\b404\b/.test(line))).toEqual([])
})
