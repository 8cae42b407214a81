import { cancelled, heartbeat } from '@temporalio/activity'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newId } from '#domain/ids.ts'
import type { RunInput } from '#domain/run/run.ts'
import type { RunbookRunState } from '#domain/runbook/run.ts'
import { applyRunEntry, noRunbookRun } from '#domain/runbook/run-state.ts'
import type { RunbookStep } from '#domain/runbook/runbook.ts'
import { recordRunIntent, requestRunbookRun } from '#prisma/write/run-intents.ts'
import { appendRun, runMark } from '#prisma/write/runbook-runs.ts'
import { changeStage } from '#prisma/write/settings/projects.ts'
import { aResult } from '#test/builders.ts'
import { type ControlPlane, startControlPlane } from '#test/control-plane.ts'
import { aRunbook, aTaskStep } from '#test/runbooks.ts'
import { storedFacts } from '#test/setting.ts'
import { aFact } from '#test/stories.ts'

let plane: ControlPlane
/** What the executor was given, by the title of the task. */
const turns: string[] = []
/** Titles whose next run fails; and runs that wait until the test lets them end. */
const failing = new Set<string>()
const held = new Map<string, () => void>()

async function untilLetGo(title: string) {
  // Heartbeats bring the word that the task is cancelled.
  const beat = setInterval(() => heartbeat(), 200)
  const letGo = new Promise<void>((resolve) => held.set(title, resolve))
  await Promise.race([letGo, cancelled()]).finally(() => clearInterval(beat))
}

async function runAgent({ message }: RunInput) {
  const title = /Task: (.*)/.exec(message)?.[1] ?? ''
  turns.push(title)
  if (title.includes('held')) await untilLetGo(title)
  if (failing.delete(title)) return aResult({ outcome: 'failed', error: 'The press is broken' })
  return aResult({ text: `Made ${title}.` })
}

beforeAll(async () => {
  const never = async () => ({ outcome: 'failed', detail: '' }) as const
  plane = await startControlPlane(
    { runAgent, performEffect: never, seenPerformed: never, abortRun: async () => {} },
    { maxRetries: 0 },
  )
})
afterAll(() => plane?.stop())

