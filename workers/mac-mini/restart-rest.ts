import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** It works, if it is there for so long after its start. */
const soundMs = 60_000
const mostMs = 300_000

/** How long a start waits that comes after so many that ended soon: launchd itself waits 10 s, always. */
export const restAfter = (soonEnded: number): number =>
  soonEnded < 2 ? 0 : Math.min(mostMs, 10_000 * 2 ** (soonEnded - 2))

interface Rest {
  /** Where the number of starts that ended soon is kept between them. */
  folder: string
  say(words: string): void
  /** Somebody told it to end. One that failed ended by itself, and is to wait the longer. */
  signal: AbortSignal
  waitMs?: (soonEnded: number) => number
}

/**
 * Waits before a start, longer and longer while starts end soon. Told to end in it, or there for a minute, it begins
 * anew: who stops it has seen to it.
 */
export async function restBeforeStart({ folder, say, signal, waitMs = restAfter }: Rest): Promise<void> {
  const file = join(folder, 'starts')
  const keep = (soonEnded: number) => {
    try {
      writeFileSync(file, `${soonEnded}\n`, { mode: 0o600 })
    } catch {
      // Without it every start is a first one.
    }
  }
  const soonEnded = numberIn(file)
  keep(soonEnded + 1)
  const ms = waitMs(soonEnded)
  if (ms > 0) say(`it ended ${soonEnded} times soon after its start: it waits ${ms / 1000} s before this one`)
  signal.addEventListener('abort', () => keep(0))
  await sleep(ms, undefined, { signal }).catch(() => {})
  setTimeout(() => keep(0), soundMs).unref()
}

function numberIn(file: string): number {
  try {
    return Math.max(0, Number.parseInt(readFileSync(file, 'utf8'), 10) || 0)
  } catch {
    return 0
  }
}
