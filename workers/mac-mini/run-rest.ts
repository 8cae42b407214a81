import type { Gateway } from '#activities/openclaw/openclaw-client.ts'
import type { MacKillSwitch } from './kill-switch.ts'

export interface RunRest {
  /** Why no run is taken; null: they are. */
  reason(): string | null
  onChange(listener: () => void): () => void
}

/** A connection that was only cut is back before that. */
const usualGraceMs = 3_000
const awayWords = 'The gateway is away'

/**
 * No run is taken while an operator has the executor drain, nor while the gateway is away: what waits for it keeps its
 * place in line, where its priority counts and from where it can be moved.
 */
export function openRunRest(
  orders: Pick<MacKillSwitch, 'drain' | 'onChange'>,
  gateway: Pick<Gateway, 'link' | 'onChange'>,
  graceMs = usualGraceMs,
): RunRest {
  const listeners = new Set<() => void>()
  const tell = () => {
    for (const listener of [...listeners]) listener()
  }
  let isAway = gateway.link().state !== 'connected'
  let grace: NodeJS.Timeout | undefined
  const setAway = (next: boolean) => {
    clearTimeout(grace)
    grace = undefined
    isAway = next
    tell()
  }
  orders.onChange(tell)
  gateway.onChange(({ state }) => {
    if (state === 'connected') setAway(false)
    else if (!isAway) grace ??= setTimeout(() => setAway(true), graceMs).unref()
  })
  return {
    reason: () => orders.drain() ?? (isAway ? awayWords : null),
    onChange(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}
