import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { controlQueue, ownScope, taskWorkflowId } from '#domain/ids.ts'
import { mask } from '#domain/run/masking.ts'
import type { EffectRequest } from '#domain/run/run.ts'
import { refold } from '#prisma/write/refold.ts'
import { currentTask } from '#prisma/write/task-row.ts'
import { aHash, aProposalItem, aResult } from '#test/builders.ts'
import { type ControlPlane, type FarSide, startControlPlane } from '#test/control-plane.ts'
import { ageTask, asOwner } from '#test/facts-changed.ts'
import { isCurrentRunAt } from '#test/late-run.ts'
import { ownFindings } from '#test/own-findings.ts'
import { rebuilt } from '#test/setting.ts'
import { signalNames } from '../task/contract.ts'
import { reconcileWorkflowType } from './contract.ts'

vi.setConfig({ testTimeout: 240_000 })

let plane: ControlPlane
const performed: EffectRequest[] = []
const farSide: FarSide = {
  runAgent: async (run) => aResult(run.stepId === 's1' ? { items: [aProposalItem('s1')] } : {}),
  async performEffect(request) {
    performed.push(request)
    return { outcome: 'performed', detail: 'receipt 1' }
  },
  seenPerformed: async () => ({ outcome: 'failed', detail: 'never started' }),
  abortRun: async () => {},
}
beforeAll(async () => {
  // Off by default in 1.32: what is paused where it is on has to be found.
  plane = await startControlPlane(farSide, {}, { temporal: ['frontend.WorkflowPauseEnabled=true'] })
})
afterAll(() => plane?.stop())

const pool = () => plane.database.pool
const service = () => plane.env.client.workflowService
const handleOf = (taskId: string) => plane.env.client.workflow.getHandle(taskWorkflowId(taskId))
const describe = (taskId: string) => handleOf(taskId).describe()
const approve = (taskId: string, proposalId: string) =>
  plane.intend(taskId, 'decideApproval', { proposalId, verdict: 'approved', reason: '', hash: aHash })

/** A task that waits for a decision, older than what a look lets alone. */
async function pending(title: string): Promise<{ taskId: string; proposalId: string }> {
  const taskId = await plane.ask({ title })
  const { proposals } = await plane.until(taskId, (t) => t.proposals.some((p) => p.status === 'pending'))
  await ageTask(plane, taskId)
  return { taskId, proposalId: proposals[0]?.proposalId ?? '' }
}
const { look, open, openNow, stateOf, repair } = ownFindings(() => plane)

test('a task that Temporal knows nothing of goes on from its record by itself; nothing is asked or done twice', async () => {
  const { taskId, proposalId } = await pending('Lost')
  const name = 'lost task Lost'
  await service().deleteWorkflowExecution({
    namespace: 'default',
    workflowExecution: { workflowId: taskWorkflowId(taskId) },
  })
  await expect
    .poll(() => describe(taskId).catch(({ name }) => name), { timeout: 90_000 })
    .toBe('WorkflowNotFoundError')
  await look()
  expect(await open()).toEqual([])
  const { state, entries } = await stateOf(name)
  expect(entries).toEqual(['finding_opened', 'finding_mended'])
  expect(state).toMatchObject({ status: 'repaired', theirs: { line: 'Temporal knows no workflow of it' } })
  await approve(taskId, proposalId)
  const done = await plane.until(taskId, ({ status }) => status === 'done')
  const types = await plane.entryTypes(taskId)
  expect(types.filter((type) => type === 'approval_requested' || type === 'effect_claimed')).toHaveLength(2)
  expect(performed.filter((request) => request.taskId === taskId)).toHaveLength(1)
  expect(await rebuilt(pool(), taskId)).toEqual(done)
})

test('what was asked of a task whose history is lost brings it back, and everything that was on its way with it', async () => {
  const { taskId, proposalId } = await pending('Asked')
  await handleOf(taskId).terminate('by hand')
  await approve(taskId, proposalId)
  await plane.until(taskId, ({ status }) => status === 'done')
  expect(performed.filter((request) => request.taskId === taskId)).toHaveLength(1)
})

test('one that somebody terminated says by whom and why, and waits for an operator', async () => {
  const { taskId } = await pending('Terminated')
  await handleOf(taskId).terminate('by hand,\nwith token=abc123def456')
  await look()
  await look()
  expect(await open()).toEqual(['missing task Terminated'])
  const { state, entries } = await stateOf('missing task Terminated')
  expect(entries).toEqual(['finding_opened'])
  const by = plane.env.client.options.identity
  const { closeTime } = await describe(taskId)
  expect(state.theirs?.text).toBe(
    `its workflow was terminated by ${by} (${closeTime?.toISOString()}): by hand, with token=${mask}`,
  )
  expect((await repair('missing task Terminated')).status).toBe('repaired')
  await plane.intend(taskId, 'cancelTask', { reason: '' })
  await plane.until(taskId, ({ status }) => status === 'cancelled')
})

