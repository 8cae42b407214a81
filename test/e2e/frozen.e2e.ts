import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { inboxContract } from '#api/inbox/contract.ts'
import { runbookRunsContract, runbooksContract } from '#api/runbooks/contract.ts'
import { type Database, openDatabase } from '#prisma/client.ts'
import { fork } from '../fork.ts'
import type { TestProduct } from '../product.ts'
import { aFact } from '../stories.ts'
import { overflowOf, until, views, violationsOn } from './stage.ts'
import { openStory, type Story } from './story.ts'

// One story: two tasks and a run of a runbook, which said something else under a number that was taken.
let story: Story
let office: TestProduct
let page: Page
let database: Database
const titles = {
  goesOn: 'Ask which colour the letter gets',
  ends: 'Ask which day it is sent',
  run: 'Send it',
}
const ids = { goesOn: '', ends: '', run: '' }
const yaml = `name: ${titles.run}
steps:
  - id: review
    approval: {text: Is the letter ready?}
  - id: send
    task: {agent: Ines, title: Send the letter, intent: "finish: sent"}
`

beforeAll(async () => {
  story = await openStory()
  ;({ office, page } = story)
  database = openDatabase(office.product.appUrl, 2)
  const where = await office.aProject()
  for (const key of ['goesOn', 'ends'] as const) {
    ids[key] = await office.aTask(where, `${titles[key]}\nask: Which one? | red | blue\nfinish: done`)
    await office.until(ids[key], ({ state }) => state.questions.length > 0 && state.runs[0]?.endedAt !== null)
    await fork(
      database,
      `task/${ids[key]}`,
      'run_ended',
      aFact('task_failed', { error: 'The gateway was not there.' }),
    )
  }
  ids.run = await waitingRun(where.projectId)
  const failed = aFact('runbook_run_failed', { stepId: 'review', error: 'Nobody is there to ask.' })
  await fork(database, `runbook/${ids.run}`, 'runbook_step_started', failed)
}, 180_000)
afterAll(async () => {
  await database?.close()
  await story?.close()
})

async function waitingRun(projectId: string): Promise<string> {
  const params = { projectId }
  const { id: name } = await office.ask(runbooksContract.createRunbook, { params, body: { yaml } })
  const of = { params: { projectId, name }, body: { inputs: {} } }
  const { runId } = await office.ask(runbookRunsContract.startRunbook, of)
  const isWaiting = async () => (await run(runId)).state.wait !== null || undefined
  await until(isWaiting, 'the run asks')
  return runId
}
const run = (runId: string) => office.ask(runbookRunsContract.getRunbookRun, { params: { runId } })

const at = (path: string) => story.at(path)
const frozen = (what: 'task' | 'run') => page.getByRole('article', { name: `The ${what} is frozen` })
const itemOf = async (isMeant: (item: { taskId: string | null }) => boolean) => {
  const { items } = await office.ask(inboxContract.listInbox)
  return items.find((item) => item.kind === 'frozen' && isMeant(item))?.id ?? ''
}

test('what is frozen is in the inbox with both contents, and can’t be closed as seen', async () => {
  const { items } = await office.ask(inboxContract.listInbox)
  const listed = items.filter(({ kind }) => kind === 'frozen').map(({ title }) => title)
  expect(listed.sort()).toEqual(Object.values(titles).sort())
  const id = await itemOf(({ taskId }) => taskId === ids.goesOn)
  await page.goto(at(`/inbox/${encodeURIComponent(id)}`))
  const card = frozen('task')
  await card.getByText('nothing moves and nothing is sent').waitFor()
  await card.getByText('The record has').waitFor()
  await card.getByText('The workflow wanted to write').waitFor()
  await card.getByText('"error": "The gateway was not there."').waitFor()
  await page.getByRole('button', { name: /^Close as seen/ }).hover()
  await page.getByRole('tooltip').getByText('Settle its record, or snooze it.').waitFor()
})

test('its question waits until then, and says so at the button', async () => {
  await page.goto(at(`/tasks/${ids.goesOn}`))
  const { projectName } = await office.task(ids.goesOn)
  await page.getByRole('banner').getByRole('button', { name: projectName }).waitFor()
  await page.getByLabel(/^red/).check()
  const answer = page.getByRole('button', { name: 'Answer' })
  await expect.poll(() => answer.isDisabled()).toBe(true)
  const said = page.getByRole('article', { name: /^Question of/ }).getByText(/^This task is frozen/)
  expect(await said.textContent()).toContain('Settle it first: go on from its record, or end it.')
})

test.each(Object.entries(views))(
  'task, run and item hold together and are open to everybody: %s',
  async (name, view) => {
    const other = await story.person(view)
    const one = await other.newPage()
    const item = await itemOf(({ taskId }) => taskId === null)
    const pages = {
      task: `/tasks/${ids.ends}`,
      run: `/runbook-runs/${ids.run}`,
      inbox: `/inbox/${encodeURIComponent(item)}`,
    }
    for (const [what, path] of Object.entries(pages)) {
      await one.goto(at(path))
      await one.getByRole('article', { name: /^The (task|run) is frozen/ }).waitFor()
      expect(await violationsOn(one)).toEqual([])
      expect(await overflowOf(one)).toBeLessThanOrEqual(0)
      const folder = process.env.SHOTS_FOLDER
      if (!folder) continue
      mkdirSync(folder, { recursive: true })
      await one.screenshot({ path: join(folder, `frozen-${what}-${name}.png`), fullPage: true })
    }
    await other.close()
  },
)

test('a task goes on from its record, and waits for what it waited for', async () => {
  await page.goto(at(`/tasks/${ids.goesOn}`))
  await frozen('task').getByRole('button', { name: 'Go on from the record' }).click()
  await frozen('task').waitFor({ state: 'detached' })
  await page.getByText('settled the fork: the task goes on from its record').waitFor()
  const { state } = await office.task(ids.goesOn)
  expect(state).toMatchObject({ status: 'waiting', wait: { kind: 'operator' }, fork: null })
  await page.getByLabel(/^red/).check()
  await page.getByRole('button', { name: 'Answer' }).click()
  await office.until(ids.goesOn, ({ status }) => status === 'done')
})

test('or it ends as cancelled, which needs a reason', async () => {
  await page.goto(at(`/tasks/${ids.ends}`))
  const end = frozen('task').getByRole('button', { name: 'End the task' })
  await expect.poll(() => end.isDisabled()).toBe(true)
  await page.getByLabel('Reason').fill('We sent it by hand.')
  await end.click()
  await page.getByRole('heading', { name: 'The task was cancelled' }).waitFor()
  const { state } = await office.task(ids.ends)
  expect(state).toMatchObject({ status: 'cancelled', error: 'We sent it by hand.' })
})

test('a run decides nothing until it is settled, then it asks again and comes to its end', async () => {
  await page.goto(at(`/runbook-runs/${ids.run}`))
  await page.getByText('It is frozen until somebody settles which of its two accounts counts.').waitFor()
  await frozen('run').getByText('"error": "Nobody is there to ask."').waitFor()
  const approve = page.getByRole('button', { name: 'Approve review' })
  expect(await approve.getAttribute('aria-disabled')).toBe('true')
  await frozen('run').getByRole('button', { name: 'Go on from the record' }).click()
  await frozen('run').waitFor({ state: 'detached' })
  await page.getByText('It waits for a decision at review.').waitFor()
  await approve.click()
  await page.getByText('It is done.').waitFor()
  expect(story.trouble.flat()).toEqual([])
})
