import { setTimeout as sleep } from 'node:timers/promises'
import type { Heartbeat } from '#domain/agent/heartbeat.ts'
import { newId, taskWorkflowId } from '#domain/ids.ts'
import type { RunbookRunState } from '#domain/runbook/run.ts'
import type { RunbookStep } from '#domain/runbook/runbook.ts'
import { recordRunIntent, requestRunbookRun } from '#prisma/write/run-intents.ts'
import { runMark } from '#prisma/write/runbook-runs.ts'
import { createAgent } from '#prisma/write/settings/agents.ts'
import { recordHeartbeat } from '#prisma/write/settings/heartbeats.ts'
import { aRunbook, aTaskStep } from '../runbooks.ts'
import type { Stage } from './stage.ts'
import { askToSend, type Streams, sentTo } from './task-stories.ts'

const by = ({ world: { plane } }: Stage) => ({
  at: new Date().toISOString(),
  actor: `operator:${plane.operators.owner}`,
})

async function startRun(stage: Stage, steps: RunbookStep[]) {
  const { projectId, database } = stage.world.plane
  const run = { projectId, runbookId: 'rb_1', version: 1, definition: aRunbook(steps), inputs: {} }
  const request = { runId: newId('runbookRun'), intentId: newId('intent'), ...by(stage), run }
  return (await requestRunbookRun(database.pool, request)).runId
}

async function untilRun(stage: Stage, runId: string, isSo: (run: RunbookRunState) => boolean) {
  for (const deadline = Date.now() + 90_000; ; await sleep(50)) {
    const { state } = await runMark(stage.world.plane.database.pool, runId)
    if (isSo(state)) return state
    if (Date.now() > deadline) throw new Error(`never so: ${JSON.stringify(state, null, 1)}`)
  }
}

const streamsOf = (runId: string, { steps }: RunbookRunState): Streams => ({
  run: `runbook/${runId}`,
  ...Object.fromEntries(steps.flatMap(({ stepId, taskId }) => (taskId ? [[stepId, `task/${taskId}`]] : []))),
})

export async function runbookDone(stage: Stage): Promise<Streams> {
  const ways = [[aTaskStep('draft')], [aTaskStep('picture')]]
  const runId = await startRun(stage, [{ id: 'both', parallel: ways }, aTaskStep('print')])
  return streamsOf(runId, await untilRun(stage, runId, ({ status }) => status === 'done'))
}

export async function runbookCancelled(stage: Stage): Promise<Streams> {
  const { plane } = stage.world
  const asks = (id: string) => [aTaskStep(id, { intent: 'ask: Which?' })]
  const runId = await startRun(stage, [{ id: 'both', parallel: [asks('draft'), asks('picture')] }])
  const { steps } = await untilRun(stage, runId, (run) => run.steps.filter((one) => one.taskId).length === 2)
  for (const { taskId } of steps)
    if (taskId) await plane.until(taskId, ({ wait }) => wait?.kind === 'operator')
  const body = { reason: 'no need' }
  await recordRunIntent(plane.database.pool, {
    ...{ id: newId('intent'), runId, actor: by(stage).actor, command: 'cancelRun', body },
  })
  return streamsOf(runId, await untilRun(stage, runId, ({ status }) => status === 'cancelled'))
}

const seldom: Heartbeat = {
  rhythm: { cron: '0 0 1 1 *' },
  timeZone: 'UTC',
  activeHours: null,
  rule: 'when_new',
  instruction: 'finish: looked around',
}

export async function heartbeat(stage: Stage): Promise<Streams> {
  const { plane } = stage.world
  const { pool } = plane.database
  const who = { agentId: newId('agent'), projectId: plane.projectId }
  const agent = { name: `Bo of ${stage.name}`, role: '', charter: '', openclawAgentId: 'main' }
  const body = { projectId: who.projectId, executorId: 'mac-mini', ...agent }
  await createAgent(pool, who.agentId, { ...by(stage), type: 'agent_created', body })
  await recordHeartbeat(pool, who, { ...by(stage), type: 'heartbeat_set', body: seldom })
  await recordHeartbeat(pool, who, { ...by(stage), type: 'beat_asked', body: { note: 'the reviews' } })
  const taskId = await untilBeat(stage, who.agentId)
  await plane.until(taskId, ({ status }) => status === 'done')
  return { agent: `agent/${who.agentId}`, task: `task/${taskId}` }
}

