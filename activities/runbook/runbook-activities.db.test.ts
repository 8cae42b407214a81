import { MockActivityEnvironment } from '@temporalio/testing'
import { DefaultLogger } from '@temporalio/worker'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { compareRecord } from '#domain/drift/record-diff-rules.ts'
import { newId } from '#domain/ids.ts'
import type { Fact } from '#domain/ledger/entry.ts'
import { applyRunEntry, noRunbookRun } from '#domain/runbook/run-state.ts'
import type { RunbookStep } from '#domain/runbook/runbook.ts'
import { takeovers } from '#prisma/read/record-sight.ts'
import { freeze } from '#prisma/write/freeze.ts'
import { append } from '#prisma/write/ledger.ts'
import { recordRunIntent, requestRunbookRun } from '#prisma/write/run-intents.ts'
import { runMark } from '#prisma/write/runbook-runs.ts'
import { taskMark } from '#prisma/write/task-row.ts'
import { aRunbook, aTaskStep } from '#test/runbooks.ts'
import { openSetting, type Setting, storedFacts } from '#test/setting.ts'
import { aFact } from '#test/stories.ts'
import type { RunbookActivities } from './contract.ts'
import { createRunbookActivities } from './runbook-activities.ts'

let setting: Setting
beforeAll(async () => {
  setting = await openSetting()
})
afterAll(() => setting.close())

const quiet = { logger: new DefaultLogger('ERROR') }
const isCurrentRun = async () => true

async function newRun(steps: RunbookStep[], inputs = {}) {
  const { projectId, operators, pool } = setting
  const run = { projectId, runbookId: 'rb_1', version: 1, definition: aRunbook(steps), inputs }
  const by = { actor: `operator:${operators.owner}`, at: new Date().toISOString() }
  const request = { runId: newId('runbookRun'), intentId: newId('intent'), ...by, run }
  const { runId } = await requestRunbookRun(pool, request)
  expect(await requestRunbookRun(pool, { ...request, runId: newId('runbookRun') })).toEqual({ runId })
  return runId
}

/** One activity of one run of the workflow. */
async function call<N extends keyof RunbookActivities>(
  name: N,
  runId: string,
  rest: Omit<Parameters<RunbookActivities[N]>[0], 'batch'>,
  { firstSeq = 1, after = 1, owner = 'r1', facts = [] as Fact[] } = {},
) {
  const batch = { streamId: `runbook/${runId}`, after, firstSeq, facts }
  const env = new MockActivityEnvironment(
    { workflowExecution: { workflowId: batch.streamId, runId: owner } },
    quiet,
  )
  const activity = createRunbookActivities({ pool: setting.pool, isCurrentRun })[name]
  const run = env.run.bind(env) as (work: unknown, request: unknown) => Promise<unknown>
  return (await run(activity, { ...rest, batch })) as Awaited<ReturnType<RunbookActivities[N]>>
}
const stateOf = async (runId: string) => (await runMark(setting.pool, runId)).state
const tasksOf = async (runId: string) =>
  (await setting.pool.query(`select id, status from task where state->'runbook'->>'runId' = $1`, [runId]))
    .rows
const intentsOf = async (workflowId: string) =>
  (
    await setting.pool.query(
      'select id, command, body from intent where workflow_id = $1 order by intent_seq',
      [workflowId],
    )
  ).rows
async function finish(taskId: string) {
  const { after } = await taskMark(setting.pool, taskId)
  const facts = [aFact('task_done', { summary: 'Two pages' })]
  const batch = { streamId: `task/${taskId}`, after, firstSeq: 1, facts }
  await append(setting.pool, { runId: 'r1', batch, isCurrentRun })
  await append(setting.pool, { runId: 'r1', batch, isCurrentRun })
}

