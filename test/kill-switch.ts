import type { KillSwitch } from '#activities/openclaw/executor-desk.ts'

/** A kill switch in memory; off until a test sets it, for every agent. */
export function aKillSwitch() {
  const listeners = new Set<() => void>()
  let reason: string | null = null
  let drain: string | null = null
  const tell = () => {
    for (const listener of [...listeners]) listener()
  }
  return {
    stopOf: () => reason,
    drain: () => drain,
    refresh: async () => {},
    onChange(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    set(next: string | null) {
      reason = next
      tell()
    },
    orderDrain(next: string | null) {
      drain = next
      tell()
    },
  } satisfies KillSwitch & Record<string, unknown>
}
