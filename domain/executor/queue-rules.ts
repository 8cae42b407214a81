import { type Priority, priorities } from '../task/task-words.ts'

/** A run that waits. Times are ISO with milliseconds. */
export interface WaitingRun {
  taskId: string
  projectId: string
  priority: Priority
  queuedAt: string
}
/** A place in line that a run had lately. */
export interface PastPlace extends WaitingRun {
  /** Null: the run left it without starting: it was cancelled, or took another place. */
  startedAt: string | null
}

/** What a waiting task has before it. */
export interface Place {
  /** From 1. */
  position: number
  length: number
  queuedAt: string
  /** Ids of the tasks that start before it, the next one first: the first few. */
  ahead: string[]
}

/** As Temporal counts, 1 is first. Of a run that may be under way on its gateway: whoever takes it next follows it there. */
export const underWayKey = 1
/** Of a run that waits: behind all that is under way. 5 is the last that Temporal has. */
export const priorityKeyOf = (priority: Priority): number =>
  underWayKey + priorities.length - priorities.indexOf(priority)

const mostNamed = 5
/** What started so soon took a free slot and stood in no line. */
const atOnceMs = 1_000

/**
 * Who waits, in the order in which they start: the highest priority first, and of one priority projects take turns,
 * within a project who waits longest.
 * A project that had nothing waiting begins with the turn that is on. Temporal's fair queue counts the same way, so it
 * says what will be. `past`: who stood in line lately, which tells whose turn it is.
 */
export function startOrder<R extends WaitingRun>(
  waiting: readonly R[],
  past: readonly PastPlace[] = [],
): R[] {
  const of = <W extends WaitingRun>(runs: readonly W[], one: Priority) =>
    runs.filter(({ priority }) => priority === one)
  return priorities.toReversed().flatMap((one) => inTurn(of(waiting, one), of(past, one)))
}

function inTurn<R extends WaitingRun>(waiting: readonly R[], past: readonly PastPlace[]): R[] {
  const turns = turnsOf(waiting, past)
  return waiting.toSorted((a, b) => (turns.get(a) ?? 0) - (turns.get(b) ?? 0) || byAge(a, b))
}

/** Of every task in a line that is in order. */
export function placesIn(order: readonly WaitingRun[]): Map<string, Place> {
  const first = order.slice(0, mostNamed).map(({ taskId }) => taskId)
  const place = ({ taskId, queuedAt }: WaitingRun, i: number): [string, Place] => [
    taskId,
    { position: i + 1, length: order.length, queuedAt, ahead: first.slice(0, i) },
  ]
  return new Map(order.map(place))
}

const byAge = (a: WaitingRun, b: WaitingRun) =>
  a.queuedAt < b.queuedAt || (a.queuedAt === b.queuedAt && a.taskId < b.taskId) ? -1 : 1

interface QueueEvent {
  at: string
  isStart: boolean
  run: WaitingRun
}

function inOrder(a: QueueEvent, b: QueueEvent): number {
  if (a.at !== b.at) return a.at < b.at ? -1 : 1
  return Number(a.isStart) - Number(b.isStart) || byAge(a.run, b.run)
}

/** Told from what happened: each run takes its project's next turn, and none that is over. */
function turnsOf(waiting: readonly WaitingRun[], past: readonly PastPlace[]): Map<WaitingRun, number> {
  const turns = new Map<WaitingRun, number>()
  const lastOf = new Map<string, number>()
  let current = 1
  for (const { isStart, run } of eventsOf(waiting, past)) {
    if (isStart) current = Math.max(current, turns.get(run) ?? 0)
    else {
      const turn = Math.max(current, (lastOf.get(run.projectId) ?? 0) + 1)
      turns.set(run, turn)
      lastOf.set(run.projectId, turn)
    }
  }
  return turns
}

function eventsOf(waiting: readonly WaitingRun[], past: readonly PastPlace[]): QueueEvent[] {
  const stood = past.filter(hasStoodInLine)
  return [
    ...[...waiting, ...stood].map((run) => ({ at: run.queuedAt, isStart: false, run })),
    ...stood.flatMap((run) => (run.startedAt === null ? [] : [{ at: run.startedAt, isStart: true, run }])),
  ].sort(inOrder)
}

const hasStoodInLine = ({ queuedAt, startedAt }: PastPlace) =>
  startedAt === null || Date.parse(startedAt) - Date.parse(queuedAt) >= atOnceMs
