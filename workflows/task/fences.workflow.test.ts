import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { taskWorkflowId } from '#domain/ids.ts'
import type { EffectRequest } from '#domain/run/run.ts'
import { freeze } from '#prisma/write/freeze.ts'
import { append } from '#prisma/write/ledger.ts'
import { taskMark } from '#prisma/write/task-row.ts'
import { aHash, aProposalItem, aResult } from '#test/builders.ts'
import { type ControlPlane, startControlPlane } from '#test/control-plane.ts'
import { lateOf, recordLate } from '#test/late-run.ts'
import { rebuilt } from '#test/setting.ts'
import { aFact } from '#test/stories.ts'
import { signalNames } from './contract.ts'

vi.setConfig({ testTimeout: 120_000 })

let plane: ControlPlane
const performed: EffectRequest[] = []
beforeAll(async () => {
  plane = await startControlPlane({
    runAgent: async (run) => aResult(run.stepId === 's1' ? { items: [aProposalItem('s1')] } : {}),
    async performEffect(request) {
      performed.push(request)
      return { outcome: 'performed', detail: 'receipt 1' }
    },
    seenPerformed: async () => ({ outcome: 'failed', detail: 'never started' }),
    abortRun: async () => {},
  })
})
afterAll(() => plane?.stop())

const handleOf = (taskId: string) => plane.env.client.workflow.getHandle(taskWorkflowId(taskId))
const statusOf = async (taskId: string) => (await handleOf(taskId).describe()).status.name
async function pending(): Promise<{ taskId: string; proposalId: string }> {
  const taskId = await plane.ask()
  const { proposals } = await plane.until(taskId, (t) => t.proposals.some((p) => p.status === 'pending'))
  return { taskId, proposalId: proposals[0]?.proposalId ?? '' }
}
const approve = (taskId: string, proposalId: string) =>
  plane.intend(taskId, 'decideApproval', { proposalId, verdict: 'approved', reason: '', hash: aHash })

/** Somebody else wrote under the numbers that the run takes next, so its own next word is another content. */
async function fork(taskId: string): Promise<void> {
  const { pool } = plane.database
  const { runId } = await handleOf(taskId).describe()
  const { rows } = await pool.query('select owner_seq from stream where id = $1', [`task/${taskId}`])
  const { after } = await taskMark(pool, taskId)
  const facts = [aFact('update_posted', { stepId: 's1', itemId: `i-${taskId}`, text: 'Another word.' })]
  const batch = { streamId: `task/${taskId}`, after, firstSeq: rows[0].owner_seq + 1, facts }
  await append(pool, { runId, batch, isCurrentRun: async () => true })
}

async function frozen(): Promise<{ taskId: string; proposalId: string }> {
  const asked = await pending()
  await fork(asked.taskId)
  const item = {
    kind: 'update',
    id: 'i-own',
    at: new Date().toISOString(),
    stepId: 's1',
    text: 'Its own word.',
  }
  await handleOf(asked.taskId).signal(signalNames.itemsReported, [item])
  await plane.until(asked.taskId, ({ status }) => status === 'frozen')
  return asked
}

test('a forked task is settled: it goes on from its record, and what is approved is done once', async () => {
  const { taskId, proposalId } = await frozen()
  await expect.poll(() => statusOf(taskId)).toBe('FAILED')
  const state = await plane.until(taskId, () => true)
  expect(state.fork).toMatchObject({
    held: [{ fact: { body: { text: 'Another word.' } } }],
    wanted: [{ body: { text: 'Its own word.' } }],
  })

  await plane.intend(taskId, 'settleFork', { verdict: 'go_on', reason: '' })
  const open = await plane.until(taskId, ({ status }) => status !== 'frozen')
  expect(open).toMatchObject({ status: 'waiting', wait: { kind: 'approval' }, fork: null })
  await approve(taskId, proposalId)
  const done = await plane.until(taskId, ({ status }) => status === 'done')
  expect(done.proposals).toMatchObject([{ proposalId, status: 'performed' }])
  expect(performed.filter((request) => request.taskId === taskId)).toHaveLength(1)
  expect(await rebuilt(plane.database.pool, taskId)).toEqual(done)
  const types = await plane.entryTypes(taskId)
  expect(types.filter((type) => type === 'approval_requested' || type === 'fork_settled')).toHaveLength(2)
  expect(types).not.toContain('rewound')
})

test('or it ends as cancelled with the reason, and what waited is withdrawn', async () => {
  const { taskId, proposalId } = await frozen()
  await plane.intend(taskId, 'settleFork', { verdict: 'end', reason: 'Done by hand.' })
  const ended = await plane.until(taskId, ({ status }) => status === 'cancelled')
  expect(ended).toMatchObject({ error: 'Done by hand.', proposals: [{ proposalId, status: 'withdrawn' }] })
  expect(performed.filter((request) => request.taskId === taskId)).toHaveLength(0)
})