describe('the task of a step', () => {
  test('is made once, however often the activity runs', async () => {
    const runId = await newRun([aTaskStep('draft')])
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => call('startStepTasks', runId, { stepIds: ['draft'] })),
    )
    for (const { ack } of answers) expect(ack).toEqual(answers[0]?.ack)
    const tasks = await tasksOf(runId)
    expect(tasks).toHaveLength(1)
    expect((await stateOf(runId)).steps).toMatchObject([{ stepId: 'draft', taskId: tasks[0].id }])
    expect(await intentsOf(`task/${tasks[0].id}`)).toMatchObject([{ command: 'startTask' }])
  })

  test('has the deliverables of its step, with what proves them', async () => {
    const deliverables = ['Notes', { title: 'Look', check: { kind: 'review' as const } }]
    const runId = await newRun([aTaskStep('draft', { deliverables })])
    await call('startStepTasks', runId, { stepIds: ['draft'] })
    const [{ id }] = await tasksOf(runId)
    expect((await taskMark(setting.pool, id)).state.deliverables).toEqual(deliverables)
  })

  test('is the same one to a run of the workflow that was reset before it', async () => {
    const runId = await newRun([aTaskStep('draft')])
    await call('startStepTasks', runId, { stepIds: ['draft'] })
    const [task] = await tasksOf(runId)
    await finish(task.id)
    const again = await call('startStepTasks', runId, { stepIds: ['draft'] }, { owner: 'r2' })
    expect(again.ack.rewoundTo?.steps).toEqual([])
    expect(await tasksOf(runId)).toHaveLength(1)
    // It had ended meanwhile, and its word may be lost in the reset.
    expect((await stateOf(runId)).steps).toMatchObject([
      { stepId: 'draft', taskId: task.id, outcome: 'done', summary: 'Two pages' },
    ])
    const facts = await storedFacts(setting.pool, `runbook/${runId}`)
    expect(facts.map(({ type }) => type)).toContain('runbook_run_rewound')
    const rebuilt = facts.reduce(
      (state, { runId: _, ...fact }) => applyRunEntry(state, fact as Fact),
      noRunbookRun,
    )
    expect(rebuilt).toEqual(await stateOf(runId))
    const found = compareRecord({
      ...{ now: new Date().toISOString(), undelivered: null, unplaced: null, apart: [], missingTexts: [] },
      takeovers: await takeovers(setting.pool, 10),
    })
    expect(found).toMatchObject([
      { kind: 'reset', difference: 'taken_over', subject: { key: runId, where: 'Letter' } },
    ])
  })

  test('that can’t be made fails the step with the reason', async () => {
    const runId = await newRun([aTaskStep('draft', { agent: 'Nobody' })])
    await call('startStepTasks', runId, { stepIds: ['draft'] })
    expect((await stateOf(runId)).steps).toMatchObject([{ outcome: 'failed', taskId: null }])
    const removed = await newRun([aTaskStep('draft')])
    await setting.pool.query('update project set removed_at = now() where id = $1', [setting.projectId])
    await call('startStepTasks', removed, { stepIds: ['draft'] })
    await setting.pool.query('update project set removed_at = null where id = $1', [setting.projectId])
    expect((await stateOf(removed)).steps).toMatchObject([
      { error: 'Letter is removed, so it takes no tasks.' },
    ])
  })
})

test('the task of a step is asked with no more than a task may be, also in a run from before that was refused', async () => {
  const repeated = { title: '{{inputs.topic}}', intent: '{{inputs.topic}}'.repeat(1_000) }
  const runId = await newRun([aTaskStep('draft', repeated)], { topic: 'x'.repeat(20_000) })
  await call('startStepTasks', runId, { stepIds: ['draft'] })
  const [{ id }] = await tasksOf(runId)
  const { title, intent } = (await taskMark(setting.pool, id)).state
  expect([title, intent]).toEqual([`${'x'.repeat(199)}…`, `${'x'.repeat(19_999)}…`])
})

test('the task of a step is not made by a run of the workflow that was reset before its record froze', async () => {
  const runId = await newRun([aTaskStep('draft')])
  const batch = { streamId: `runbook/${runId}`, after: 1, firstSeq: 1, facts: [] }
  await freeze(setting.pool, { runId: 'r1', batch }, 'two accounts')
  const before = await stateOf(runId)
  await expect(call('startStepTasks', runId, { stepIds: ['draft'] }, { owner: 'r2' })).rejects.toMatchObject({
    type: 'StaleRun',
  })
  expect([await tasksOf(runId), await stateOf(runId)]).toEqual([[], before])
})

test('the task of a step is due so long after its step began, and as late where nothing else is said', async () => {
  const steps = [aTaskStep('draft', { dueIn: '2 d', dueEnd: 'cancel' }), aTaskStep('check', { dueIn: '1 h' })]
  const runId = await newRun([{ id: 'both', parallel: steps.map((step) => [step]) }])
  const before = Date.now()
  await call('startStepTasks', runId, { stepIds: ['draft', 'check'] })
  const due = new Map<string, { at: string; end: string }>()
  for (const { id } of await tasksOf(runId)) {
    const { runbook, deadline } = (await taskMark(setting.pool, id)).state
    if (runbook && deadline) due.set(runbook.stepId, deadline)
  }
  const hours = (stepId: string) => (Date.parse(due.get(stepId)?.at ?? '') - before) / 3_600_000
  expect([due.get('draft')?.end, Math.round(hours('draft'))]).toEqual(['cancel', 48])
  expect([due.get('check')?.end, Math.round(hours('check'))]).toEqual(['late', 1])
})

