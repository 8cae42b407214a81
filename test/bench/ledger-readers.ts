import { setTimeout as sleep } from 'node:timers/promises'
import type { Pool } from '#prisma/client.ts'
import { chainFrom } from '#prisma/read/entries.ts'
import type { PlacedBell } from '#prisma/read/placed-bell.ts'

export interface Reading {
  position: number
  misses: number
  repeats: number
}

const page = 200

/** Reads by position as the feed does, and counts what it should not see. `seen` is told of each entry. */
export function follow(
  pool: Pool,
  bell: PlacedBell,
  signal: AbortSignal,
  seen: (key: string, at: number) => void = () => {},
): { reading: Reading; ended: Promise<void> } {
  const reading: Reading = { position: 0, misses: 0, repeats: 0 }
  const mine = bell.join()
  const run = async () => {
    while (!signal.aborted) {
      const entries = await chainFrom(pool, reading.position + 1, page)
      const at = Date.now()
      for (const { position: place, entry } of entries) {
        if (place <= reading.position) reading.repeats += 1
        else reading.misses += place - reading.position - 1
        reading.position = Math.max(reading.position, place)
        seen(`${entry.streamId} ${entry.streamSeq}`, at)
      }
      if (entries.length < page) await mine.wait(500)
    }
    mine.leave()
  }
  return { reading, ended: run() }
}

/** Until every reader has come to this position, or none has got on for so long: then what is missing is counted. */
export async function caughtUp(
  readings: readonly Reading[],
  position: number,
  signal: AbortSignal,
  patienceMs = 60_000,
): Promise<void> {
  let reached = { sum: sumOf(readings), at: Date.now() }
  while (readings.some((reading) => reading.position < position)) {
    signal.throwIfAborted()
    if (sumOf(readings) > reached.sum) reached = { sum: sumOf(readings), at: Date.now() }
    if (Date.now() - reached.at > patienceMs) return
    await sleep(20)
  }
}

const sumOf = (readings: readonly Reading[]) => readings.reduce((sum, { position }) => sum + position, 0)

/** Of so many entries: what it went past, and what it never came to. */
export const missedBy = ({ misses, position }: Reading, entries: number): number =>
  misses + Math.max(0, entries - position)
