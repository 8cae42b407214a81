import { afterAll, beforeAll, expect, test } from 'vitest'
import { parametersHash } from '#domain/ledger/digest.ts'
import type { EffectRequest, EffectResult, RunInput, RunItem } from '#domain/run/run.ts'
import { aProposalItem, aResult } from '#test/builders.ts'
import { type ControlPlane, startControlPlane } from '#test/control-plane.ts'

let plane: ControlPlane
const runs: RunInput[] = []
const performed: EffectRequest[] = []
/** What the agent says in its runs after the first, by task. */
const replies = new Map<string, Pick<RunItem & { kind: 'reply' }, 'text' | 'isWithdrawn'>>()
let effect: EffectResult = { outcome: 'performed', detail: 'receipt 1' }

const letter = { to: 'ada@example.com', body: 'Hello' }
const hash = parametersHash('send_message', letter)

async function runAgent(run: RunInput) {
  runs.push(run)
  const { taskId, stepId } = run
  if (stepId === 's1') return aResult({ items: [aProposalItem(stepId, { parameters: letter, hash })] })
  const said = replies.get(taskId)
  const proposalId = /\((p_[0-9a-f]{24})\)/.exec(run.message)?.[1]
  if (!said || !proposalId) return aResult({ text: 'My last words.' })
  const by = { kind: 'reply', id: `w-${taskId}-${stepId}`, at: new Date().toISOString(), stepId } as const
  return aResult({ items: [{ ...by, proposalId, ...said }] })
}

beforeAll(async () => {
  plane = await startControlPlane({
    runAgent,
    async performEffect(request) {
      performed.push(request)
      return effect
    },
    seenPerformed: async () => ({ outcome: 'failed', detail: 'never started' }),
    abortRun: async () => {},
  })
})
afterAll(() => plane?.stop())

async function pending() {
  const taskId = await plane.ask()
  const { proposals } = await plane.until(taskId, (t) => t.wait?.kind === 'approval')
  const proposalId = proposals[0]?.proposalId ?? ''
  const askAgent = (kind: 'question' | 'look', text: string) =>
    plane.intend(taskId, 'askAgent', { proposalId, kind, text })
  const approve = (change: object = {}) =>
    plane.intend(taskId, 'decideApproval', { proposalId, verdict: 'approved', reason: '', hash, ...change })
  return { taskId, proposalId, askAgent, approve }
}
const isDone = ({ status }: { status: string }) => status === 'done'
const effectsOf = (taskId: string) => performed.filter((request) => request.taskId === taskId)
const messagesOf = (taskId: string) =>
  runs.filter((run) => run.taskId === taskId).map(({ message }) => message)

test('what an approver made of it is performed, once, and the agent is told what was done instead', async () => {
  const { taskId, approve } = await pending()
  const parameters = { ...letter, to: 'grace@example.com' }
  const edited = parametersHash('send_message', parameters)
  await approve({ hash: edited, edit: { from: hash, parameters } })
  const task = await plane.until(taskId, isDone)
  expect(effectsOf(taskId)).toMatchObject([{ grant: { hash: edited, parameters } }])
  expect(task.proposals[0]).toMatchObject({ status: 'performed', hash: edited, edited: { asked: { hash } } })
  expect(messagesOf(taskId).at(-1)).toContain('In place of what you asked for:\nto: "grace@example.com"')
})

test('asked back, the agent answers in a run of its own; the proposal waits meanwhile and is then decided', async () => {
  const { taskId, proposalId, askAgent, approve } = await pending()
  replies.set(taskId, { text: 'Because she asked for it.', isWithdrawn: false })
  await askAgent('question', 'Why Ada?')
  const answered = await plane.until(
    taskId,
    ({ proposals, wait }) => proposals[0]?.inquiries?.[0]?.endedAt != null && wait?.kind === 'approval',
  )
  expect(messagesOf(taskId)[1]).toContain(
    `An operator asks about your proposal send_message (${proposalId}):\nWhy Ada?`,
  )
  expect(answered.proposals).toMatchObject([
    {
      status: 'pending',
      inquiries: [{ text: 'Why Ada?', stepId: 's2', answer: 'Because she asked for it.' }],
    },
  ])
  expect(effectsOf(taskId)).toHaveLength(0)
  await approve()
  await plane.until(taskId, isDone)
  expect(effectsOf(taskId)).toHaveLength(1)
})

test('an agent that only ends its turn has answered with its last words', async () => {
  const { taskId, askAgent } = await pending()
  await askAgent('question', 'Why?')
  const task = await plane.until(taskId, ({ proposals }) => proposals[0]?.inquiries?.[0]?.endedAt != null)
  expect(task.proposals[0]?.inquiries?.[0]?.answer).toBe('My last words.')
})

test('the agent may take its proposal back: nothing is done, and who decides after that is told', async () => {
  const { taskId, askAgent, approve } = await pending()
  replies.set(taskId, { text: 'It was a mistake.', isWithdrawn: true })
  await askAgent('question', 'Are you sure?')
  const task = await plane.until(taskId, isDone)
  expect(task.proposals[0]).toMatchObject({
    status: 'withdrawn',
    reason: 'It was a mistake.',
    decidedBy: `agent:${plane.agentId}`,
  })
  await approve()
  expect(effectsOf(taskId)).toHaveLength(0)
})

test('asked to look, the agent is told not to do it again; what it found is evidence, and a person settles it', async () => {
  effect = { outcome: 'uncertain', detail: 'No answer came.' }
  const { taskId, proposalId, askAgent, approve } = await pending()
  await approve()
  await plane.until(taskId, isDone)
  effect = { outcome: 'performed', detail: 'receipt 1' }
  replies.set(taskId, { text: 'It is in the outbox.', isWithdrawn: false })
  await askAgent('look', 'Look in the outbox.')
  const looked = await plane.until(
    taskId,
    (t) => isDone(t) && t.proposals[0]?.inquiries?.[0]?.answer === 'It is in the outbox.',
  )
  expect(messagesOf(taskId).at(-1)).toContain('Do NOT perform it again')
  expect(looked.proposals[0]?.status).toBe('uncertain')
  expect(effectsOf(taskId)).toHaveLength(1)
  await plane.intend(taskId, 'settleEffect', { proposalId, hasHappened: true, note: 'Seen.' })
  const settled = await plane.until(taskId, (t) => t.proposals[0]?.status === 'performed')
  expect(settled.proposals[0]?.detail).toBe('Seen.')
})
