import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { defaultLookEveryMs } from '#domain/drift/unaccounted-rules.ts'
import { sessionKeyOf, taskWorkflowId } from '#domain/ids.ts'
import type { FactOf } from '#domain/ledger/entry.ts'
import type { TaskState } from '#domain/task/task.ts'
import { inTransaction } from '#prisma/client.ts'
import { adoptedTaskIdOf } from '#prisma/read/accounted-runs.ts'
import { reconcileTask } from '#prisma/write/ledger.ts'
import { type DriftWorld, startDriftWorld } from '#test/drift-world.ts'
import { signalsLeftOut } from '#test/resets.ts'
import { rebuilt } from '#test/setting.ts'
import { aFact } from '#test/stories.ts'
import { createDriftActivities } from './drift-activities.ts'
import type { SightDeps } from './task-sights.ts'

let world: DriftWorld
beforeAll(async () => {
  world = await startDriftWorld()
}, 120_000)
afterAll(() => world?.stop())

const hasEnded = (task: TaskState) => task.endedAt !== null

/** A session of its own each: the scripted model goes on with a session's first directives. */
async function chat(runId: string, message: string, session = `telegram:${runId}`): Promise<string> {
  await world.byHand('chat.send', { sessionKey: `agent:main:${session}`, message, idempotencyKey: runId })
  return adoptedTaskIdOf('mac-mini', runId)
}

async function told(taskId: string): Promise<FactOf<'transcript_recorded'>['body'][]> {
  const { rows } = await world.plane.database.pool.query(
    `select body from entry where stream_id = $1 and type = 'transcript_recorded'`,
    [`task/${taskId}`],
  )
  return rows.map(({ body }) => body)
}

/** Where there is none yet, it is waited for. */
async function until(taskId: string, isSo: (task: TaskState) => boolean): Promise<TaskState> {
  await expect.poll(() => world.entryTypes(`task/${taskId}`)).toContain('task_requested')
  return world.plane.until(taskId, isSo)
}

test('a chat with an agent is a task of its project, with what was said, the tools and the cost', async () => {
  const taskId = await chat('chat-1', 'safe: notes.md\nanswer: hello there', 'main')
  const task = await until(taskId, hasEnded)
  expect(task).toMatchObject({
    status: 'done',
    projectId: world.plane.projectId,
    agentId: world.plane.agentId,
    title: 'Chat with the agent: safe: notes.md',
    summary: 'hello there',
    requestedBy: 'executor:mac-mini',
    adopted: { runId: 'chat-1', sessionKey: 'agent:main:main', starter: { kind: 'chat', name: '' } },
  })
  expect(task.runs).toMatchObject([{ outcome: 'ok', usage: { input: 1_600, costNanoUsd: 6_420_000 } }])
  expect(await told(taskId)).toMatchObject([
    {
      messages: [
        { by: 'asker', text: 'safe: notes.md\nanswer: hello there' },
        { by: 'agent', text: 'hello there' },
      ],
      tools: [{ tool: 'read', calls: 1 }],
      isCut: false,
    },
  ])
  expect(await world.entryTypes(`task/${taskId}`)).toEqual([
    'task_requested',
    'task_prepared',
    'run_queued',
    'run_accepted',
    'transcript_recorded',
    'run_ended',
    'task_done',
  ])
  expect(await rebuilt(world.plane.database.pool, taskId)).toEqual(task)
})

test('a job of the gateway is named, and its run is one task', async () => {
  const job = {
    ...{ name: 'Morning report', agentId: 'main', sessionTarget: 'isolated', wakeMode: 'now' },
    schedule: { kind: 'every', everyMs: 86_400_000 },
    payload: { kind: 'agentTurn', message: 'answer: all is well' },
  }
  const { id } = await world.byHand<{ id: string }>('cron.add', job)
  await world.byHand('cron.run', { id })
  const { pool } = world.plane.database
  const titled = () => pool.query(`select id from task where title = 'Cron job Morning report'`)
  await expect.poll(async () => (await titled()).rowCount).toBe(1)
  const task = await until((await titled()).rows[0].id, hasEnded)
  expect(task).toMatchObject({
    status: 'done',
    adopted: { starter: { kind: 'cron', name: 'Morning report' } },
  })
})

test('what it wants to do outside is held, and done once it is approved', async () => {
  const taskId = await chat(
    'chat-effect',
    'effect: send_message {"to":"a@example.com","body":"hi"}\nanswer: asked',
  )
  const asked = await until(taskId, (task) => task.wait?.kind === 'approval')
  expect(asked.proposals).toMatchObject([{ tool: 'send_message', status: 'pending', via: 'invoke' }])
  const { proposalId, hash } = asked.proposals[0] ?? { proposalId: '', hash: '' }
  await world.plane.intend(taskId, 'decideApproval', {
    proposalId,
    verdict: 'approved',
    hash,
    reason: '',
  } as never)
  const task = await world.plane.until(taskId, hasEnded)
  expect(task).toMatchObject({ status: 'done', proposals: [{ status: 'performed' }] })
})

