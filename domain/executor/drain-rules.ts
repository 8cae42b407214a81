import type { RefusalCode } from '../errors.ts'
import type { Drain, PresenceState } from './executor.ts'

export interface Drainable {
  name: string
  state: PresenceState
  drain: Pick<Drain, 'reason'> | null
}

interface Refusal {
  code: RefusalCode
  message: string
}

const unheard: Partial<Record<PresenceState, (name: string) => string>> = {
  worker_stopped: (name) => `The worker of ${name} is stopped: it takes no run, and would not hear of it.`,
  unreachable: (name) => `The worker of ${name} is away: it takes no run, and would not hear of it.`,
  unknown: (name) => `Whether the worker of ${name} is there is not known now. Wait until it is.`,
}

/** Why it can't be asked to drain; null where it can. The rule of the server and of the button. */
export function drainRefusal({ name, state, drain }: Drainable): Refusal | null {
  if (drain) return { code: 'drain_on', message: `${name} was asked to drain already: ${drain.reason}` }
  if (state === 'draining')
    return { code: 'drain_on', message: `${name} drains already: its worker was told so on its Mac.` }
  const message = unheard[state]?.(name)
  return message === undefined ? null : { code: 'executor_away', message }
}

/** Why nothing can be lifted; null where it can, also while its worker is away. */
export const drainLiftRefusal = ({ name, drain }: Pick<Drainable, 'name' | 'drain'>): Refusal | null =>
  drain
    ? null
    : { code: 'drain_off', message: `${name} was not asked to drain: somebody else may have lifted it.` }

/** As its worker and whoever waits for it are told. */
export const drainWords = ({ byName, reason }: { byName: string; reason: string }): string =>
  `${byName} asked it to drain: ${reason}`
