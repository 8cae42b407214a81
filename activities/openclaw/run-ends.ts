import type { Reserved, RunOutcome, RunResult, Usage } from '#domain/run/run.ts'
import { toldUsage } from '#domain/run/usage-rules.ts'
import { nearTime } from './gateway-runs.ts'
import type { TaskRow, Waited } from './openclaw-wire.ts'
import type { Shown } from './run-session.ts'
import { overBudgetWords } from './run-spend.ts'
import { textOf, usageOf } from './transcript.ts'

export type End = Pick<RunResult, 'outcome' | 'error' | 'isRetryable'> & {
  text?: string | null
  startedAt?: number | null
  endedAt?: number | null
  isUnheeded?: true
}

/** What the worker knows of a run besides what the gateway says of its end. */
export interface Circumstances {
  /** As what the worker ordered its end; null where it did not, or does not know any more. */
  ordered: RunOutcome | null
  /** The agent had ended its turn before. */
  hasEndedTurn: boolean
  deadlineMs: number
  /** What the run might use; absent where no budget counts it. */
  reserved?: Reserved | undefined
  /** By which kill switch it was ended, or is stopped by now. */
  stopReason?: string | null
  /** By which it was ended while no attempt was at it; that may be lifted by now. */
  killedFor?: string | null
  /** Why its provider failed, as the gateway's events said it. */
  failureReason: string | null
}

const permanent = ['auth', 'auth_permanent', 'billing', 'format', 'model_not_found', 'context_overflow']
const tooLong = 'The run took too long.'
/** A gateway whose clock is years away, or that names no time at all, has the worker's. */
const isoOf = (ms: number | null | undefined) => new Date(nearTime(ms) ?? Date.now()).toISOString()

/** By the answer of agent.wait that has `endedAt`. */
export function endOfWaited(waited: Waited, known: Circumstances): End {
  const { status, stopReason, error, startedAt, endedAt, terminalReply } = waited
  const times = { startedAt, endedAt, text: terminalReply?.text }
  if (status === 'ok') return { ...times, outcome: 'ok', error: null, isRetryable: false }
  if (stopReason === 'rpc') return { ...times, ...aborted(known) }
  if (status === 'timeout')
    return { ...times, outcome: 'timed_out', error: error ?? tooLong, isRetryable: false }
  return { ...times, ...failure(error ?? 'The run failed.', known) }
}

/** By the gateway's own list of runs, which is all that it knows after a restart. */
export function endOfRow({ status, error, startedAt, endedAt }: TaskRow, known: Circumstances): End {
  const times = { startedAt, endedAt }
  if (status === 'completed') return { ...times, outcome: 'ok', error: null, isRetryable: false }
  if (status === 'cancelled') return { ...times, ...aborted(known) }
  if (status === 'timed_out')
    return { ...times, outcome: 'timed_out', error: error ?? tooLong, isRetryable: false }
  return { ...times, ...failure(error ?? 'The run failed.', known) }
}

/** Of a run that lives on however often it was told to end. */
export function endUnheeded(known: Circumstances, words: string): End {
  const end: End = { ...aborted(known), isUnheeded: true }
  return end.outcome === 'ok' ? end : { ...end, error: `${end.error} ${words}` }
}

/** What is there to tell a run's words and use by. */
interface Told {
  /** Null where the transcript can't be read: words are then unknown. */
  shown: Shown | null
  runIds: string[]
  /** By the plugin. */
  reported: Usage | null
}

const noUse = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, costNanoUsd: 0 }
const notBegun = { outcome: 'not_begun', text: '', isRetryable: false, usage: noUse } as const

/** Nothing that it was prepared with holds any more: its gateway was not asked for it. */
export const endNotBegun = (reason: string): End => ({ ...notBegun, error: reason })

/** As the record has it. */
export function toldOf(
  end: End,
  { shown, runIds, reported }: Told,
  masked: (text: string) => string,
): Omit<RunResult, 'items' | 'gateway' | 'adoptedRunIds'> {
  const text = end.text ?? (shown && textOf(shown.messages, runIds)) ?? ''
  // What is cut off anyway is not looked through for secrets: a gateway may send 25 MB of it.
  const within = (said: string, most: number) => masked(said.slice(0, 2 * most)).slice(0, most)
  if (end.outcome === 'not_begun')
    return { ...notBegun, error: end.error, startedAt: isoOf(null), endedAt: isoOf(null) }
  const use = { transcript: shown && usageOf(shown.messages, runIds), isCut: shown?.isCut === true, reported }
  return {
    outcome: end.outcome,
    text: within(text, 60_000),
    error: end.error && within(end.error, 4_000),
    isRetryable: end.isRetryable,
    startedAt: isoOf(end.startedAt),
    endedAt: isoOf(end.endedAt),
    ...toldUsage(use, end.outcome !== 'lost'),
    ...(end.isUnheeded && { isUnheeded: true }),
  }
}

const killed = (error: string): End => ({ outcome: 'killed', error, isRetryable: false })

function aborted({ ordered, hasEndedTurn, deadlineMs, reserved, ...by }: Circumstances): End {
  const stopReason = by.stopReason ?? by.killedFor
  if (ordered === 'over_budget' && reserved && !hasEndedTurn)
    return { outcome: 'over_budget', error: overBudgetWords(reserved), isRetryable: false }
  if (ordered === 'timed_out') {
    const minutes = Math.round(deadlineMs / 60_000)
    const error = `It was ended after ${minutes} min, the longest that the project's policy allows a run.`
    return { outcome: 'timed_out', error, isRetryable: false }
  }
  if (ordered === 'aborted')
    return { outcome: 'aborted', error: 'The task was cancelled.', isRetryable: false }
  // Its agent had said that it was done: whatever ended it after that, nothing is missing.
  if (hasEndedTurn) return { outcome: 'ok', error: null, isRetryable: false }
  if (stopReason) return killed(stopReason)
  return { outcome: 'aborted', error: 'The run was aborted on the gateway.', isRetryable: false }
}

/** A run that the plugin did not let begin has failed on the gateway; what is stopped goes on later. */
function failure(error: string, { failureReason, stopReason }: Circumstances): End {
  if (stopReason) return killed(stopReason)
  const isPermanent =
    (failureReason && permanent.includes(failureReason)) || /temporarily disabled/.test(error)
  return { outcome: 'failed', error, isRetryable: !isPermanent }
}
