import type { RunbookRunState } from '#domain/runbook/run.ts'
import { openSteps } from '#domain/runbook/run-rules.ts'
import { countedSteps } from '#domain/runbook/step-rules.ts'
import { counted } from '../../ui/count-words.ts'

/** How far a run is and what moves it on, in one sentence. */
export function runSentence(run: RunbookRunState): string {
  const { status, failedStep, error, cancelReason, definition, steps } = run
  if (status === 'done') return 'It is done.'
  if (status === 'frozen') return 'It is frozen until somebody settles which of its two accounts counts.'
  if (status === 'failed') return `It stopped at ${failedStep}: ${error}`
  if (status === 'cancelled') return error ? `It was cancelled: ${error}` : 'It was cancelled.'
  if (cancelReason !== null) return 'It is being cancelled: its open tasks are told to end.'
  const isOver = (id: string) => steps.some(({ stepId, endedAt }) => stepId === id && endedAt !== null)
  const all = countedSteps(definition.steps)
  const over = all.filter(({ id }) => isOver(id)).length
  const far = `${over} of ${counted(all.length, 'step')} ${over === 1 ? 'is' : 'are'} over.`
  if (failedStep !== null) return `${far} It stops at ${failedStep} when what is under way has ended.`
  const open = openSteps(run)
  const decisions = open.filter(({ text }) => text !== null)
  if (decisions.length > 0) return `${far} It waits for a decision at ${listOf(decisions)}.`
  const under = open.filter(({ taskId, dueAt }) => taskId !== null || dueAt !== null)
  return under.length > 0 ? `${far} Under way: ${listOf(under)}.` : `${far} It is about to go on.`
}

const listOf = (steps: readonly { stepId: string }[]) => steps.map(({ stepId }) => stepId).join(', ')

/** The name of an input as the label of its field: "Due day" of due_day. */
export const inputLabel = (name: string): string => {
  const words = name.replaceAll(/[-_]+/g, ' ')
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`
}
