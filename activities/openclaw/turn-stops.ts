import { setTimeout as sleep } from 'node:timers/promises'
import type { Doer } from '#domain/kill-switch/kill-switch.ts'
import type { KillSwitch, OpenRun, TurnEnd } from './executor-desk.ts'
import type { AgentTurnDeps } from './turn-deps.ts'

const lookAgainMs = 1_000

/**
 * Until no kill switch stops them, which the control plane is asked first. `told` once, with the reason. Throws
 * where the signal ends it.
 */
export async function untilAllowed(
  killSwitch: KillSwitch,
  doer: Doer,
  signal: AbortSignal,
  told: (reason: string) => void = () => {},
): Promise<void> {
  await killSwitch.refresh()
  for (let isTold = false; ; isTold = true) {
    signal.throwIfAborted()
    const reason = killSwitch.stopOf(doer)
    if (reason === null) return
    if (!isTold) told(reason)
    await changed(killSwitch, signal)
  }
}

type Asks = Pick<AgentTurnDeps, 'killSwitch' | 'startTerms' | 'signal'> & {
  run: Pick<OpenRun, 'input' | 'wasSent'>
}

const unanswered = 'The control plane does not say whether the run may still begin; it is asked again.'

/**
 * Until nothing stops the run, and the control plane has said why it does not begin all the same; null: it begins. Of one
 * that was sent it is not asked: it may be there.
 */
export async function startRefusal(asks: Asks, told: (reason: string) => void): Promise<string | null> {
  const { killSwitch, startTerms, run, signal } = asks
  for (let isTold = false; ; ) {
    await untilAllowed(killSwitch, run.input, signal, told)
    if (run.wasSent()) return null
    const terms = await startTerms(run.input).catch(() => null)
    signal.throwIfAborted()
    if (terms && killSwitch.stopOf(run.input) === null) return terms.refusal
    if (terms) continue
    if (!isTold) told(unanswered)
    isTold = true
    await sleep(lookAgainMs, undefined, { signal }).catch(() => signal.throwIfAborted())
  }
}

function changed(killSwitch: KillSwitch, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      forget()
      clearTimeout(timer)
      signal.removeEventListener('abort', end)
      resolve()
    }
    const forget = killSwitch.onChange(end)
    const timer = setTimeout(end, lookAgainMs)
    signal.addEventListener('abort', end, { once: true })
  })
}

/** Remembers why a run was stopped after the switch is lifted: the run's end is told by it. */
export class StopWatch {
  private seen: string | null = null

  constructor(
    private readonly killSwitch: KillSwitch,
    private readonly doer: Doer,
  ) {}

  isOn(): boolean {
    const now = this.killSwitch.stopOf(this.doer)
    this.seen = now ?? this.seen
    return now !== null
  }

  reason(): string | null {
    this.isOn()
    return this.seen
  }
}

interface StopSources {
  signal: AbortSignal
  turnEnd?: TurnEnd
  killSwitch: KillSwitch
  run: Pick<OpenRun, 'input' | 'usage'>
  /** It works, and our plugin has not seen it. */
  ungated?: AbortSignal
}

/**
 * Once a run should end before it does by itself: cancelled, over by its agent's word, stopped by a kill switch, or with
 * nothing left of what was reserved for it.
 */
export function stopWanted(sources: StopSources, over: AbortSignal): Promise<null> {
  const { signal, turnEnd, killSwitch, run, ungated } = sources
  const stop = AbortSignal.any([
    signal,
    run.usage.spent,
    ...(turnEnd ? [turnEnd.overrun] : []),
    ...(ungated ? [ungated] : []),
  ])
  const isKilled = () => killSwitch.stopOf(run.input) !== null
  return new Promise((resolve) => {
    if (stop.aborted || isKilled()) return resolve(null)
    stop.addEventListener('abort', () => resolve(null), { once: true, signal: over })
    const forget = killSwitch.onChange(() => {
      if (isKilled()) resolve(null)
    })
    over.addEventListener('abort', forget, { once: true })
  })
}
