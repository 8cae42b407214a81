import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Fact } from '#domain/ledger/entry.ts'
import type { EffectRequest, EffectResult, RunInput, RunResult } from '#domain/run/run.ts'
import { applyEntry, noTask } from '#domain/task/task-state.ts'
import { currentTask } from '#prisma/write/task-row.ts'
import { aHash, aProposalItem, aResult } from '#test/builders.ts'
import { type ControlPlane, startControlPlane } from '#test/control-plane.ts'
import { storedFacts } from '#test/setting.ts'

type Script = (run: RunInput) => RunResult | Promise<RunResult>

let plane: ControlPlane
const scripts = new Map<string, Script>()
const runs: RunInput[] = []
const performed: EffectRequest[] = []
let effect: EffectResult = { outcome: 'performed', detail: 'receipt 1' }

beforeAll(async () => {
  plane = await startControlPlane(
    {
      async runAgent(run) {
        runs.push(run)
        return (scripts.get(`${run.taskId}/${run.stepId}`) ?? scripts.get(run.stepId) ?? (() => aResult()))(
          run,
        )
      },
      async performEffect(request) {
        performed.push(request)
        return effect
      },
      seenPerformed: async () => ({ outcome: 'failed', detail: 'never started' }),
      abortRun: async () => {},
    },
    { maxRetries: 1, approvalTtlMs: 60_000 },
  )
})
afterAll(() => plane?.stop())

const proposing: Script = (run) => aResult({ items: [aProposalItem(run.stepId)] })
const askFor = async (script: Record<string, Script>, change = {}) => {
  const taskId = await plane.ask(change)
  for (const [stepId, step] of Object.entries(script)) scripts.set(`${taskId}/${stepId}`, step)
  return taskId
}
/** One whose proposal nobody has long to decide on. */
const askBriefly = async (approvalTtlMs: number) =>
  askFor({ s1: proposing }, await plane.anotherProject({ approvalTtlMs }))
const effectsOf = (taskId: string) => performed.filter((request) => request.taskId === taskId)
const pendingOf = async (taskId: string) => {
  const task = await plane.until(taskId, (t) => t.proposals.some((p) => p.status === 'pending'))
  const proposal = task.proposals.find((p) => p.status === 'pending')
  if (!proposal) throw new Error('no proposal')
  return proposal.proposalId
}
const decide = (taskId: string, proposalId: string, verdict: 'approved' | 'rejected', actor?: string) =>
  plane.intend(taskId, 'decideApproval', { proposalId, verdict, reason: 'because', hash: aHash }, actor)

test('that needs nothing is done after one run', async () => {
  const taskId = await plane.ask()
  const task = await plane.until(taskId, (t) => t.status === 'done')
  expect(task.summary).toBe('Done.')
  expect(await plane.entryTypes(taskId)).toEqual([
    'task_requested',
    'task_prepared',
    'run_queued',
    'run_ended',
    'task_done',
  ])
})

test('an approved effect is performed once, and the agent is told', async () => {
  const taskId = await askFor({ s1: proposing })
  const proposalId = await pendingOf(taskId)
  await decide(taskId, proposalId, 'approved')
  const task = await plane.until(taskId, (t) => t.status === 'done')
  expect(task.proposals[0]?.status).toBe('performed')
  expect(effectsOf(taskId)).toHaveLength(1)
  expect(runs.findLast((run) => run.taskId === taskId)?.message).toContain('Done: send_message')
  expect(await plane.entryTypes(taskId)).toEqual(
    [
      'task_requested',
      'task_prepared',
      'run_queued',
      'approval_requested',
      'run_ended',
      'approval_decided',
      'effect_claimed',
      'effect_performed',
      'task_prepared',
      'run_queued',
      'run_ended',
      'task_done',
    ].sort((a, b) => 0 * a.localeCompare(b)),
  )
})

test('a rejected effect is not performed, and the agent reads why', async () => {
  const taskId = await askFor({ s1: proposing })
  await decide(taskId, await pendingOf(taskId), 'rejected')
  await plane.until(taskId, (t) => t.status === 'done')
  expect(effectsOf(taskId)).toHaveLength(0)
  expect(runs.findLast((run) => run.taskId === taskId)?.message).toContain('rejected it: because')
})

test('a proposal that nobody decides expires unsent', async () => {
  const taskId = await askBriefly(1_000)
  const task = await plane.until(taskId, (t) => t.status === 'done')
  expect(task.proposals[0]?.status).toBe('expired')
  expect(effectsOf(taskId)).toHaveLength(0)
})

