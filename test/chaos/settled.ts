import { setTimeout as sleep } from 'node:timers/promises'
import type { Evidence } from './oracle/evidence.ts'
import type { ReadJson } from './reader.ts'

/** Longer than a new sequencer takes to build its list; what has no place then never gets one, and is judged. */
const patience = { patienceMs: 120_000, everyMs: 1_000 }

/** Every entry has its place and nothing is added for a while, or the time for that is over. */
export async function settled(read: ReadJson, { patienceMs, everyMs } = patience): Promise<void> {
  const until = Date.now() + patienceMs
  for (let before = -1; Date.now() < until; ) {
    const { position, unplaced } = await read<Evidence['head']>('/ledger/head')
    if (unplaced === 0 && position === before) return
    before = position
    await sleep(everyMs)
  }
}