test('cancelling it ends it on the gateway', async () => {
  const taskId = await chat('chat-hang', 'hang')
  await until(taskId, (task) => task.status === 'running')
  await world.plane.intend(taskId, 'cancelTask', { reason: 'not now' })
  const task = await world.plane.until(taskId, hasEnded)
  expect(task).toMatchObject({ status: 'cancelled', runs: [{ outcome: 'aborted' }] })
})

test('what ran while the worker was away is recorded once when it is back', async () => {
  await world.stopMac()
  const ids = [await chat('away-1', 'answer: one'), await chat('away-2', 'answer: two')]
  await world.startMac()
  for (const [i, id] of ids.entries())
    expect(await until(id, hasEnded)).toMatchObject({ status: 'done', summary: ['one', 'two'][i] })
  await world.stopMac()
  await world.startMac()
  for (const id of ids)
    expect((await world.entryTypes(`task/${id}`)).filter((type) => type === 'task_requested')).toHaveLength(1)
  const { rows } = await world.plane.database.pool.query(
    `select count(*)::int as count from task where state->'adopted' is not null`,
  )
  expect(rows).toEqual([{ count: 6 }])
})

test('a worker that is stopped mid-run follows it again', async () => {
  const taskId = await chat('chat-slow', 'slow: 10000\nanswer: still here')
  await until(taskId, (task) => task.status === 'running')
  await world.stopMac()
  await world.startMac()
  expect(await world.plane.until(taskId, hasEnded)).toMatchObject({ status: 'done', summary: 'still here' })
})

const handleOf = (taskId: string) => world.plane.env.client.workflow.getHandle(taskWorkflowId(taskId))
const keptState = (runId: string) => {
  const folder = join(world.folder, 'mac-mini', 'foreign')
  const all = readdirSync(folder).map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')))
  return all.find(({ run }) => run.runId === runId)?.state
}

test('one whose workflow was ended by hand has its end once it goes on from its record', async () => {
  const taskId = await chat('chat-terminated', 'hang')
  await until(taskId, (task) => task.status === 'running')
  await expect
    .poll(() =>
      handleOf(taskId)
        .describe()
        .catch(() => null),
    )
    .not.toBeNull()
  await handleOf(taskId).terminate('by hand')
  await world.byHand('sessions.abort', { key: 'agent:main:telegram:chat-terminated' })
  await expect.poll(() => keptState('chat-terminated')).not.toBe('open')
  // Longer than its first try takes, which finds no workflow.
  await sleep(3_000)
  const to = { at: new Date(Date.now() + 3_600_000).toISOString(), end: 'late' } as const
  await world.plane.intend(taskId, 'setDeadline', { from: null, to })
  const { runs } = await world.plane.until(taskId, (task) => task.runs[0]?.endedAt != null)
  expect(runs).toMatchObject([{ outcome: 'aborted' }])
  await expect.poll(() => keptState('chat-terminated')).toBe('ended')
})

test('a reset that leaves out its end makes no task of it that runs for ever', async () => {
  const taskId = await chat('chat-reset', 'answer: well')
  await until(taskId, hasEnded)
  const { runId } = await handleOf(taskId).describe()
  const { events } = await handleOf(taskId).fetchHistory()
  const [first] = (events ?? []).filter((event) => event.workflowTaskCompletedEventAttributes)
  await world.plane.env.client.workflowService.resetWorkflowExecution({
    namespace: 'default',
    workflowExecution: { workflowId: taskWorkflowId(taskId), runId },
    reason: 'by hand',
    requestId: `reset-${taskId}`,
    workflowTaskFinishEventId: first?.eventId ?? null,
    ...signalsLeftOut,
  })
  await expect.poll(() => world.entryTypes(`task/${taskId}`)).toContain('rewound')
  expect(await world.plane.until(taskId, hasEnded)).toMatchObject({ status: 'done', summary: 'well' })
  expect(await told(taskId)).toHaveLength(1)
})

test('a run that has a task is no finding, and one that has none is one until it is accounted for', async () => {
  const { pool } = world.plane.database
  await world.look()
  await chat('chat-known', 'answer: x')
  await until(adoptedTaskIdOf('mac-mini', 'chat-known'), hasEnded)
  await world.look()
  const ofRuns = async () => (await world.open()).filter((one) => one.includes(' run '))
  expect(await ofRuns()).toEqual([])
  const startedAt = Date.now() - 2 * defaultLookEveryMs
  const run = { sessionKey: 'agent:main:ghost', openclawAgentId: 'main', startedAt }
  const runs = ['chat-known', 'nobody-1', 'nobody-2'].map((runId) => ({ ...run, runId }))
  const nothing = { differing: [], adopted: [], dropped: [], unread: [], isFirst: false }
  const counts = { cron: 0, agents: 0, files: 0 }
  const lookedAt = () => new Date().toISOString()
  const { recordLook } = createDriftActivities({ pool } as SightDeps)
  const look = (seen: typeof runs | null) =>
    recordLook({ scope: 'mac-mini', lookedAt: lookedAt(), ...nothing, counts, runs: seen })
  await look(runs)
  expect(await ofRuns()).toEqual(['extra run Another client: ghost'])
  expect((await world.find('Another client: ghost')).state).toMatchObject({
    ...{ projectId: world.plane.projectId, status: 'open' },
    theirs: { line: expect.stringMatching(/^run nobody-1 in agent:main:ghost, began /) },
  })
  await look(null)
  expect(await ofRuns()).toHaveLength(1)
  await look([])
  expect(await ofRuns()).toEqual([])
})

