import type { Executor } from '#api/executors/contract.ts'
import type { PresenceState } from '#domain/executor/executor.ts'
import { counted } from '../../ui/count-words.ts'
import { clock, dayName } from '../../ui/time-format.ts'

interface Words {
  /** Follows the executor's name. */
  is: (since: string) => string
  /** When its tasks go on: "all run once when …". */
  back: string
}

/** A Record, so a new state does not compile until it has words. */
const words: Record<Exclude<PresenceState, 'ready'>, Words> = {
  gateway_down: {
    is: (since) => `does not reach its gateway since ${since}`,
    back: 'when the gateway is back',
  },
  gateway_refuses: {
    is: (since) => `is refused by its gateway since ${since}`,
    back: 'when the gateway lets it in',
  },
  draining: {
    is: (since) => `lets its runs end since ${since} and takes no new one`,
    back: 'when it is started again',
  },
  worker_stopped: { is: (since) => `is stopped since ${since}`, back: 'when it is started' },
  unreachable: { is: (since) => `is unreachable since ${since}`, back: 'when it is back' },
  unknown: { is: (since) => `is of unknown state since ${since}`, back: 'when it is there' },
}

/** The clock today, with the day before that. */
function sinceWords(since: string, now: Date): string {
  const at = new Date(since)
  return at.toDateString() === now.toDateString() ? clock(at) : `${dayName(at)}, ${clock(at)}`
}

/** An executor in one sentence: how it is, and what becomes of the tasks that wait for it. */
export function presenceSentence(executor: Executor, now: Date): string {
  const { name, state, since, waitingTasks: waiting, runningTasks: running } = executor
  if (state === 'ready') {
    if (waiting > 0) return `${name} is ready; ${taking(waiting)}.`
    return running > 0 ? `${name} is ready and has ${counted(running, 'running task')}.` : `${name} is ready.`
  }
  const { is, back } = words[state]
  const until = state === 'draining' && executor.drain ? 'when that is lifted' : back
  return `${name} ${is(sinceWords(since, now))}: ${lossless(waiting, until)}.`
}

const taking = (waiting: number) =>
  waiting === 1 ? '1 task is about to start on it' : `${counted(waiting, 'task')} are about to start on it`

function lossless(waiting: number, back: string): string {
  if (waiting === 0) return `no task waits for it; one that is asked for now is kept and runs once ${back}`
  if (waiting === 1) return `1 task waits for it, it is not lost and runs once ${back}`
  return `${counted(waiting, 'task')} wait for it, none is lost, all run once ${back}`
}

/** What to do about it, in full. The report is fresher than what was recorded of it. */
export function detailOf({ state, detail, report }: Executor): string {
  const isOfGateway = state === 'gateway_down' || state === 'gateway_refuses'
  return (isOfGateway && report?.detail) || detail
}
