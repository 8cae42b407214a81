import { type QualityMove, qualityMove } from '../quality/quality-rules.ts'
import type { ProposalState, RunState, TaskState } from './task.ts'
import { isEnded, isFollowed, isStopped, openQuestions, pendingProposals } from './task-rules.ts'

export type Move =
  | { kind: 'end' }
  | { kind: 'cancel' }
  /** Asked for while the task ended: nobody is to decide it. */
  | { kind: 'withdraw'; proposals: ProposalState[] }
  /** Prepare a run, or go on with the one that is open. */
  | { kind: 'turn' }
  /** The worker calls the approved tool. */
  | { kind: 'perform'; proposal: ProposalState }
  /** A grant was given out and nobody said what became of it: ask the Mac's journal. */
  | { kind: 'confirm'; proposal: ProposalState }
  | { kind: 'retry'; error: string; attempt: number }
  | { kind: 'fail'; error: string }
  /** Nobody decided in time. */
  | { kind: 'expire'; proposals: ProposalState[] }
  /** Nobody decided yet, and the end is near. */
  | { kind: 'remind'; proposals: ProposalState[] }
  /** Nothing to do until somebody acts, or until then. */
  | { kind: 'await'; until: string | null }
  | QualityMove

/**
 * What the task does next. Depends on its state and the clock alone, so that any run of its workflow goes on from
 * any point. `now` is ISO with milliseconds, as all times of the state.
 */
export function nextMove(task: TaskState, now: string): Move {
  if (task.status === 'frozen') return { kind: 'end' }
  if (isEnded(task.status)) return endMove(task)
  if (task.cancelReason !== null) return { kind: 'cancel' }
  if (isFollowed(task)) return { kind: 'await', until: null }
  if (task.runs.some((run) => run.endedAt === null)) return { kind: 'turn' }
  return effectMove(task) ?? heldMove(task, now) ?? openMove(task, now)
}

function endMove(task: TaskState): Move {
  const proposals = pendingProposals(task)
  return proposals.length > 0 ? { kind: 'withdraw', proposals } : { kind: 'end' }
}

function openMove(task: TaskState, now: string): Move {
  return turnMove(task, now) ?? waitMove(task, now) ?? qualityMove(task)
}

/** The call belongs to a run's session: where a reset made the task forget that run, it is found again first. */
function effectMove(task: TaskState): Move | null {
  const isKnown = ({ stepId }: ProposalState) => task.runs.some((run) => run.stepId === stepId)
  const claimed = task.proposals.find(
    (p) => p.status === 'claimed' && (p.usedIn !== null || (p.via === 'invoke' && isKnown(p))),
  )
  if (!claimed) return null
  return { kind: claimed.usedIn === null ? 'perform' : 'confirm', proposal: claimed }
}

/** While a run is held, proposals of earlier runs expire as ever; when the hold may be over, it is looked at again. */
function heldMove(task: TaskState, now: string): Move | null {
  const { hold } = task
  if (!hold || (hold.until !== null && hold.until <= now)) return null
  // Who stopped it was the budget; an operator's word lets it go on, if the budget has anything left.
  if (isStopped(task) && hasWord(task)) return null
  const pending = pendingProposals(task)
  const due = dueMove(pending, now)
  if (due) return due
  const times = [hold.until, ...pending.map(endOfWait)].filter((time) => time !== null)
  return { kind: 'await', until: times.sort()[0] ?? null }
}

/** When the next thing happens to it by itself: it is brought up once more, or it expires. */
const endOfWait = ({ remindAt, remindedAt, expiresAt }: ProposalState): string =>
  remindAt !== undefined && remindedAt === undefined && remindAt < expiresAt ? remindAt : expiresAt

function dueMove(pending: readonly ProposalState[], now: string): Move | null {
  const expired = pending.filter((p) => p.expiresAt <= now)
  if (expired.length > 0) return { kind: 'expire', proposals: expired }
  const reminded = pending.filter((p) => endOfWait(p) <= now)
  return reminded.length > 0 ? { kind: 'remind', proposals: reminded } : null
}

const hasWord = (task: TaskState) =>
  task.news.some((news) => ['message', 'answer', 'again', 'unproven', 'question', 'look'].includes(news.kind))

/** These ended runs go on as soon as nothing holds them. */
const stopped = new Set<RunState['outcome']>(['over_budget', 'killed', 'not_begun'])

/** Operators are answered at once; the fate of proposals is told when all are settled. */
function turnMove(task: TaskState, now: string): Move | null {
  const isSettled = pendingProposals(task).length === 0 && openQuestions(task).length === 0
  const wasStopped = stopped.has(task.runs.at(-1)?.outcome ?? null)
  const isRetryDue = task.retryAt !== null && task.retryAt <= now
  const isDue =
    task.runs.length === 0 || hasWord(task) || wasStopped || isRetryDue || (isSettled && task.news.length > 0)
  return isDue ? { kind: 'turn' } : null
}

function waitMove(task: TaskState, now: string): Move | null {
  const pending = pendingProposals(task)
  const due = dueMove(pending, now)
  if (due) return due
  const ends = pending.map(endOfWait)
  if (ends.length > 0) return { kind: 'await', until: ends.sort()[0] ?? null }
  if (openQuestions(task).length > 0 || task.status === 'needs_verification')
    return { kind: 'await', until: null }
  if (task.retryAt) return { kind: 'await', until: task.retryAt }
  const last = task.runs.at(-1)
  return last && last.outcome !== 'ok' ? failureMove(task, last) : null
}

function failureMove(task: TaskState, last: RunState): Move {
  const error = last.error ?? `The run ended ${last.outcome ?? 'without a word'}.`
  const attempt = passingFailures(task.runs)
  return last.isRetryable && attempt <= (task.policy?.maxRetries ?? 0)
    ? { kind: 'retry', error, attempt }
    : { kind: 'fail', error }
}

/** Of the runs since one went well, those that failed for a passing reason: what was stopped was no try. */
function passingFailures(runs: readonly RunState[]): number {
  const lastGood = runs.findLastIndex((run) => run.outcome === 'ok')
  return runs.slice(lastGood + 1).filter(({ isRetryable }) => isRetryable).length
}

/** The open run that was told to end, by a kill switch. */
export const stoppedRun = (task: TaskState): RunState | null =>
  task.runs.find((run) => run.endedAt === null && run.stopReason !== undefined) ?? null

/** The step that a new run gets. Survives resets, so that the gateway is asked once. */
export const nextStepId = (task: TaskState): string => `s${task.runs.length + 1}`
