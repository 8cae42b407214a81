import { failureSignature } from '../portfolio/failure-rules.ts'
import type { RunOutcome } from '../run/run.ts'
import type { ProposalStatus, TaskStatus } from '../task/task.ts'
import type { Hold } from './hold.ts'
import type { Loop } from './loop.ts'

/** An ended run of an agent. */
export interface PastRun {
  taskId: string
  stepId: string
  /** Of its end, ISO. */
  at: string
  outcome: RunOutcome
  text: string
  error: string
  /** Why it was started, in the words of `runReason`. */
  reason: string
  /** Of its task now. */
  taskStatus: TaskStatus
}

/** A call that an agent proposed. */
export interface PastCall {
  taskId: string
  proposalId: string
  at: string
  tool: string
  hash: string
  status: ProposalStatus
  /** Withdrawn by the agent itself. */
  isTakenBack: boolean
}

/** What an agent did since an operator last let it go on. In any order. */
interface Trail {
  runs: readonly PastRun[]
  calls: readonly PastCall[]
}

const latestFirst = (a: { at: string }, b: { at: string }) => (a.at < b.at ? 1 : Number(a.at > b.at) * -1)
const ofRun = ({ taskId, stepId, at }: PastRun) => ({ taskId, key: stepId, at })
const ofCall = ({ taskId, proposalId, at }: PastCall) => ({ taskId, key: proposalId, at })

/** What comes `limit` times without a success between; null: nothing. */
export function loopOf({ runs, calls }: Trail, limit: number): Loop | null {
  const ended = runs.toSorted(latestFirst)
  return failureLoop(ended, limit) ?? resultLoop(ended, limit) ?? proposalLoop(calls, limit)
}

/** Ended by somebody, by a budget, or with its gateway: the agent's doing neither way. */
const isNobodysFault = ({ outcome }: PastRun) => outcome !== 'failed' && outcome !== 'timed_out'

/** Over all its tasks; a run that ended well begins the count anew. */
function failureLoop(ended: readonly PastRun[], limit: number): Loop | null {
  const sinceGood = takeUntil(ended, ({ outcome }) => outcome === 'ok')
  const failed = sinceGood.filter((run) => !isNobodysFault(run))
  const [last] = failed
  if (!last) return null
  const what = failureSignature(last.error)
  const same = takeUntil(failed, ({ error }) => failureSignature(error) !== what).slice(0, limit)
  return same.length < limit ? null : { kind: 'failure', what, times: limit, seen: same.map(ofRun) }
}

const mostWords = 200
const plain = (text: string) => text.replaceAll(/\s+/g, ' ').trim()
/** It was told something new, or something came about. */
const begunByNews = /message|answer|performed|granted/

/** Done, or it is not known yet that it is not. */
const isOver: ReadonlySet<TaskStatus> = new Set(['done', 'cancelled', 'verifying'])

/** Of one task that is not done: the agent says the same and is asked again. */
function resultLoop(ended: readonly PastRun[], limit: number): Loop | null {
  const open = ended.filter(({ taskStatus }) => !isOver.has(taskStatus))
  for (const taskId of new Set(open.map((run) => run.taskId))) {
    const own = open.filter((run) => run.taskId === taskId && (run.outcome === 'ok' || !isNobodysFault(run)))
    const what = own[0]?.outcome === 'ok' ? plain(own[0].text) : ''
    const alike = takeUntil(own, ({ outcome, text }) => outcome !== 'ok' || plain(text) !== what)
    const since = alike.findIndex(({ reason }) => begunByNews.test(reason))
    const same = (since < 0 ? alike : alike.slice(0, since + 1)).slice(0, limit)
    if (what === '' || same.length < limit) continue
    return { kind: 'result', what: what.slice(0, mostWords), times: limit, seen: same.map(ofRun) }
  }
  return null
}

const waits: ReadonlySet<ProposalStatus> = new Set(['pending', 'approved', 'claimed'])

/** The same call again after it came to nothing. Of those that wait still, in several tasks, one counts. */
function proposalLoop(calls: readonly PastCall[], limit: number): Loop | null {
  const byCall = new Map<string, PastCall[]>()
  for (const call of calls.toSorted(latestFirst)) {
    // Its task was cancelled under it.
    if (call.status === 'withdrawn' && !call.isTakenBack) continue
    const key = `${call.tool} ${call.hash}`
    byCall.set(key, [...(byCall.get(key) ?? []), call])
  }
  for (const ones of byCall.values()) {
    const sinceGood = takeUntil(ones, ({ status }) => status === 'performed')
    const open = sinceGood.find(({ status }) => waits.has(status))
    const same = sinceGood.filter((one) => one === open || !waits.has(one.status)).slice(0, limit)
    const [last] = same
    if (!last || same.length < limit) continue
    return { kind: 'proposal', what: last.tool, times: limit, seen: same.map(ofCall) }
  }
  return null
}

function takeUntil<T>(list: readonly T[], isEnd: (one: T) => boolean): T[] {
  const end = list.findIndex(isEnd)
  return end < 0 ? [...list] : list.slice(0, end)
}

/** Why the agent is paused, to follow its name and a colon. */
export function loopWords({ kind, what, times }: Pick<Loop, 'kind' | 'what' | 'times'>): string {
  switch (kind) {
    case 'failure':
      return `the same failure ${times} times in a row: ${what}`
    case 'result':
      return `the same result ${times} times in a task that is not done: ${what}`
    case 'proposal':
      return `${what} proposed with the same parameters ${times} times, and it never came about`
    default:
      return kind satisfies never
  }
}

/** Ends only when an operator lets the agent go on. */
export const loopHold = (loop: Loop | null): Omit<Hold, 'since'> | null =>
  loop && { kind: 'loop', reason: `the agent is paused: ${loopWords(loop)}`, until: null }
