/** A task as one reading of the api shows it. */
export interface SeenTask {
  id: string
  status: string
  waitKind: string | null
}

/** What a series of readings comes to: days of them are not kept one by one. */
export interface Tally {
  readings: number
  /** Between two readings, milliseconds: what happened in it nobody saw. */
  longestGapMs: number
  lastAt: number | null
  /** Of each task, everything that it was ever seen to be, in the order in which it was first seen. */
  states: Map<string, string[]>
}

export const newTally = (): Tally => ({ readings: 0, longestGapMs: 0, lastAt: null, states: new Map() })

const stateOf = ({ status, waitKind }: SeenTask) => (waitKind ? `${status}: ${waitKind}` : status)

/** Adds one reading, whose answer came at `at`. */
export function tallied(tally: Tally, at: number, tasks: readonly SeenTask[]): void {
  if (tally.lastAt !== null) tally.longestGapMs = Math.max(tally.longestGapMs, at - tally.lastAt)
  tally.lastAt = at
  tally.readings += 1
  for (const task of tasks) {
    const states = tally.states.get(task.id) ?? []
    tally.states.set(task.id, states)
    const state = stateOf(task)
    if (!states.includes(state)) states.push(state)
  }
}

export const waitsForExecutor = 'waiting: executor'
const onItsWay = ['requested', 'queued', 'preparing', 'running', 'verifying', 'done', waitsForExecutor]

/** Failed, or not to go on until somebody does something: all but what moves, waits for its executor or is done. */
export const astrayOf = (states: readonly string[]): string[] =>
  states.filter((state) => !onItsWay.includes(state))
