import { setTimeout as sleep } from 'node:timers/promises'
import type { Worker } from '@temporalio/worker'
import { runToEnd } from '../run-to-end.ts'
import type { RunRest } from './run-rest.ts'

export type RunWorker = Pick<Worker, 'run' | 'shutdown' | 'getState' | 'getStatus'>

export interface RunShiftsDeps {
  /** A worker that has so many runs at once. */
  create(slots: number): Promise<RunWorker>
  /** Runs at once, of all shifts together. */
  slots: number
  /** Slots that are kept for runs under way which no worker follows yet; it only falls. */
  held(): number
  rest: RunRest
  /** None is taken any more. */
  leaving: AbortSignal
  /** It takes runs, or why it takes none. */
  say(reason: string | null): void
}

interface Shift {
  worker: RunWorker
  slots: number
  over: Promise<void>
  hasFailed: boolean
  onOver(): void
}

const lookMs = 500
const longMs = 3_600_000

/**
 * Takes runs, in shifts: one ends when no run is to be taken, with the runs that it has, and the next begins as soon as that
 * is over, with the slots that those leave; they come to it as they end, as do those that were held. Until all have ended;
 * throws where Temporal is lost for good.
 */
export async function takeRuns(deps: RunShiftsDeps): Promise<void> {
  const { rest, leaving } = deps
  const shifts = new Set<Shift>()
  const tell = sayChange(deps.say)
  while (!leaving.aborted) {
    for (const { hasFailed, over } of shifts) if (hasFailed) await over
    const reason = rest.reason()
    if (reason !== null || canGrow(deps, shifts)) endTaking(shifts)
    if (reason !== null || takingOf(shifts)) {
      tell(reason)
      await untilNews(deps, shifts)
    } else if (freeOf(deps, shifts) <= 0) await untilNews(deps, shifts)
    else await begin(deps, shifts).catch((error) => noneBegun(tell, error, leaving))
  }
  endTaking(shifts)
  await Promise.all([...shifts].map(({ over }) => over))
}

/** Temporal is away, as it may be when a gateway comes back: the runs that are here stay. */
async function noneBegun(tell: RunShiftsDeps['say'], error: unknown, signal: AbortSignal): Promise<void> {
  tell(String(error))
  await sleep(lookMs, undefined, { signal }).catch(() => {})
}

/** Another reason for the same is not said. */
function sayChange(say: RunShiftsDeps['say']): RunShiftsDeps['say'] {
  let wasTaking: boolean | null = null
  return (reason) => {
    const isTaking = reason === null
    if (isTaking !== wasTaking) say(reason)
    wasTaking = isTaking
  }
}

async function begin(deps: RunShiftsDeps, shifts: Set<Shift>): Promise<void> {
  const slots = freeOf(deps, shifts)
  const worker = await deps.create(slots)
  const shift: Shift = { worker, slots, over: runToEnd(worker), hasFailed: false, onOver: () => {} }
  shifts.add(shift)
  shift.over
    .then(
      () => shifts.delete(shift),
      () => {
        shift.hasFailed = true
      },
    )
    .finally(() => shift.onOver())
}

const takingOf = (shifts: Set<Shift>): Shift | undefined =>
  [...shifts].find(({ worker }) => worker.getState() === 'RUNNING')

const endTaking = (shifts: Set<Shift>): void => takingOf(shifts)?.worker.shutdown()

const runsIn = ({ worker }: Shift): number => worker.getStatus().numInFlightActivities

const runsOf = (shifts: Set<Shift>): number => [...shifts].reduce((sum, shift) => sum + runsIn(shift), 0)

/** Below zero where more runs are under way than there are slots by now. */
const freeOf = ({ slots, held }: RunShiftsDeps, shifts: Set<Shift>): number => slots - held() - runsOf(shifts)

/** Temporal has one worker of a process poll a queue, so a larger one takes its place: once it is full, or all is idle. */
function canGrow(deps: RunShiftsDeps, shifts: Set<Shift>): boolean {
  const taking = takingOf(shifts)
  if (!taking || taking.slots === deps.slots) return false
  const isFull = runsIn(taking) >= taking.slots && freeOf(deps, shifts) > 0
  const isIdle = deps.held() === 0 && shifts.size === 1 && runsIn(taking) === 0
  return isFull || isIdle
}

/** Something may be otherwise than before: that a run ends is not told. */
async function untilNews({ rest, leaving, slots, held }: RunShiftsDeps, shifts: Set<Shift>): Promise<void> {
  const news = new AbortController()
  const tell = () => news.abort()
  const forget = rest.onChange(tell)
  for (const shift of shifts) shift.onOver = tell
  const isWhole =
    held() === 0 && [...shifts].every((shift) => shift.slots === slots && shift === takingOf(shifts))
  const signal = AbortSignal.any([news.signal, leaving])
  await sleep(isWhole ? longMs : lookMs, undefined, { signal }).catch(() => {})
  forget()
}
