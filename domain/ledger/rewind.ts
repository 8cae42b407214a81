import { adoptedStepId } from '../run/adoption-rules.ts'
import { forgottenAdvanceOf } from '../task/given-rules.ts'
import { newsOfOutside } from '../task/proposal-state.ts'
import type { TaskState } from '../task/task.ts'
import { isOutside } from '../task/task-rules.ts'
import { applyEntry, noTask } from '../task/task-state.ts'
import type { Fact, FactOf } from './entry.ts'

export interface StreamEntry {
  streamSeq: number
  runId: string
  fact: Fact
}

export type RewoundFact = FactOf<'rewound' | 'runbook_run_rewound'>
export const isRewind = (fact: Fact): fact is RewoundFact =>
  fact.type === 'rewound' || fact.type === 'runbook_run_rewound'

/** Not workflow runs: what they wrote is never rewound. */
export const outsideWriters: readonly string[] = ['api', 'reconciler']

/** The entries that lead to `head`: backwards one by one, and from a `rewound` to where it branched off. */
export function lineOf<E extends StreamEntry>(entries: readonly E[], head: number): E[] {
  const line: E[] = []
  for (let at = head; at > 0; ) {
    const entry = entries[at - 1]
    if (!entry) throw new Error(`no entry ${at} in a stream of ${entries.length}`)
    line.unshift(entry)
    at = isRewind(entry.fact) ? entry.fact.body.after : at - 1
  }
  return line
}

/**
 * A proposal that got outside stays what it is, whatever the new run remembers: who agreed to it is not asked again,
 * and a run that has not heard what became of it is told. What was given out for calls to come may be used still.
 */
function keepEffects(state: TaskState, current: TaskState): TaskState {
  const outside = current.proposals.filter(isOutside)
  const others = state.proposals.filter((p) => !outside.some((o) => o.proposalId === p.proposalId))
  const unheard = outside.filter((o) =>
    state.proposals.some((p) => p.proposalId === o.proposalId && p.status !== o.status),
  )
  const decisions = outside.flatMap(({ intentId }) =>
    intentId === null || state.intentIds.includes(intentId) ? [] : [intentId],
  )
  const forgottenAdvance = forgottenAdvanceOf(state, current)
  return {
    ...state,
    ...(forgottenAdvance.length > 0 && { forgottenAdvance }),
    proposals: [...others, ...outside],
    intentIds: [...state.intentIds, ...decisions],
    news: [...state.news, ...unheard.flatMap((proposal) => newsOfOutside(proposal) ?? [])],
  }
}

/** How a run that somebody else began went on is told once, by its Mac, and nobody asks for it again. */
function isEndOfAdopted(entries: readonly StreamEntry[]): (entry: StreamEntry) => boolean {
  const isAdopted = entries.some(({ fact }) => fact.type === 'task_requested' && fact.body.adopted)
  return ({ fact }) =>
    isAdopted &&
    (fact.type === 'transcript_recorded' || fact.type === 'run_ended') &&
    fact.body.stepId === adoptedStepId
}

/**
 * What a run that starts again knowing the stream up to `after` goes on from, in a stream that goes on to `lastSeq`.
 * `unknown` are the numbers of entries of earlier runs that it will decide anew; entries of the api and the
 * reconciler stay.
 */
export function keptFacts(
  entries: readonly StreamEntry[],
  after: number,
  lastSeq: number,
): { facts: Fact[]; unknown: number[] } {
  const line = new Set(lineOf(entries, after))
  const isToldOnce = isEndOfAdopted(entries)
  const isKept = (entry: StreamEntry) =>
    line.has(entry) || outsideWriters.includes(entry.runId) || isToldOnce(entry)
  const unknown = lineOf(entries, lastSeq).filter((entry) => !isKept(entry))
  const kept = entries.filter((entry) => isKept(entry) && !isRewind(entry.fact))
  return { facts: kept.map(({ fact }) => fact), unknown: unknown.map(({ streamSeq }) => streamSeq) }
}

/** Of a task: what is known of effects stays as well. */
export function rewoundState(
  entries: readonly StreamEntry[],
  after: number,
  lastSeq: number,
  current: TaskState,
): { state: TaskState; unknown: number[] } {
  const { facts, unknown } = keptFacts(entries, after, lastSeq)
  return { state: keepEffects(facts.reduce(applyEntry, noTask), current), unknown }
}

export interface RewindPlace {
  after: number
  lastSeq: number
  at: string
}

/** The entry of a task's run that starts again before where the stream ends. */
export function rewoundTask(
  entries: readonly StreamEntry[],
  { after, lastSeq, at }: RewindPlace,
  current: TaskState,
): FactOf<'rewound'> {
  const { state, unknown } = rewoundState(entries, after, lastSeq, current)
  return { type: 'rewound', at, actor: 'system:control', body: { after, unknown, state: state as never } }
}
