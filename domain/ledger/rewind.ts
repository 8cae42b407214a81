import type { ProposalState, TaskState } from '../task/task.ts'
import { applyEntry, noTask } from '../task/task-state.ts'
import type { Fact } from './entry.ts'

export interface StreamEntry {
  streamSeq: number
  runId: string
  fact: Fact
}

/** Not workflow runs: what they wrote is never rewound. */
export const outsideWriters: readonly string[] = ['api', 'reconciler']

/** The entries that lead to `head`: backwards one by one, and from a `rewound` to where it branched off. */
export function lineOf<E extends StreamEntry>(entries: readonly E[], head: number): E[] {
  const line: E[] = []
  for (let at = head; at > 0; ) {
    const entry = entries[at - 1]
    if (!entry) throw new Error(`no entry ${at} in a stream of ${entries.length}`)
    line.unshift(entry)
    at = entry.fact.type === 'rewound' ? entry.fact.body.after : at - 1
  }
  return line
}

const known: readonly ProposalState['status'][] = ['claimed', 'performed', 'failed', 'uncertain']

/** A proposal that got outside stays what it is, whatever the new run remembers. */
function keepEffects(state: TaskState, current: TaskState): TaskState {
  const outside = current.proposals.filter((p) => known.includes(p.status))
  const others = state.proposals.filter((p) => !outside.some((o) => o.proposalId === p.proposalId))
  return { ...state, proposals: [...others, ...outside] }
}

/**
 * The state of a run that starts again knowing the stream up to `after`, in a stream that goes on to `lastSeq`.
 * `unknown` are the numbers of entries of earlier runs that it will decide anew; entries of the api and the
 * reconciler, and what is known of effects, stay.
 */
export function rewoundState(
  entries: readonly StreamEntry[],
  after: number,
  lastSeq: number,
  current: TaskState,
): { state: TaskState; unknown: number[] } {
  const line = new Set(lineOf(entries, after))
  const isKept = (entry: StreamEntry) => line.has(entry) || outsideWriters.includes(entry.runId)
  const unknown = lineOf(entries, lastSeq).filter((entry) => !isKept(entry))
  const kept = entries.filter((entry) => isKept(entry) && entry.fact.type !== 'rewound')
  const state = kept.map((entry) => entry.fact).reduce(applyEntry, noTask)
  return { state: keepEffects(state, current), unknown: unknown.map((entry) => entry.streamSeq) }
}