test('before it expires it is brought up once more, and once only', async () => {
  // A quarter of it is left when it is brought up: a busy machine must not let that pass unseen.
  const taskId = await askBriefly(12_000)
  await plane.until(taskId, (t) => t.status === 'done')
  const facts = (await storedFacts(plane.database.pool, `task/${taskId}`)) as Fact[]
  const types = facts.map(({ type }) => type)
  const reminded = facts.slice(0, types.indexOf('approval_reminded') + 1).reduce(applyEntry, noTask)
  expect(reminded.proposals).toMatchObject([{ status: 'pending', remindedAt: expect.any(String) }])
  expect(types.filter((type) => type === 'approval_reminded')).toHaveLength(1)
  expect(types.indexOf('approval_reminded')).toBeLessThan(types.indexOf('approval_expired'))
})

test('a viewer’s decision, a second one and a forged signal decide nothing', async () => {
  const taskId = await askFor({ s1: proposing })
  const proposalId = await pendingOf(taskId)
  await decide(taskId, proposalId, 'approved', `operator:${plane.operators.viewer}`)
  await plane.env.client.workflow
    .getHandle(`task/${taskId}`)
    .signal('intentArrived', 'in_forged', 'decideApproval')
  await decide(taskId, proposalId, 'rejected', `operator:${plane.operators.operator}`)
  await decide(taskId, proposalId, 'approved')
  const task = await plane.until(taskId, (t) => t.status === 'done')
  expect(task.proposals[0]).toMatchObject({
    status: 'rejected',
    decidedBy: `operator:${plane.operators.operator}`,
  })
  expect(effectsOf(taskId)).toHaveLength(0)
  const types = await plane.entryTypes(taskId)
  expect(types.filter((type) => type === 'decision_refused')).toHaveLength(2)
  expect(types.filter((type) => type === 'decision_turned_away')).toHaveLength(1)
})

test('a tool that only the agent can call is granted to its next run', async () => {
  const taskId = await askFor({
    s1: (run) => aResult({ items: [aProposalItem(run.stepId, { tool: 'exec', via: 'resume' })] }),
    s2: (run) => {
      const grant = run.grants[0]
      if (!grant) throw new Error('no grant')
      const { proposalId, effectKey } = grant
      const at = new Date().toISOString()
      const item = { kind: 'effect', id: 'e1', at, stepId: run.stepId, proposalId, effectKey } as const
      return aResult({ items: [{ ...item, outcome: 'performed', detail: 'exit 0' }] })
    },
  })
  await decide(taskId, await pendingOf(taskId), 'approved')
  const task = await plane.until(taskId, (t) => t.status === 'done')
  expect(task.proposals[0]).toMatchObject({ status: 'performed', detail: 'exit 0' })
})

test('an unused grant is asked after and not performed by anybody', async () => {
  const taskId = await askFor({
    s1: (run) => aResult({ items: [aProposalItem(run.stepId, { tool: 'exec', via: 'resume' })] }),
  })
  await decide(taskId, await pendingOf(taskId), 'approved')
  const task = await plane.until(taskId, (t) => t.status === 'done')
  expect(task.proposals[0]?.status).toBe('failed')
})

test('an uncertain effect is told as such and never repeated', async () => {
  effect = { outcome: 'uncertain', detail: 'the gateway died' }
  const taskId = await askFor({ s1: proposing })
  await decide(taskId, await pendingOf(taskId), 'approved')
  const task = await plane.until(taskId, (t) => t.status === 'done')
  effect = { outcome: 'performed', detail: 'receipt 1' }
  expect(task.proposals[0]?.status).toBe('uncertain')
  expect(effectsOf(taskId)).toHaveLength(1)
})

test('what is uncertain is settled by an operator, also when the task has ended', async () => {
  effect = { outcome: 'uncertain', detail: 'the gateway died' }
  const taskId = await askFor({ s1: proposing })
  const proposalId = await pendingOf(taskId)
  await decide(taskId, proposalId, 'approved')
  await plane.until(taskId, (t) => t.status === 'done')
  effect = { outcome: 'performed', detail: 'receipt 1' }
  await plane.intend(taskId, 'settleEffect', { proposalId, hasHappened: false, note: 'It is not there.' })
  const task = await plane.until(taskId, (t) => t.proposals[0]?.status === 'failed')
  expect(task).toMatchObject({ status: 'done', proposals: [{ detail: 'It is not there.' }] })
  expect(effectsOf(taskId)).toHaveLength(1)
})

