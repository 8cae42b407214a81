import type { TaskStatus, WaitKind } from '../task/task.ts'

export interface StandingTask {
  status: TaskStatus
  waitKind: WaitKind | null
  waitDetail: string | null
  /** When it is looked at again by itself; null: no time is known. */
  waitUntil: string | null
  /** False: its executor is not ready. */
  isExecutorReady: boolean
}

/** Who can remove the cause: any operator, an owner only, or whoever is at the executor. */
export const unblockers = ['operator', 'owner', 'executor'] as const
export type Unblocker = (typeof unblockers)[number]

export interface Blocked {
  reason: string
  unblocker: Unblocker
}

type Rule = (task: StandingTask) => Blocked | null

const sentence = (words: string) => words.charAt(0).toUpperCase() + words.slice(1)
const goesOn: Rule = () => null

const waits: Record<WaitKind, Rule> = {
  // Decisions and answers stand in the inbox by themselves.
  approval: goesOn,
  operator: goesOn,
  retry: goesOn,
  dependency: goesOn,
  // These end by themselves: the next hour where there is one, the next free place.
  hours: ({ waitDetail, waitUntil }) =>
    waitUntil
      ? null
      : { reason: sentence(waitDetail ?? 'its hours are never at the same time'), unblocker: 'owner' },
  limit: goesOn,
  executor: ({ isExecutorReady, waitDetail }) =>
    isExecutorReady
      ? null
      : { reason: `Its executor is not ready: ${waitDetail ?? ''}`, unblocker: 'executor' },
  project: ({ waitDetail }) => ({
    reason: sentence(waitDetail ?? 'the project is not active'),
    unblocker: 'operator',
  }),
  kill_switch: ({ waitDetail }) => ({
    reason: sentence(waitDetail ?? 'a kill switch is on'),
    // Operators set one; only an owner lifts it.
    unblocker: 'owner',
  }),
  loop: ({ waitDetail }) => ({
    reason: sentence(waitDetail ?? 'the agent is paused'),
    unblocker: 'operator',
  }),
  budget: ({ waitDetail }) => ({
    reason: sentence(waitDetail ?? 'the budget is spent'),
    unblocker: 'operator',
  }),
}

/** The wait says what is missing, or what a person has to look at; in the words of the inbox. */
function unprovenWords(detail: string | null): string {
  if (detail?.startsWith('look at: ')) return sentence(detail)
  return `Not proven: ${detail?.replace(/^missing: /, '') ?? 'a deliverable'}`
}

/** Why a task can't go on until somebody removes a cause, and who can; null where it moves or just waits its turn. */
export function blockedOf(task: StandingTask): Blocked | null {
  if (task.status === 'needs_verification')
    return { reason: unprovenWords(task.waitDetail), unblocker: 'operator' }
  if (task.status === 'frozen')
    return { reason: 'Two accounts of it do not fit together', unblocker: 'operator' }
  return task.waitKind ? waits[task.waitKind](task) : null
}
