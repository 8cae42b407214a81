import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { aHash, aProposalItem, aResult } from '#test/builders.ts'
import { type ControlPlane, startControlPlane } from '#test/control-plane.ts'
import { storedFacts } from '#test/setting.ts'
import { signalNames } from './contract.ts'

let plane: ControlPlane
let isAway = false
const performed: string[] = []
const journal = new Set<string>()

beforeAll(async () => {
  plane = await startControlPlane(
    {
      async runAgent(run) {
        return aResult({
          items: run.stepId === 's1' ? [aProposalItem(run.stepId, { id: `p_${run.taskId}` })] : [],
        })
      },
      async performEffect({ taskId, grant }) {
        performed.push(taskId)
        journal.add(grant.effectKey)
        return { outcome: 'performed', detail: 'receipt 1' }
      },
      seenPerformed: async (effectKey) =>
        journal.has(effectKey)
          ? { outcome: 'performed', detail: 'receipt 1' }
          : { outcome: 'failed', detail: 'It was never started on the Mac.' },
      abortRun: async () => {},
    },
    { approvalTtlMs: 60_000 },
  )
})
afterAll(() => plane?.stop())
afterEach(() => back())

async function away() {
  await plane.stopExecutor()
  isAway = true
}
async function back() {
  if (!isAway) return
  isAway = false
  await plane.startExecutor()
}
async function askedTask() {
  const taskId = await plane.ask()
  await plane.until(taskId, (task) => task.wait?.kind === 'approval')
  return taskId
}
const approve = (taskId: string) =>
  plane.intend(taskId, 'decideApproval', {
    proposalId: `p_${taskId}`,
    verdict: 'approved',
    reason: '',
    hash: aHash,
  })
/** With an approved call: its executor is asked whether that was made, and nobody answers. */
async function cancelledWhileAway() {
  const taskId = await askedTask()
  await away()
  await approve(taskId)
  await plane.until(taskId, (task) => task.wait?.kind === 'executor')
  await plane.intend(taskId, 'cancelTask', { reason: 'no need' })
  await expect.poll(() => waitingActivities(taskId)).toEqual(['seenPerformed'])
  return taskId
}
const refusals = async (taskId: string) =>
  (await storedFacts(plane.database.pool, `task/${taskId}`)).flatMap(({ type, body }) =>
    type === 'decision_refused' ? [(body as { code: string }).code] : [],
  )
async function waitingActivities(taskId: string) {
  const { raw } = await plane.env.client.workflow.getHandle(`task/${taskId}`).describe()
  return raw.pendingActivities?.map(({ activityType }) => activityType?.name)
}
async function shownOf(taskId: string) {
  const description = await plane.env.client.workflow.getHandle(`task/${taskId}`).describe()
  const { TaskState, WaitingFor } = description.searchAttributes
  return [TaskState?.[0], WaitingFor?.[0]]
}

test('a run that no executor takes is seen to wait for it, in the record and in Temporal', async () => {
  await away()
  const taskId = await plane.ask()
  const { wait } = await plane.until(taskId, (task) => task.wait?.kind === 'executor')
  expect(wait?.detail).toBe('mac-mini')
  await expect.poll(() => shownOf(taskId)).toEqual(['waiting', 'executor'])
  await back()
  await plane.until(taskId, (task) => task.wait?.kind === 'approval')
  await expect.poll(() => shownOf(taskId)).toEqual(['waiting', 'approval'])
})

test('an approved effect waits for the executor, says so, and is performed once when it is back', async () => {
  const taskId = await askedTask()
  await away()
  await approve(taskId)
  const { wait, status } = await plane.until(taskId, (task) => task.wait?.kind === 'executor')
  expect([status, wait?.detail]).toEqual(['waiting', 'mac-mini, for send_message'])
  await expect.poll(() => shownOf(taskId)).toEqual(['waiting', 'executor'])
  await back()
  await plane.until(taskId, (task) => task.status === 'done')
  await expect.poll(() => shownOf(taskId)).toEqual(['done', 'nobody'])
  expect(performed.filter((id) => id === taskId)).toHaveLength(1)
})

test('an approved effect of a task that is cancelled while the executor is away is never performed', async () => {
  const taskId = await cancelledWhileAway()
  await back()
  const task = await plane.until(taskId, ({ status }) => status === 'cancelled')
  expect(task.proposals).toMatchObject([{ status: 'failed', detail: 'It was never started on the Mac.' }])
  expect(performed).not.toContain(taskId)
})

test('what the agent asked for while the cancelled task waited for its executor is withdrawn, and waits for nobody', async () => {
  const taskId = await cancelledWhileAway()
  const late = aProposalItem('s1', { id: `p_late_${taskId}` })
  await plane.env.client.workflow.getHandle(`task/${taskId}`).signal(signalNames.itemsReported, [late])
  await plane.until(taskId, ({ proposals }) => proposals.length === 2)
  const yes = { proposalId: late.id, verdict: 'approved', reason: '', hash: aHash } as const
  await plane.intend(taskId, 'decideApproval', yes)
  await expect.poll(() => refusals(taskId)).toEqual(['proposal_withdrawn'])
  await back()
  const task = await plane.until(taskId, ({ proposals }) => proposals.every((p) => p.status !== 'pending'))
  expect(task.proposals).toMatchObject([
    { status: 'failed' },
    { status: 'withdrawn', reason: 'the task was cancelled' },
  ])
  expect(task.status).toBe('cancelled')
})