async function start(steps: RunbookStep[], inputs: Record<string, string> = {}) {
  const { projectId, operators, database } = plane
  const definition = aRunbook(steps)
  const run = { projectId, runbookId: 'rb_1', version: 1, definition, inputs }
  const by = { actor: `operator:${operators.owner}`, at: new Date().toISOString() }
  const request = { runId: newId('runbookRun'), intentId: newId('intent'), ...by, run }
  return (await requestRunbookRun(database.pool, request)).runId
}
const stateOf = async (runId: string) => (await runMark(plane.database.pool, runId)).state
/** What gets lost on its way to a worker is tried again after 10 s. */
const patienceMs = 45_000
async function until(runId: string, isSo: (run: RunbookRunState) => boolean): Promise<RunbookRunState> {
  for (const deadline = Date.now() + patienceMs; ; ) {
    const state = await stateOf(runId)
    if (isSo(state)) return state
    if (Date.now() > deadline) throw new Error(`never so: ${JSON.stringify(state, null, 1)}`)
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
}
const untilHeld = (title: string) => expect.poll(() => held.has(title)).toBe(true)
const isOver = ({ status }: RunbookRunState) => ['done', 'failed', 'cancelled'].includes(status)
type Asked = Parameters<typeof recordRunIntent>[1]
const ask = (
  runId: string,
  asked: Pick<Asked, 'command' | 'body'>,
  role: 'owner' | 'operator' | 'viewer' = 'owner',
) =>
  recordRunIntent(plane.database.pool, {
    ...{ id: newId('intent'), runId, actor: `operator:${plane.operators[role]}` },
    ...asked,
  } as Asked)
const decide = (runId: string, verdict: 'approved' | 'rejected', role?: 'owner' | 'operator' | 'viewer') =>
  ask(runId, { command: 'decideStep', body: { stepId: 'review', attempt: 1, verdict, note: 'fine' } }, role)
const rebuilt = async (runId: string) =>
  (await storedFacts(plane.database.pool, `runbook/${runId}`)).reduce(
    (state, { runId: _, ...fact }) => applyRunEntry(state, fact as never),
    noRunbookRun,
  )
const tasksOf = async (runId: string) => {
  const { rows } = await plane.database.pool.query(
    `select id, status, title, state->'runbook'->>'stepId' as "stepId" from task
      where state->'runbook'->>'runId' = $1 order by created_at`,
    [runId],
  )
  return rows
}

describe('a run', () => {
  test('makes a real task of each step, waits for a decision, and tells who decided', async () => {
    const review: RunbookStep = {
      id: 'review',
      approval: { who: 'operator', text: 'Send {{inputs.topic}}?' },
    }
    const send = aTaskStep('send', {
      title: 'Send {{inputs.topic}}',
      intent: 'It says: {{steps.draft.summary}}',
    })
    const runId = await start([aTaskStep('draft'), review, send], { topic: 'Bread' })
    const asked = await until(runId, ({ wait }) => wait?.kind === 'approval')
    expect(asked.steps[1]).toMatchObject({ stepId: 'review', text: 'Send Bread?', outcome: null })
    await decide(runId, 'approved', 'operator')
    const state = await until(runId, isOver)
    expect(state).toMatchObject({ status: 'done' })
    expect(state.steps.map(({ stepId, outcome }) => [stepId, outcome])).toEqual([
      ['draft', 'done'],
      ['review', 'approved'],
      ['send', 'done'],
    ])
    expect(state.steps[1]?.decidedBy).toBe(`operator:${plane.operators.operator}`)
    const tasks = await tasksOf(runId)
    expect(tasks).toMatchObject([
      { status: 'done', stepId: 'draft' },
      { status: 'done', stepId: 'send', title: 'Send Bread' },
    ])
    expect(state.steps[2]?.taskId).toBe(tasks[1].id)
    const { rows } = await plane.database.pool.query('select state from task where id = $1', [tasks[1].id])
    expect(rows[0].state.intent).toBe(`It says: ${state.steps[0]?.summary}`)
    expect(await rebuilt(runId)).toEqual(await stateOf(runId))
  })

  test('hears of an end that nobody was there to tell', async () => {
    const runId = await start([aTaskStep('draft', { title: 'held while away' }), aTaskStep('after')])
    await until(runId, ({ steps }) => Boolean(steps[0]?.taskId))
    await untilHeld('held while away')
    await plane.stopControl()
    held.get('held while away')?.()
    await plane.startControl()
    expect(await until(runId, isOver)).toMatchObject({ status: 'done' })
  })

  test('begins ways that go on at once together', async () => {
    const both: RunbookStep = {
      id: 'both',
      parallel: [[aTaskStep('a', { title: 'held a' })], [aTaskStep('b', { title: 'held b' })]],
    }
    const runId = await start([both])
    await untilHeld('held a')
    await untilHeld('held b')
    expect((await stateOf(runId)).steps.filter((step) => step.endedAt === null)).toHaveLength(3)
    held.get('held b')?.()
    held.get('held a')?.()
    expect(await until(runId, isOver)).toMatchObject({ status: 'done' })
  })

  test('waits by a timer, and takes the way of an outcome', async () => {
    const steps: RunbookStep[] = [
      { id: 'pause', wait: { for: '5 s' } },
      aTaskStep('draft', { title: 'draft that breaks' }),
      { id: 'way', branch: { on: 'draft', when: { failed: [aTaskStep('mend')] } } },
    ]
    failing.add('draft that breaks')
    const runId = await start(steps)
    expect((await until(runId, ({ wait }) => wait?.kind === 'time')).wait?.until).toMatch(/Z$/)
    const state = await until(runId, isOver)
    expect(state.status).toBe('done')
    expect(state.steps.map(({ stepId, outcome }) => `${stepId} ${outcome}`)).toEqual([
      ...['pause done', 'draft failed', 'way done', 'mend done'],
    ])
  })
})

test('no run is started while its project is paused; one that was goes on to its next task, which waits', async () => {
  const setStage = (stage: 'paused' | 'active') =>
    changeStage(
      plane.database.pool,
      plane.projectId,
      { stage, reason: '' },
      { operatorId: plane.operators.owner, at: new Date().toISOString() },
    )
  const review: RunbookStep = { id: 'review', approval: { who: 'operator', text: 'Go?' } }
  const steps = [review, aTaskStep('send', { title: 'Send while paused' })]
  const runId = await start(steps)
  await until(runId, ({ wait }) => wait?.kind === 'approval')
  await setStage('paused')
  await expect(start(steps)).rejects.toMatchObject({ code: 'project_not_active' })
  await decide(runId, 'approved')
  const { steps: begun } = await until(runId, (run) => Boolean(run.steps[1]?.taskId))
  await plane.until(begun[1]?.taskId ?? '', ({ wait }) => wait?.kind === 'project')
  expect(turns).not.toContain('Send while paused')
  await setStage('active')
  expect(await until(runId, isOver)).toMatchObject({ status: 'done' })
})

describe('what fails', () => {
  test('stops the run there; resumed, it goes on there in a new run of the workflow and keeps what is done', async () => {
    failing.add('print it')
    const runId = await start([
      aTaskStep('draft'),
      aTaskStep('print', { title: 'print it' }),
      aTaskStep('post'),
    ])
    const failed = await until(runId, isOver)
    expect(failed).toMatchObject({ status: 'failed', failedStep: 'print', error: 'The press is broken' })
    const handle = plane.env.client.workflow.getHandle(`runbook/${runId}`)
    await handle.result()
    const before = (await handle.describe()).runId
    await ask(runId, { command: 'resumeRun', body: {} })
    const state = await until(runId, ({ status }) => status === 'done')
    expect(state.steps.map(({ stepId, attempt }) => `${stepId} ${attempt}`)).toEqual([
      ...['draft 1', 'print 2', 'post 1'],
    ])
    expect((await tasksOf(runId)).map(({ stepId }) => stepId)).toEqual(['draft', 'print', 'print', 'post'])
    expect((await plane.env.client.workflow.getHandle(`runbook/${runId}`).describe()).runId).not.toBe(before)
    expect(await rebuilt(runId)).toEqual(await stateOf(runId))
  })

  test('and was brought on by hand since then is taken as it is', async () => {
    failing.add('print by hand')
    const runId = await start([aTaskStep('print', { title: 'print by hand' }), aTaskStep('post')])
    const { steps } = await until(runId, isOver)
    const taskId = steps[0]?.taskId ?? ''
    await plane.intend(taskId, 'retryTask', {})
    await plane.until(taskId, ({ status }) => status === 'done')
    await ask(runId, { command: 'resumeRun', body: {} })
    const state = await until(runId, ({ status }) => status === 'done')
    expect(state.steps[0]).toMatchObject({ attempt: 2, taskId, outcome: 'done' })
  })

  test('because no agent is meant says so at its step', async () => {
    const runId = await start([aTaskStep('draft', { agent: 'Nobody' })])
    const state = await until(runId, isOver)
    expect(state.steps[0]).toMatchObject({ taskId: null, outcome: 'failed' })
    expect(state.error).toMatch(/no agent with the name or role Nobody; it has Ines/)
  })
})

test('a decision of somebody who may not is refused in the record, and the run goes on waiting', async () => {
  const runId = await start([{ id: 'review', approval: { who: 'owner', text: 'Send it?' } }])
  await until(runId, ({ wait }) => wait?.kind === 'approval')
  await decide(runId, 'approved', 'viewer')
  await decide(runId, 'approved', 'operator')
  await until(runId, ({ intentIds }) => intentIds.length === 3)
  expect((await stateOf(runId)).status).toBe('waiting')
  const refused = (await storedFacts(plane.database.pool, `runbook/${runId}`)).filter(
    ({ type }) => type === 'runbook_intent_refused',
  )
  expect(refused.map(({ body }) => (body as { message: string }).message)).toEqual([
    expect.stringMatching(/^A viewer may not decide/),
    expect.stringMatching(/leaves this decision to an owner/),
  ])
  await decide(runId, 'rejected')
  expect(await until(runId, isOver)).toMatchObject({ status: 'failed', failedStep: 'review' })
})

test('cancelling ends the open tasks first', async () => {
  const runId = await start([aTaskStep('draft', { title: 'held for cancel' }), aTaskStep('after')])
  await untilHeld('held for cancel')
  await ask(runId, { command: 'cancelRun', body: { reason: 'not today' } })
  const state = await until(runId, isOver)
  expect(state).toMatchObject({ status: 'cancelled', error: 'not today' })
  expect(await tasksOf(runId)).toMatchObject([{ status: 'cancelled', stepId: 'draft' }])
})

test('a run whose workflow is gone from Temporal goes on when somebody acts', async () => {
  const runId = await start([{ id: 'review', approval: { who: 'operator', text: 'Send it?' } }])
  await until(runId, ({ wait }) => wait?.kind === 'approval')
  await plane.env.client.workflow.getHandle(`runbook/${runId}`).terminate('by hand')
  await decide(runId, 'approved')
  expect(await until(runId, isOver)).toMatchObject({ status: 'done' })
})

describe.concurrent('a run whose record forked', () => {
  const review: RunbookStep = { id: 'review', approval: { who: 'operator', text: 'Send it?' } }

  /** Longer than it takes to write the fork; the tests here wait it out beside each other. */
  const pause: RunbookStep = { id: 'pause', wait: { for: '15 s' } }

  /** Somebody else wrote under the number that the end of the pause takes, so that this is another content. */
  async function frozen(way: RunbookStep[], ...rest: RunbookStep[]): Promise<string> {
    const both: RunbookStep = { id: 'both', parallel: [[review], [pause], ...(way.length ? [way] : [])] }
    const runId = await start([both, ...rest])
    await until(runId, ({ steps }) => steps.length === 3 + way.length)
    const { pool } = plane.database
    const streamId = `runbook/${runId}`
    const { rows } = await pool.query('select owner_seq, owner_run_id from stream where id = $1', [streamId])
    const { after } = await runMark(pool, runId)
    const facts = [aFact('runbook_intent_refused', { intentId: `in_${runId}`, command: 'x', message: '' })]
    const batch = { streamId, after, firstSeq: rows[0].owner_seq + 1, facts }
    await appendRun(pool, { runId: rows[0].owner_run_id, batch, isCurrentRun: async () => true })
    const state = await until(runId, ({ status }) => status === 'frozen')
    expect(state.fork).toMatchObject({
      held: [{ fact: { type: 'runbook_intent_refused' } }],
      wanted: [{ type: 'runbook_step_ended', body: { stepId: 'pause' } }],
    })
    return runId
  }
  const settle = (runId: string, verdict: 'go_on' | 'end', role?: 'viewer') =>
    ask(runId, { command: 'settleFork', body: { verdict, reason: 'By hand.' } }, role)

  test('goes on from its record, and hears of what ended meanwhile', async () => {
    const runId = await frozen([aTaskStep('a', { title: 'held while frozen' })], aTaskStep('after'))
    await untilHeld('held while frozen')
    held.get('held while frozen')?.()
    const [task] = await tasksOf(runId)
    await plane.until(task.id, ({ status }) => status === 'done')
    await settle(runId, 'go_on', 'viewer')
    await settle(runId, 'go_on')
    const open = await until(runId, ({ steps }) =>
      steps.some(({ stepId, endedAt }) => stepId === 'a' && endedAt),
    )
    expect(open).toMatchObject({ status: 'waiting', wait: { kind: 'approval' }, fork: null, error: null })
    await decide(runId, 'approved')
    const state = await until(runId, isOver)
    expect(state.steps.map(({ stepId, outcome }) => `${stepId} ${outcome}`).sort()).toEqual([
      ...['a done', 'after done', 'both done', 'pause done', 'review approved'],
    ])
    expect(await tasksOf(runId)).toHaveLength(2)
    expect(await rebuilt(runId)).toEqual(await stateOf(runId))
  })

  test('or is cancelled with the reason', async () => {
    const runId = await frozen([])
    await settle(runId, 'end')
    expect(await until(runId, isOver)).toMatchObject({ status: 'cancelled', error: 'By hand.' })
  })
})