test('a row that something else wrote is written from its entries again', async () => {
  const { taskId } = await pending('Bent')
  const before = await currentTask(pool(), taskId)
  await pool().query(
    `update task set title = 'Straight', error = 'x', state = state - 'intent' where id = $1`,
    [taskId],
  )
  await pool().query(`delete from learning where task_id = $1`, [taskId])
  await look()
  expect(await open()).toEqual([])
  const { state, entries } = await stateOf('changed projection Straight')
  expect(entries).toEqual(['finding_opened', 'finding_mended'])
  expect(state.theirs?.text).toContain('task title: "Straight"')
  expect(state.ours?.text).toContain('task title: "Bent"')
  expect(await currentTask(pool(), taskId)).toEqual(before)
  const { rows } = await pool().query('select title, error from task where id = $1', [taskId])
  expect(rows).toEqual([{ title: 'Bent', error: null }])
  await plane.intend(taskId, 'cancelTask', { reason: '' })
  await plane.until(taskId, ({ status }) => status === 'cancelled')
})

test('an activity or a whole workflow that somebody paused is found, and let go on', async () => {
  await plane.stopExecutor()
  const taskId = await plane.ask({ title: 'Paused' })
  await plane.until(taskId, ({ wait }) => wait?.kind === 'executor')
  await ageTask(plane, taskId)
  const execution = { workflowId: taskWorkflowId(taskId) }
  const by = { namespace: 'default', identity: 'theo', reason: 'look first' }
  await expect.poll(async () => (await describe(taskId)).raw.pendingActivities?.length).toBe(1)
  await service().pauseActivity({ ...by, execution, type: 'runAgent' })
  await service().pauseWorkflowExecution({ ...by, workflowId: execution.workflowId, requestId: taskId })
  const { runId } = await describe(taskId)
  const isCurrent = isCurrentRunAt(plane)
  expect(await isCurrent(execution.workflowId, runId)).toBe(true)
  expect(await isCurrent(execution.workflowId, crypto.randomUUID())).toBe(false)
  await look()
  expect(await open()).toEqual(['paused workflow Paused'])
  const { state } = await stateOf('paused workflow Paused')
  expect(state.theirs?.line).toMatch(
    /^it is paused since .* by theo \(look first\); its activity runAgent is paused/,
  )
  const repaired = await repair('paused workflow Paused')
  expect(repaired).toMatchObject({ status: 'repaired', repair: { detail: 'Let it go on in Temporal.' } })
  await plane.startExecutor()
  await plane.until(taskId, ({ proposals }) => proposals.length > 0)
})

test('a run that a reset made take over is said, once', async () => {
  const { taskId } = await pending('Reset')
  const { runId } = await describe(taskId)
  const { events } = await handleOf(taskId).fetchHistory()
  const first = events?.find((event) => event.workflowTaskCompletedEventAttributes)?.eventId
  await service().resetWorkflowExecution({
    namespace: 'default',
    workflowExecution: { workflowId: taskWorkflowId(taskId), runId },
    reason: 'by hand',
    requestId: taskId,
    workflowTaskFinishEventId: first,
  })
  await expect.poll(() => plane.entryTypes(taskId)).toContain('rewound')
  await look()
  await look()
  expect(await open()).toEqual([])
  const { entries, state } = await stateOf('taken_over reset Reset')
  expect(entries).toEqual(['finding_opened', 'finding_mended'])
  expect(state.ours?.line).toMatch(/set aside: \d/)
})

const said = (id: string) => ({ kind: 'update', id, at: new Date().toISOString(), stepId: 's1', text: id })
async function tell(taskId: string, id: string) {
  await handleOf(taskId).signal(signalNames.itemsReported, [said(id)])
}
async function told(taskId: string, id: string) {
  await tell(taskId, id)
  await plane.until(taskId, ({ itemIds }) => itemIds.includes(id))
}
/** As a copy of before would have it. */
async function withoutLast(taskId: string, ...also: string[]) {
  const last = `select id from entry where stream_id = 'task/${taskId}' order by stream_seq desc limit 1`
  await asOwner(
    plane,
    `delete from unsequenced where entry_id in (${last})`,
    `delete from position where entry_id in (${last})`,
    `delete from entry where id in (${last})`,
    `update stream set last_seq = last_seq - 1, owner_seq = owner_seq - 1 where id = 'task/${taskId}'`,
    ...also,
  )
  await refold(pool(), `task/${taskId}`)
}

const withoutTask = (taskId: string) => {
  const entries = `select id from entry where stream_id = 'task/${taskId}'`
  return asOwner(
    plane,
    ...['unsequenced', 'position'].map((table) => `delete from ${table} where entry_id in (${entries})`),
    ...['proposal', 'run_cost', 'learning'].map(
      (table) => `delete from ${table} where task_id = '${taskId}'`,
    ),
    `delete from entry where stream_id = 'task/${taskId}'`,
    `delete from task where id = '${taskId}'`,
    `delete from intent where workflow_id = 'task/${taskId}'`,
    `delete from stream where id = 'task/${taskId}'`,
  )
}