test('the end of a task is told to its run in the same transaction, once', async () => {
  const runId = await newRun([aTaskStep('draft')])
  await call('startStepTasks', runId, { stepIds: ['draft'] })
  const [task] = await tasksOf(runId)
  await finish(task.id)
  const told = (await intentsOf(`runbook/${runId}`)).slice(1)
  expect(told).toMatchObject([
    { command: 'taskEnded', body: { taskId: task.id, outcome: 'done', summary: 'Two pages', error: null } },
  ])
  const missed = (await call('recordRun', runId, { intentIds: [] }, { firstSeq: 2, after: 2 })).missed
  expect(missed).toEqual([{ id: told[0].id, command: 'taskEnded' }])
  await call('recordRun', runId, { intentIds: [told[0].id] }, { firstSeq: 2, after: 2 })
  expect((await stateOf(runId)).steps[0]).toMatchObject({ outcome: 'done', summary: 'Two pages' })
  await call('recordRun', runId, { intentIds: [told[0].id, 'in_forged'] }, { firstSeq: 3, after: 3 })
  const facts = await storedFacts(setting.pool, `runbook/${runId}`)
  expect(facts.slice(3)).toMatchObject([
    { type: 'runbook_intent_undeliverable', body: { intentId: 'in_forged' } },
  ])
})

test('of two decisions at once the first counts, and the second is told so', async () => {
  const runId = await newRun([{ id: 'review', approval: { who: 'operator', text: 'Send it?' } }])
  const nothing = { taskId: null, dueAt: null, picked: null }
  const asked = aFact('runbook_step_started', { stepId: 'review', attempt: 1, ...nothing, text: 'Send it?' })
  const decide = async (verdict: 'approved' | 'rejected') => {
    const id = newId('intent')
    const body = { stepId: 'review', attempt: 1, verdict, note: '' }
    const actor = `operator:${setting.operators.operator}`
    await recordRunIntent(setting.pool, { id, runId, command: 'decideStep', actor, body })
    return id
  }
  const intentIds = [await decide('approved'), await decide('rejected')]
  await call('recordRun', runId, { intentIds }, { facts: [asked] })
  const facts = (await storedFacts(setting.pool, `runbook/${runId}`)).slice(2)
  expect(facts).toMatchObject([
    { type: 'runbook_step_ended', body: { outcome: 'approved', intentId: intentIds[0] } },
    { type: 'runbook_intent_refused', body: { message: 'It is approved already.' } },
  ])
})

test('telling tasks to end asks each once', async () => {
  const runId = await newRun([aTaskStep('draft')])
  await call('startStepTasks', runId, { stepIds: ['draft'] })
  for (let times = 0; times < 2; times++)
    await call('endStepTasks', runId, { stepIds: ['draft'] }, { firstSeq: 2, after: 2 })
  const [task] = await tasksOf(runId)
  expect((await intentsOf(`task/${task.id}`)).map(({ command }) => command)).toEqual([
    'startTask',
    'cancelTask',
  ])
  expect((await stateOf(runId)).steps[0]?.isToldToEnd).toBe(true)
})

test('a record that was told two ways is frozen', async () => {
  const runId = await newRun([aTaskStep('draft')])
  await call('recordRun', runId, { intentIds: [] }, { facts: [aFact('runbook_run_done', {})] })
  const other = aFact('runbook_run_failed', { stepId: 'draft', error: '' })
  await expect(call('recordRun', runId, { intentIds: [] }, { facts: [other] })).rejects.toThrow(
    'other content',
  )
  expect(await stateOf(runId)).toMatchObject({
    status: 'frozen',
    fork: {
      was: 'done',
      held: [{ streamSeq: 2, fact: { type: 'runbook_run_done' } }],
      wanted: [{ type: 'runbook_run_failed' }],
    },
  })
  await expect(call('recordRun', runId, { intentIds: [] }, { facts: [other] })).rejects.toThrow()
  const types = (await storedFacts(setting.pool, `runbook/${runId}`)).map(({ type }) => type)
  expect(types.filter((type) => type === 'runbook_run_frozen')).toHaveLength(1)
})
