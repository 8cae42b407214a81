import type { KillSwitch } from '#activities/openclaw/executor-desk.ts'

/** A kill switch in memory; off until a test sets it, for every agent. */
export function aKillSwitch(): KillSwitch & { set(reason: string | null): void } {
  const listeners = new Set<() => void>()
  let reason: string | null = null
  return {
    stopOf: () => reason,
    refresh: async () => {},
    onChange(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    set(next) {
      reason = next
      for (const listener of [...listeners]) listener()
    },
  }
}