test('a run that heeds no end is a finding for as long as its gateway shows it', async () => {
  const { pool } = world.plane.database
  const taskId = await chat('chat-deaf', 'hang')
  await until(taskId, (task) => task.status === 'running')
  const told = { as: 'killed', times: 1, answer: 'aborted', isLast: false } as const
  const facts = [aFact('end_unheeded', { stepId: 's1', itemId: 'deaf', reason: 'It lives on', told })]
  await inTransaction(pool, (tx) => reconcileTask(tx, { streamId: `task/${taskId}`, facts, as: 'note' }))
  await world.look()
  expect(await world.open()).toContain('unheeded run_end Chat by telegram: hang')
  const { id } = await world.find('Chat by telegram: hang')
  await world.byHand('sessions.abort', { key: 'agent:main:telegram:chat-deaf' })
  await world.until(id, 'gone')
})

const taskCount = async () => {
  const { rows } = await world.plane.database.pool.query('select count(*)::int as count from task')
  return rows[0]?.count as number
}

test('what ran in a task’s own session while the worker was away is recorded, what is the task’s own is not', async () => {
  const own = await world.plane.ask({ intent: 'slow: 6000\nanswer: mine' })
  await world.plane.until(own, ({ status }) => status === 'running')
  await world.stopGateway()
  await world.startGateway()
  const { runs } = await world.plane.until(own, (task) => task.runs[0]?.endedAt != null)
  const takenUp = runs[0]?.adoptedRunIds?.[0] ?? ''
  expect(runs).toMatchObject([{ outcome: 'ok', adoptedRunIds: [expect.any(String)] }])
  await world.stopMac()
  const sessionKey = sessionKeyOf('main', own)
  await world.byHand('chat.send', { sessionKey, message: 'answer: typed', idempotencyKey: 'typed-1' })
  const last = await chat('after-1', 'answer: later')
  const before = await taskCount()
  await world.startMac()
  expect(await until(adoptedTaskIdOf('mac-mini', 'typed-1'), hasEnded)).toMatchObject({
    ...{ status: 'done', adopted: { sessionKey, starter: { kind: 'wake_up' } } },
    runs: [{ outcome: 'ok', usage: { input: expect.any(Number) } }],
  })
  // Read after what the gateway went on with: the log is read oldest first.
  await until(last, hasEnded)
  expect(await taskCount()).toBe(before + 2)
  const { recordLook } = createDriftActivities({ pool: world.plane.database.pool } as SightDeps)
  const nothing = { differing: [], adopted: [], dropped: [], unread: [], isFirst: false }
  const look = { ...nothing, scope: 'mac-mini', counts: { cron: 0, agents: 0, files: 0 } }
  const begun = { sessionKey, openclawAgentId: 'main', startedAt: Date.now() - 2 * defaultLookEveryMs }
  const seen = (runIds: string[]) => runIds.map((runId) => ({ ...begun, runId }))
  const ofRuns = async () => (await world.open()).filter((one) => one.includes(' run '))
  await recordLook({ ...look, lookedAt: new Date().toISOString(), runs: seen([takenUp, 'typed-1']) })
  expect(await ofRuns()).toEqual([])
  await recordLook({ ...look, lookedAt: new Date().toISOString(), runs: seen([takenUp, 'nobodys']) })
  expect(await ofRuns()).toEqual(['extra run Woken by the gateway'])
})

test('cancelling what somebody began in a task’s session ends that run', async () => {
  const own = await world.plane.ask({ intent: 'answer: mine' })
  await world.plane.until(own, (task) => task.runs[0]?.endedAt != null)
  const sessionKey = sessionKeyOf('main', own)
  await world.byHand('agent', {
    ...{ sessionKey, agentId: 'main', channel: 'webchat', idempotencyKey: 'typed-2', message: 'hang' },
  })
  const taskId = adoptedTaskIdOf('mac-mini', 'typed-2')
  await until(taskId, (task) => task.status === 'running')
  await world.plane.intend(taskId, 'cancelTask', { reason: 'not now' })
  expect(await world.plane.until(taskId, hasEnded)).toMatchObject({
    ...{ status: 'cancelled', runs: [{ outcome: 'aborted' }] },
  })
})

test('the file on the Mac ends what began before its worker started', async () => {
  const taskId = await chat('chat-stopped', 'hang')
  await until(taskId, (task) => task.status === 'running')
  await world.stopMac()
  const file = join(world.folder, 'mac-mini', 'STOP')
  writeFileSync(file, 'It writes to everybody')
  await world.startMac()
  const task = await world.plane.until(taskId, ({ runs }) => runs[0]?.endedAt != null)
  rmSync(file)
  expect(task.runs).toMatchObject([{ outcome: 'aborted' }])
})