async function untilBeat({ world: { plane } }: Stage, agentId: string): Promise<string> {
  for (const deadline = Date.now() + 90_000; ; await sleep(50)) {
    const beats = 'select task_id as "taskId" from beat where agent_id = $1'
    const { rows } = await plane.database.pool.query<{ taskId: string }>(beats, [agentId])
    if (rows[0]) return rows[0].taskId
    if (Date.now() > deadline) throw new Error(`no beat of ${agentId}`)
  }
}

/** A job that nobody knows of is taken away; a task whose workflow was ended by hand goes on from its record. */
export async function repaired(stage: Stage): Promise<Streams> {
  const { world, name } = stage
  const to = `repaired@${name}`
  const [job, title] = [`News of ${name}`, `Write for ${name}`]
  const schedule = { kind: 'cron', expr: '0 7 * * *', tz: 'Europe/Berlin' }
  const what = { sessionTarget: 'isolated', wakeMode: 'now', agentId: 'main' }
  const payload = { kind: 'agentTurn', message: 'Read the news.' }
  await world.byHand('cron.add', { name: job, schedule, ...what, payload })
  const { taskId, decide } = await askToSend(stage, to, title)
  await world.plane.env.client.workflow.getHandle(taskWorkflowId(taskId)).terminate('by hand')
  await aged(stage, taskId, () => world.look())
  const repairs = [await world.decide(job, {}), await world.decide(title, {})]
  for (const findingId of repairs) await world.until(findingId, 'repaired')
  await decide('approved')
  await world.plane.until(taskId, ({ status }) => status === 'done')
  const { jobs } = await world.byHand<{ jobs: { name: string }[] }>('cron.list', { enabled: 'all' })
  if (jobs.some((one) => one.name === job)) throw new Error(`${job} is still there`)
  if (sentTo(stage, to) !== 1) throw new Error(`${to} was written to ${sentTo(stage, to)} times`)
  const [ofJob, ofTask] = repairs
  return { task: `task/${taskId}`, job: `finding/${ofJob}`, missing: `finding/${ofTask}` }
}

/** A run and its workflow are ended by hand: what it reserved is freed by a look once its lease has passed. */
export async function freed(stage: Stage): Promise<Streams> {
  const { world, name } = stage
  const { plane, byHand } = world
  const title = `Hang for ${name}`
  const taskId = await plane.ask({ title, intent: 'hang' })
  const { runs } = await plane.until(taskId, (task) => task.runs[0]?.acceptedAt != null)
  await plane.env.client.workflow.getHandle(taskWorkflowId(taskId)).terminate('by hand')
  await byHand('sessions.abort', { key: runs[0]?.sessionKey })
  const lapse = 'update run_reservation set lease_until = now() where task_id = $1'
  await plane.database.pool.query(lapse, [taskId])
  await aged(stage, taskId, () => untilFreed(stage, taskId))
  await world.until(await world.decide(title, {}), 'repaired')
  await plane.until(taskId, ({ status }) => status === 'failed')
  return { task: `task/${taskId}` }
}

/** A look is written down before it frees anything. */
async function untilFreed({ world }: Stage, taskId: string): Promise<void> {
  for (const deadline = Date.now() + 90_000; ; ) {
    await world.look()
    for (let i = 0; i < 20; i++, await sleep(100))
      if ((await world.entryTypes(`task/${taskId}`)).includes('reservation_freed')) return
    if (Date.now() > deadline) throw new Error(`what ${taskId} reserved was never freed`)
  }
}

/** A look leaves young tasks alone. It may write a row again that is not what its entries fold to, as this one. */
async function aged({ world }: Stage, taskId: string, work: () => Promise<void>): Promise<void> {
  const { pool } = world.plane.database
  await pool.query(`update task set created_at = created_at - interval '1 minute' where id = $1`, [taskId])
  await work()
  await pool.query(
    `update task set created_at = (select at from entry where stream_id = 'task/' || $1 and stream_seq = 1) where id = $1`,
    [taskId],
  )
}