test('a decision that was on its way when the task froze counts once that is settled', async () => {
  const { taskId, proposalId } = await pending()
  await plane.stopControl()
  const handle = handleOf(taskId)
  await approve(taskId, proposalId)
  await handle.terminate('by hand')
  const batch = { streamId: `task/${taskId}`, after: 1, firstSeq: 9, facts: [] }
  await freeze(plane.database.pool, { runId: 'r0', batch }, 'two accounts')
  // The relay brings each before the next; this one was brought to a run of the workflow that is no more.
  await plane.database.pool.query(
    `update intent set status = 'delivered' where workflow_id = $1 and command = 'decideApproval'`,
    [`task/${taskId}`],
  )
  await plane.intend(taskId, 'settleFork', { verdict: 'go_on', reason: '' })
  await plane.startControl()
  const done = await plane.until(taskId, ({ status }) => status === 'done')
  expect(done.proposals).toMatchObject([{ proposalId, status: 'performed' }])
  expect(await plane.entryTypes(taskId)).not.toContain('decision_refused')
})

// At its last one it only fails once more.
test.each(['first', 'last but one'] as const)(
  'a reset to the %s moment of a workflow that froze settles nothing; an operator does',
  async (which) => {
    const { taskId, proposalId } = await frozen()
    await expect.poll(() => statusOf(taskId)).toBe('FAILED')
    const before = await plane.until(taskId, () => true)
    await reset(taskId, which)
    await expect.poll(() => lateOf(plane, taskId)).toHaveLength(1)
    await expect.poll(() => statusOf(taskId)).toBe('FAILED')
    expect(await plane.until(taskId, () => true)).toEqual(before)
    expect(await plane.entryTypes(taskId)).not.toContain('rewound')
    await plane.intend(taskId, 'settleFork', { verdict: 'go_on', reason: '' })
    await plane.until(taskId, ({ wait }) => wait?.kind === 'approval')
    await approve(taskId, proposalId)
    const done = await plane.until(taskId, ({ status }) => status === 'done')
    expect(performed.filter((request) => request.taskId === taskId)).toHaveLength(1)
    expect(await rebuilt(plane.database.pool, taskId)).toEqual(done)
  },
)

test('a viewer settles nothing', async () => {
  const { taskId } = await frozen()
  const actor = `operator:${plane.operators.viewer}`
  const intentId = await plane.intend(taskId, 'settleFork', { verdict: 'end', reason: 'x' }, actor)
  const state = await plane.until(taskId, ({ intentIds }) => intentIds.includes(intentId))
  expect(state.status).toBe('frozen')
  expect(await plane.entryTypes(taskId)).toContain('intent_undeliverable')
})

/** As somebody does it in Temporal's own UI. */
async function reset(taskId: string, which: 'first' | 'last but one'): Promise<void> {
  const { runId } = await handleOf(taskId).describe()
  const { events } = await handleOf(taskId).fetchHistory()
  const moments = events?.filter((event) => event.workflowTaskCompletedEventAttributes) ?? []
  await plane.env.client.workflowService.resetWorkflowExecution({
    namespace: 'default',
    workflowExecution: { workflowId: taskWorkflowId(taskId), runId },
    reason: 'by hand',
    requestId: `reset-${taskId}`,
    workflowTaskFinishEventId: moments.at(which === 'first' ? 0 : -2)?.eventId,
  })
}

test('a run that a reset left behind is kept out, and the one that took over goes on', async () => {
  const { taskId, proposalId } = await pending()
  const { runId: old } = await handleOf(taskId).describe()
  await reset(taskId, 'first')
  await expect.poll(() => plane.entryTypes(taskId)).toContain('rewound')
  const asked = await plane.until(taskId, (t) => t.proposals.some((p) => p.status === 'pending'))
  const again = asked.proposals.find(({ status }) => status === 'pending')?.proposalId ?? ''
  expect(again).not.toBe('')
  expect(await statusOf(taskId)).toBe('RUNNING')
  const before = await plane.until(taskId, () => true)
  for (const text of ['Too late.', 'Too late.'])
    await expect(recordLate(plane, taskId, old, text)).rejects.toMatchObject({ type: 'StaleRun' })
  expect(await lateOf(plane, taskId)).toEqual([{ runId: old, texts: ['Too late.'] }])
  expect(await plane.until(taskId, () => true)).toEqual(before)
  await approve(taskId, again)
  const done = await plane.until(taskId, ({ status }) => status === 'done')
  expect(performed.filter((request) => request.taskId === taskId)).toHaveLength(1)
  expect(await rebuilt(plane.database.pool, taskId)).toEqual(done)
  expect([proposalId, again]).toContain(done.proposals.find((p) => p.status === 'performed')?.proposalId)
})
