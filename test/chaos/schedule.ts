import { type Random, randomOf } from './random.ts'
import { type TaskKind, type TaskPlan, taskKinds } from './scripts.ts'

export const parts = ['api', 'control', 'mac-mini', 'practice-gateway', 'temporal', 'postgres'] as const
export type Part = (typeof parts)[number]

/** One thing that goes wrong, so long after the one before it. */
export type Fault = { waitMs: number } & (
  | { kind: 'kill'; part: Part; inEffect: false }
  /** Waits until an effect has begun, and then this long. */
  | { kind: 'kill'; part: Part; inEffect: true; afterMs: number }
  | { kind: 'stop'; part: Part; forMs: number }
  /** Between the mac-mini worker and Temporal. */
  | { kind: 'cut'; forMs: number }
  /** A running workflow of a task, of all by `pick`, back to one of its moments, of all by `point`: both from 0 to 1. */
  | { kind: 'reset'; pick: number; point: number }
  | { kind: 'terminate'; pick: number }
)

export interface Schedule {
  tasks: TaskPlan[]
  faults: Fault[]
  /** Of an effect: long enough to be killed in. */
  slowMs: number
}

interface Size {
  tasks: number
  kills: number
  seed: number
  /** What else is done to workflows through Temporal. */
  also: readonly Also[]
}

export const also = ['resets', 'terminations'] as const
export type Also = (typeof also)[number]

const slowMs = 1_200
/** A run that says nothing for so long is given to its next attempt: a worker that stands still for longer is a Mac asleep. */
const runHeartbeatMs = 10_000
/** Between two faults: they meet each other's recovery, and do not come faster than anything can recover. */
const gapMs = { least: 2_500, most: 6_500 }
/** Until an effect begins that can be killed in, roughly. */
const effectWaitMs = 4_000
/** More than must be: a kill that finds no effect under way in time is one of the others. */
const shareInEffect = 0.45
const doubledShare = 0.3

/** Some kinds more often than others: effects are what must not be lost. */
const weights: Record<TaskKind, number> = {
  plain: 1,
  slow: 1,
  approved: 6,
  rejected: 2,
  two_effects: 3,
  resumed: 2,
  question: 1,
  asked_then_approved: 2,
  contested: 2,
  cancelled: 1,
  withdrawn: 1,
  failing: 1,
}

/** Everything that a run does, from its seed alone. */
export function scheduleOf({ tasks, kills, seed, also }: Size): Schedule {
  const random = randomOf(seed)
  const faults = timed(random.shuffled([...faultsOf(random, kills), ...alsoOf(random, kills, also)]), random)
  const lastMs = faults.length > 0 ? lengthOf(faults) : tasks * 500
  return { tasks: tasksOf(random, tasks, lastMs), faults, slowMs }
}

type Untimed = Fault extends infer F ? (F extends Fault ? Omit<F, 'waitMs'> : never) : never

function faultsOf(random: Random, kills: number): Untimed[] {
  const order = Array.from({ length: kills }, (_, at) => parts[at % parts.length] as Part)
  const inEffect = Math.ceil(kills * shareInEffect)
  const killed = random
    .shuffled(order)
    .map(
      (part, at): Untimed =>
        at < inEffect
          ? { kind: 'kill', part, inEffect: true, afterMs: random.between(0, slowMs - 100) }
          : { kind: 'kill', part, inEffect: false },
    )
  const stopped = Array.from({ length: Math.round(kills / 5) }, (_, at): Untimed => {
    const [part, forMs] = [random.pick(parts), random.between(1_000, 8_000)]
    // At least one is a Mac that sleeps.
    return at === 0 || part === 'mac-mini'
      ? { kind: 'stop', part: 'mac-mini', forMs: forMs + runHeartbeatMs }
      : { kind: 'stop', part, forMs }
  })
  const cut = Array.from(
    { length: Math.round(kills / 10) },
    (): Untimed => ({ kind: 'cut', forMs: random.between(500, 8_000) }),
  )
  return [...killed, ...stopped, ...cut]
}

function alsoOf(random: Random, kills: number, asked: readonly Also[]): Untimed[] {
  const resets = asked.includes('resets') ? Math.round(kills / 4) : 0
  const terminations = asked.includes('terminations') ? Math.round(kills / 8) : 0
  return [
    ...Array.from({ length: resets }, (): Untimed => {
      return { kind: 'reset', pick: random.next(), point: random.next() }
    }),
    ...Array.from({ length: terminations }, (): Untimed => ({ kind: 'terminate', pick: random.next() })),
  ]
}

const timed = (faults: Untimed[], random: Random): Fault[] =>
  faults.map((fault) => ({ ...fault, waitMs: random.between(gapMs.least, gapMs.most) }))

/** How long they take, roughly. */
const lengthOf = (faults: readonly Fault[]) =>
  faults.reduce(
    (sum, fault) => sum + fault.waitMs + ('inEffect' in fault && fault.inEffect ? effectWaitMs : 0),
    0,
  )

/** Spread over the faults; the first ones at once, so that there is something to kill. */
function tasksOf(random: Random, count: number, lastMs: number): TaskPlan[] {
  const bag = taskKinds.flatMap((kind) => Array.from({ length: weights[kind] }, () => kind))
  return Array.from({ length: count }, (_, at) => ({
    number: at + 1,
    // Each kind comes, and then as the weights say.
    kind: taskKinds[at] ?? random.pick(bag),
    atMs: Math.round((at / count) * lastMs * 0.95) + random.between(0, 800),
    thinkMs: random.between(0, 1_500),
    isDoubled: random.chance(doubledShare),
    second: random.chance(0.5) ? ('approved' as const) : ('rejected' as const),
  }))
}
