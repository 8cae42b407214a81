import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sessionKeyOf } from '#domain/ids.ts'
import { PolicyDocument } from '#domain/policy/policy-document.ts'
import type { TaskState } from '#domain/task/task.ts'
import { adoptedTaskIdOf } from '#prisma/read/accounted-runs.ts'
import { budgetStates, termsOf } from '#prisma/read/run-terms.ts'
import { changePolicy } from '#prisma/write/settings/policies.ts'
import { changeStage } from '#prisma/write/settings/projects.ts'
import { type DriftWorld, startDriftWorld } from '#test/drift-world.ts'

// Chats on the practice gateway, with the plugin that a real one gets.
let world: DriftWorld
beforeAll(async () => {
  world = await startDriftWorld({ patienceMs: 60_000 })
}, 120_000)
afterAll(() => world?.stop())

const hasEnded = (task: TaskState) => task.endedAt !== null
const usd = (dollars: number) => Math.round(dollars * 1e9)
const by = () => ({ operatorId: world.plane.operators.owner, at: new Date().toISOString() })

async function begun(runId: string, message: string) {
  const sessionKey = `agent:main:telegram:${runId}`
  await world.byHand('chat.send', { sessionKey, message, idempotencyKey: runId })
  return adopted(runId)
}
async function adopted(runId: string) {
  const taskId = adoptedTaskIdOf('mac-mini', runId)
  await expect.poll(() => world.entryTypes(`task/${taskId}`), { timeout: 15_000 }).toContain('task_requested')
  return taskId
}

async function limited(limit: number, perRun: number) {
  const { database, projectId } = world.plane
  const { rows } = await database.pool.query('select version from policy where scope_id = $1', [projectId])
  const budgets = [{ metric: 'usd', period: 'lifetime', limit, perRun }]
  const change = { document: PolicyDocument.parse({ budgets }), note: '', version: rows[0]?.version ?? 0 }
  await changePolicy(database.pool, { scopeId: projectId, scope: 'project', projectId }, change, by())
}
async function spent() {
  const { database, projectId, agentId } = world.plane
  const { effective } = await termsOf(database.pool, { projectId, agentId }, false)
  const [one] = await budgetStates(database.pool, effective, { projectId, agentId }, new Date())
  return one?.spent
}

/** What the model was paid for in a session, by the gateway's own transcript. */
function paidIn(sessionKey: string): number {
  const file = join(world.folder, 'practice', 'state', 'gateway.json')
  const { messages } = JSON.parse(readFileSync(file, 'utf8'))
  return (messages[sessionKey] ?? []).reduce(
    (sum: number, one: { usage?: { cost?: { total?: number } } }) => sum + usd(one.usage?.cost?.total ?? 0),
    0,
  )
}
const stage = (to: 'paused' | 'active') =>
  changeStage(world.plane.database.pool, world.plane.projectId, { stage: to, reason: 'holiday' }, by())
const isActive = async (sessionKey: string) => {
  const { sessionInfo } = await world.byHand<{ sessionInfo?: { hasActiveRun?: boolean } }>('chat.history', {
    ...{ sessionKey, limit: 10 },
  })
  return sessionInfo?.hasActiveRun === true
}

test('a chat with an agent of a paused project is ended on its gateway, and its page says why', async () => {
  await stage('paused')
  const taskId = await begun('chat-paused', 'hang')
  const task = await world.plane.until(taskId, hasEnded)
  expect(task).toMatchObject({
    ...{ status: 'failed', error: 'Runs are held now: Letter is paused: holiday' },
    runs: [{ outcome: 'aborted', error: 'Runs are held now: Letter is paused: holiday' }],
  })
  expect(await isActive('agent:main:telegram:chat-paused')).toBe(false)
  await stage('active')
  const next = await begun('chat-again', 'answer: hello')
  expect(await world.plane.until(next, hasEnded)).toMatchObject({ status: 'done', summary: 'hello' })
}, 120_000)

test('what wakes an agent in a task’s session is ended alone: the task’s own run goes on', async () => {
  const own = await world.plane.ask({ intent: 'slow: 8000\nanswer: mine' })
  await world.plane.until(own, ({ status }) => status === 'running')
  await stage('paused')
  const sessionKey = sessionKeyOf('main', own)
  await world.byHand('agent', {
    ...{ sessionKey, agentId: 'main', channel: 'webchat', idempotencyKey: 'typed-held', message: 'hang' },
  })
  const woken = await world.plane.until(await adopted('typed-held'), hasEnded)
  expect(woken).toMatchObject({ status: 'failed', runs: [{ outcome: 'aborted' }] })
  expect(await world.plane.until(own, hasEnded)).toMatchObject({ status: 'done', summary: 'mine' })
  await stage('active')
}, 120_000)

test('a chat that has used its share of the budget is stopped within a turn, counts against it, and the next one is held', async () => {
  const used = (await spent())?.used ?? 0
  const { rows } = await world.plane.database.pool.query(
    'select coalesce(sum(coalesce(nano_usd_used, 0)), 0)::float8 as sum from run_reservation',
  )
  const before = Math.max(used, rows[0].sum)
  await limited(before / 1e9 + 0.5, 0.5)
  const steps = Array.from({ length: 9 }, (_, at) => `slow: 5000\nupdate: Step ${at + 1}.`)
  const taskId = await begun('chat-dear', ['cost: 0.2', ...steps, 'answer: done'].join('\n'))
  const task = await world.plane.until(taskId, hasEnded)
  expect(task).toMatchObject({
    status: 'failed',
    error: 'The run used what was reserved for it: $0.5000',
    runs: [{ outcome: 'aborted', reserved: { costNanoUsd: usd(0.5) } }],
  })
  // The third answer crosses it, and no fourth is asked for.
  const paid = paidIn('agent:main:telegram:chat-dear')
  expect(paid).toBe(usd(0.6))
  expect(task.runs[0]?.usage?.costNanoUsd).toBe(paid)
  expect(await spent()).toMatchObject({ used: before + paid, reserved: 0 })
  const next = await world.plane.until(await begun('chat-after', 'hang'), hasEnded)
  expect(next.error).toMatch(/^Runs are held now: the project’s budget of .* for good is spent: /)
}, 120_000)