test('a question waits for its answer, which starts the next run', async () => {
  const at = new Date().toISOString()
  const taskId = await askFor({
    s1: (run) =>
      aResult({
        items: [{ kind: 'question', id: 'q1', at, stepId: run.stepId, text: 'Which one?', options: [] }],
      }),
  })
  const asked = await plane.until(taskId, (t) => t.status === 'waiting' && t.wait?.kind === 'operator')
  expect(asked.wait?.detail).toBe('Which one?')
  await plane.intend(taskId, 'answerQuestion', { questionId: 'q1', answer: 'the blue one' })
  await plane.until(taskId, (t) => t.status === 'done')
  expect(runs.findLast((run) => run.taskId === taskId)?.message).toContain('Answer: the blue one')
})

test('a run that fails for a passing reason is tried again, then fails the task; a retry goes on', async () => {
  const failing: Script = () => aResult({ outcome: 'failed', error: 'busy', isRetryable: true })
  const taskId = await askFor({ s1: failing, s2: failing })
  const failed = await plane.until(taskId, (t) => t.status === 'failed')
  expect(failed).toMatchObject({ error: 'busy', runs: [{ stepId: 's1' }, { stepId: 's2' }] })
  await plane.intend(taskId, 'retryTask', {})
  const done = await plane.until(taskId, (t) => t.status === 'done')
  expect(done.runs).toHaveLength(3)
})

test('a message to a task that is done opens it again', async () => {
  const taskId = await plane.ask()
  await plane.until(taskId, (t) => t.status === 'done')
  await plane.intend(taskId, 'sendMessage', { text: 'One more thing' })
  const done = await plane.until(taskId, (t) => t.status === 'done' && t.runs.length === 2)
  expect(done.endedAt).not.toBeNull()
  expect(runs.findLast((run) => run.taskId === taskId)?.message).toContain('One more thing')
})

test('cancelling withdraws what waits', async () => {
  const taskId = await askFor({ s1: proposing })
  const proposalId = await pendingOf(taskId)
  await plane.intend(taskId, 'cancelTask', { reason: 'no need' })
  const task = await plane.until(taskId, (t) => t.status === 'cancelled')
  expect(task.proposals[0]?.status).toBe('withdrawn')
  await decide(taskId, proposalId, 'approved')
  await plane.until(taskId, (t) => t.intentIds.length === 3)
  expect(effectsOf(taskId)).toHaveLength(0)
  // By the workflow where it was still closing, else by the relay.
  const refusals = ['decision_refused', 'intent_undeliverable']
  expect((await plane.entryTypes(taskId)).filter((type) => refusals.includes(type))).toHaveLength(1)
})

test('a declared deliverable that is missing waits for verification', async () => {
  const taskId = await plane.ask({ deliverables: ['The letter'] })
  const task = await plane.until(taskId, (t) => t.status === 'needs_verification')
  expect(task.missing).toEqual(['The letter'])
  await plane.intend(taskId, 'acceptWork', { note: 'fine' })
  await plane.until(taskId, (t) => t.status === 'done')
})

test('the control plane restarting while a task waits loses nothing', async () => {
  const taskId = await askFor({ s1: (run) => aResult({ items: [aProposalItem(run.stepId)] }) })
  const proposalId = await pendingOf(taskId)
  await plane.stopControl()
  await decide(taskId, proposalId, 'approved')
  await plane.startControl()
  await plane.until(taskId, (t) => t.status === 'done')
  expect(effectsOf(taskId)).toHaveLength(1)
})

test('a decision in time counts, though the control plane was away until after the expiry', async () => {
  const taskId = await askBriefly(5_000)
  const proposalId = await pendingOf(taskId)
  const stopping = plane.stopControl()
  await decide(taskId, proposalId, 'approved')
  await stopping
  const { proposals } = await currentTask(plane.database.pool, taskId)
  await sleep(Date.parse(proposals[0]?.expiresAt ?? '') - Date.now() + 200)
  await plane.startControl()
  const task = await plane.until(taskId, (t) => t.status === 'done')
  expect(task.proposals).toMatchObject([{ status: 'performed' }])
  expect(await plane.entryTypes(taskId)).not.toContain('approval_expired')
})
