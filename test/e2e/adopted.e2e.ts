import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { tasksContract } from '#api/tasks/contract.ts'
import { lookOf } from '../openclaw/practice-world.ts'
import type { TestProduct } from '../product.ts'
import { overflowOf, until, views, violationsOn } from './stage.ts'
import { openStory, type Story } from './story.ts'
import { untilExecutorIsReady } from './strange-job.ts'

// Runs that nobody here asked for: a chat, a job of the gateway, and one that wants to do something outside.
let story: Story
let office: TestProduct
let page: Page
let projectId = ''
let agentId = ''

beforeAll(async () => {
  story = await openStory()
  ;({ office, page } = story)
  ;({ projectId, agentId } = await office.aProject())
  await untilExecutorIsReady(office)
}, 180_000)
afterAll(async () => {
  await story?.close()
})

const at = (path: string) => story.at(path)
function byHand<T>(method: string, params: Record<string, unknown>): Promise<T> {
  const { ports, secrets } = office.product
  return lookOf({ url: `ws://127.0.0.1:${ports.practice}`, token: secrets.practiceToken }).byHand(
    method,
    params,
  )
}
const chat = (key: string, session: string, message: string) =>
  byHand('chat.send', { sessionKey: `agent:main:${session}`, message, idempotencyKey: key })

const adoptedTask = (title: string, status: string) =>
  until(async () => {
    const { items } = await office.ask(tasksContract.listTasks, { query: { agentId } })
    return items.find((task) => task.title === title && task.status === status)
  }, `${title} is ${status}`)

test('a chat is among the project’s tasks, with who began it, what was said, tools and cost', async () => {
  await chat('e2e-chat', 'main', 'How are sales?\nsafe: notes.md\nanswer: Better than in October.')
  const { id } = await adoptedTask('Chat with the agent: How are sales?', 'done')
  await page.goto(at(`/projects/${projectId}/tasks?view=all`))
  await page.getByRole('link', { name: 'Chat with the agent: How are sales?' }).first().click()
  await page.getByRole('heading', { level: 1, name: 'Chat with the agent: How are sales?' }).waitFor()
  expect(page.url()).toContain(id)
  await page.getByText('Adopted · Chat with the agent').waitFor()
  const said = page.getByRole('region', { name: 'What was said' })
  await said.getByText('Better than in October.', { exact: true }).waitFor()
  await said.getByText('Tools used: read ×1').waitFor()
  await page.getByText('adopted a run that began on the gateway: Chat with the agent').waitFor()
  await page.getByText('on the gateway, in agent:main:main').waitFor()
  await page.getByText('none: it began on the gateway').waitFor()
})

test('a run of a job is named after it', async () => {
  const job = {
    ...{ name: 'Morning report', agentId: 'main', sessionTarget: 'isolated', wakeMode: 'now' },
    schedule: { kind: 'cron', expr: '0 7 * * *', tz: 'Europe/Berlin' },
    payload: { kind: 'agentTurn', message: 'answer: All is well.' },
  }
  const { id } = await byHand<{ id: string }>('cron.add', job)
  await byHand('cron.run', { id })
  await adoptedTask('Cron job Morning report', 'done')
  await page.goto(at(`/projects/${projectId}/tasks?view=all`))
  await page.getByRole('link', { name: 'Cron job Morning report' }).first().waitFor()
})

test('what another client’s run wants to do waits for approval like any other', async () => {
  const message = 'effect: send_message {"to":"ada@example.com","body":"Hello"}'
  const key = { sessionKey: 'agent:main:my-script', idempotencyKey: 'e2e-client' }
  await byHand('agent', { ...key, message, agentId: 'main' })
  const { id } = await adoptedTask(`Another client: my-script: ${message}`, 'waiting')
  await page.goto(at(`/tasks/${id}`))
  await page.getByText('Adopted · Another client: my-script').waitFor()
  await page
    .getByRole('button', { name: /^Approve/ })
    .first()
    .waitFor()
})

test.each(Object.entries(views))('its pages are whole at %s, and axe finds nothing', async (view, shape) => {
  const { items } = await office.ask(tasksContract.listTasks, { query: { agentId } })
  const done = items.find(({ title }) => title.startsWith('Chat'))?.id ?? ''
  const seen = await story.person(shape)
  const one = await seen.newPage()
  const folder = process.env.LOOKS_FOLDER ?? office.folder
  mkdirSync(folder, { recursive: true })
  for (const path of [`/tasks/${done}`, `/projects/${projectId}/tasks?view=all`]) {
    await one.goto(at(path))
    await one.getByText('Morning report').or(one.getByText('What was said')).first().waitFor()
    await one.waitForLoadState('networkidle').catch(() => {})
    expect(await overflowOf(one), path).toBeLessThanOrEqual(0)
    expect(await violationsOn(one), path).toEqual([])
    const name = path.startsWith('/tasks') ? 'task' : 'list'
    await one.screenshot({ path: join(folder, `${name}-${view}.png`), fullPage: true })
  }
  await seen.close()
})

test('nothing went wrong on any page', () => {
  expect(story.trouble.flat()).toEqual([])
})
