import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { agentsContract } from '#api/agents/contract.ts'
import { tasksContract } from '#api/tasks/contract.ts'
import { HttpProblem } from '../http-client.ts'
import type { TestProduct } from '../product.ts'
import { linesOf } from './stage.ts'
import { openStory, type Story } from './story.ts'

let story: Story
let office: TestProduct
let page: Page

beforeAll(async () => {
  story = await openStory()
  ;({ office, page } = story)
}, 180_000)
afterAll(async () => {
  await story?.close()
})

const at = (path: string) => story.at(path)
const shows = (text: string | RegExp) => page.getByText(text).first().waitFor()
const press = (name: string | RegExp) => page.getByRole('button', { name }).first().click()
const effect = (body: string) => `effect: send_message ${JSON.stringify({ to: 'a@example.com', body })}`
const sent = (body: string) =>
  linesOf(join(office.folder, 'practice', 'outbox.jsonl')).some((line) => line.includes(body))

test('an empty Front Office says what to do first; project, agent and task are made in the browser', async () => {
  await page.goto(at('/'))
  await page
    .getByRole('link', { name: /Start a project|Create a project/ })
    .first()
    .click()
  await page.getByLabel('Name').fill('Harrowgate Letter')
  await page.getByLabel('Mission').fill('A letter about bread.')
  await press('Start the project')
  await page.getByRole('heading', { level: 1, name: 'Harrowgate Letter' }).waitFor()
  await page.getByRole('link', { name: 'Agents', exact: true }).first().click()
  await page.getByRole('link', { name: 'New agent' }).first().click()
  await page.getByLabel('Name').fill('Ines')
  await page.getByLabel('Role').fill('Letter editor')
  await press('Create the agent')
  await page.getByRole('heading', { level: 1, name: 'Ines' }).waitFor()
  await page.getByRole('link', { name: 'New task' }).first().click()
  await page.getByLabel('Title').fill('Send issue 148')
  await page.getByLabel('Intent').fill(`${effect('issue 148')}\nfinish: sent`)
  await press('Give the task')
  await page.getByRole('heading', { level: 1, name: 'Send issue 148' }).waitFor()
  await page.getByRole('button', { name: /^Approve send_message/ }).waitFor()
})

test('a rejection reaches the agent with its reason, and nothing is sent', async () => {
  await press('Reject…')
  await page.getByLabel('Reason').fill('Not before Thursday')
  await press('Reject and tell the agent')
  await shows('closed the task: done')
  await shows(/Not before Thursday/)
  expect(sent('issue 148')).toBe(false)
})

test('who comes second is told who decided and what', async () => {
  const where = await office.aProject()
  const taskId = await office.aTask(where, `${effect('only once')}\nfinish: sent`)
  const proposal = await office.untilAsked(taskId)
  // This page hears nothing of what others do: it still shows what was pending when it was opened.
  await page.route('**/api/stream', (route) => route.abort())
  await page.goto(at(`/tasks/${taskId}`))
  const approve = page.getByRole('button', { name: /^Approve send_message/ })
  await approve.waitFor()
  await office.decide(proposal, 'rejected', 'I was first')
  await office.until(taskId, ({ status }) => status === 'done')
  await approve.click()
  const card = page.getByRole('article', { name: /^Proposal/ })
  await card.getByText('The owner decided').waitFor()
  await card.getByRole('alert').filter({ hasText: 'The owner rejected' }).waitFor()
  await page.unroute('**/api/stream')
  expect(sent('only once')).toBe(false)
})

test('a question is answered with a key and a button', async () => {
  const taskId = await office.aTask(
    await office.aProject(),
    'ask: Which colour? | red | blue\nfinish: painted',
  )
  await office.until(taskId, ({ waitKind }) => waitKind === 'operator')
  await page.goto(at('/inbox'))
  await page
    .getByRole('link', { name: /Which colour/ })
    .first()
    .click()
  await page.getByRole('article', { name: /Question of Ines/ }).waitFor()
  await page.keyboard.press('2')
  await press('Answer')
  const { state } = await office.until(taskId, ({ status }) => status === 'done')
  expect(state.questions).toMatchObject([{ answer: 'blue' }])
})

test('a task that hangs is cancelled from its page', async () => {
  const taskId = await office.aTask(await office.aProject(), 'hang')
  await page.goto(at(`/tasks/${taskId}`))
  await page.getByText('Running').first().waitFor()
  await press('Cancel task')
  await page.getByLabel('Reason').fill('No longer needed')
  await press('Cancel the task')
  await page.getByText('Cancelled').first().waitFor()
  await shows(/No longer needed/)
})

test('HTML and markdown in every text are shown as text', async () => {
  const evil = '<img src=x onerror="window.hacked=1"> **bold** <script>window.hacked=1</script>'
  const where = await office.aProject()
  const taskId = await office.aTask(where, `update: ${evil}\nfinish: ${evil}`)
  await office.until(taskId, ({ status }) => status === 'done')
  for (const path of [`/tasks/${taskId}`, `/ledger?streamId=task/${taskId}`, '/tasks', '/']) {
    await page.goto(at(path))
    await page.getByRole('heading', { level: 1 }).first().waitFor({ state: 'attached' })
  }
  await page.goto(at(`/tasks/${taskId}`))
  await page.getByText('<img src=x').first().waitFor()
  expect(await page.evaluate(() => 'hacked' in window)).toBe(false)
  expect(await page.locator('main img').count()).toBe(0)
})

test('a task for an agent without executor is refused with the remedy', async () => {
  const { projectId } = await office.aProject()
  const agent = { projectId, name: 'Homeless', executorId: null }
  const { id: agentId } = await office.ask(agentsContract.createAgent, { body: agent })
  const body = { projectId, agentId, title: 'Write', intent: 'Write.' }
  const refused = await office.ask(tasksContract.createTask, { body }).catch((error) => error)
  expect(refused).toBeInstanceOf(HttpProblem)
  expect(refused.problem).toMatchObject({ status: 409, detail: expect.stringMatching(/executor/) })
  await page.goto(at(`/projects/${projectId}/new-task`))
  await shows(/Homeless has no executor/)
})

test('a wrong gateway token: the executor’s page names the file to fix, tasks wait, and go on', async () => {
  const file = join(office.folder, 'mac-mini', 'config.json')
  const right = readFileSync(file, 'utf8')
  writeFileSync(file, JSON.stringify({ ...JSON.parse(right), gatewayToken: 'wrong' }))
  process.kill(office.product.pids()['practice-gateway'] ?? 0, 'SIGKILL')
  await page.goto(at('/executors'))
  await shows(/refuses the token/)
  await shows(new RegExp(file.replaceAll('/', '\\/')))
  const taskId = await office.aTask(await office.aProject(), 'answer: at last')
  await office.until(taskId, ({ waitKind }) => waitKind === 'executor')
  await page.goto(at(`/tasks/${taskId}`))
  await shows(/waits for:/)
  writeFileSync(file, right)
  await office.until(taskId, ({ status }) => status === 'done')
  await page.getByText('Done', { exact: true }).first().waitFor()
})

test('no page broke on the way', () => {
  const isExpected = (line: string) => /ERR_FAILED|\b409\b/.test(line)
  expect(story.trouble.flat().filter((line) => !isExpected(line))).toEqual([])
})