test('a workflow that knows more than a record that was put back says so, and what it knows is put back when asked', async () => {
  const { taskId } = await pending('Ahead')
  await told(taskId, 'i-0')
  await withoutLast(taskId)
  await tell(taskId, 'i-1')
  expect(await openNow()).toEqual(['ahead workflow Ahead'])
  const { status, repair: done } = await repair('ahead workflow Ahead')
  expect([status, done?.detail]).toEqual([
    'repaired',
    'Put one entry back from the histories of its workflow.',
  ])
  const { itemIds } = await plane.until(taskId, (task) => task.itemIds.includes('i-1'))
  expect(itemIds).toContain('i-0')
  expect(await plane.entryTypes(taskId)).toContain('entries_backfilled')
  expect(await rebuilt(pool(), taskId)).toEqual(await currentTask(pool(), taskId))
})

test('where the record went another way the task starts again from it, and what the old run knew counts no more', async () => {
  const { taskId } = await pending('Elsewhere')
  await told(taskId, 'i-0')
  await told(taskId, 'i-1')
  const other = `update entry set body = body || '{"text": "else"}' where stream_id = 'task/${taskId}' and body->>'itemId' = 'i-0'`
  await withoutLast(taskId, other)
  expect(await openNow()).toEqual(['ahead workflow Elsewhere'])
  const { status, repair: done } = await repair('ahead workflow Elsewhere')
  expect(status).toBe('repaired')
  expect(done?.detail).toMatch(
    /^Put nothing back, and no more: the record went another way at entry \d+\. Ended/,
  )
  expect(await openNow()).toEqual([])
  await told(taskId, 'i-2')
  expect((await currentTask(pool(), taskId)).itemIds).not.toContain('i-1')
  expect(await rebuilt(pool(), taskId)).toEqual(await currentTask(pool(), taskId))
})

test('who only looks has nothing sent again; a look that mends does', async () => {
  const { taskId } = await pending('Only looked at')
  const intentId = await plane.intend(taskId, 'sendMessage', { text: 'Hello' })
  const { runId } = await describe(taskId)
  await plane.until(taskId, ({ runs, wait }) => runs.length === 2 && wait?.kind === 'approval')
  const owner = (to: string) =>
    asOwner(plane, `update stream set owner_run_id = '${to}' where id = '${taskWorkflowId(taskId)}'`)
  const intent = async () =>
    (await pool().query('select status, sent_again_to as "to" from intent where id = $1', [intentId])).rows[0]
  await expect.poll(intent).toEqual({ status: 'delivered', to: null })
  await owner('the run before a reset')
  const only = { workflowId: `only/${intentId}`, args: [{ scope: ownScope, isOnlyLook: true }] }
  await plane.env.client.workflow.execute(reconcileWorkflowType, { taskQueue: controlQueue, ...only })
  expect(await intent()).toEqual({ status: 'delivered', to: null })
  await look()
  expect((await intent()).to).toContain(runId)
  await owner(runId)
  await expect.poll(openNow, { timeout: 90_000 }).toEqual([])
})

test('a relay or a sequencer that does not move is found, and gone once it does', async () => {
  const { taskId } = await pending('Held up')
  const intentId = await plane.intend(taskId, 'sendMessage', { text: 'Hello' })
  await plane.until(taskId, ({ intentIds }) => intentIds.includes(intentId))
  await asOwner(
    plane,
    `update intent set status = 'pending', lease_until = now() + interval '1 hour',
            created_at = now() - interval '5 minutes' where id = '${intentId}'`,
    // Its place is gone and it is on no work list: no entry that comes later brings it to the sequencer.
    `delete from position where entry_id = (
       select id from entry where stream_id = 'task/${taskId}' and stream_seq = 1)`,
  )
  await look()
  expect((await open()).sort()).toEqual(['stuck relay the relay', 'stuck sequencer the sequencer'])
  await pool().query(`update intent set lease_until = null where id = $1`, [intentId])
  await pool().query(
    `insert into unsequenced select e.id from entry e where not exists (select from position where entry_id = e.id)
     on conflict do nothing`,
  )
  await expect.poll(openNow, { timeout: 90_000 }).toEqual([])
})

test('of a task that the record does not have at all, and whose beginning no history shows, that is what is said', async () => {
  const { taskId } = await pending('Unknown')
  const execution = { namespace: 'default', workflowExecution: { workflowId: taskWorkflowId(taskId) } }
  await service().deleteWorkflowExecution(execution)
  await expect
    .poll(() => describe(taskId).catch(({ name }) => name), { timeout: 90_000 })
    .toBe('WorkflowNotFoundError')
  await look()
  await tell(taskId, 'i-0')
  await plane.until(taskId, ({ itemIds }) => itemIds.includes('i-0'))
  await withoutTask(taskId)
  expect(await openNow()).toContain('ahead workflow Unknown')
  const { status, repair: refused } = await repair('ahead workflow Unknown')
  expect(status).toBe('open')
  expect(refused?.detail).toBe(
    `Put nothing back, and no more: what was asked for first is in no history. The record has nothing of it to start from: end the workflow task/${taskId} in Temporal, and ask for the work anew.`,
  )
})
