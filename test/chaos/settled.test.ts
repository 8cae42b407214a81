import { expect, test } from 'vitest'
import type { ReadJson } from './reader.ts'
import { settled } from './settled.ts'

/** A ledger that goes through these heads and stays at the last one. */
function aLedger(...heads: { position: number; unplaced: number }[]) {
  const asked = { times: 0 }
  const read: ReadJson = async <T>() => heads[Math.min(asked.times++, heads.length - 1)] as T
  return { asked, read }
}

test('a run has settled once every entry has its place and none was added since the last look', async () => {
  const { asked, read } = aLedger(
    { position: 3, unplaced: 2 },
    { position: 5, unplaced: 1 },
    { position: 5, unplaced: 0 },
  )
  await settled(read, { patienceMs: 60_000, everyMs: 1 })
  expect(asked.times).toBe(3)
})

test('an entry that never gets its place is waited for no longer than the patience, and then judged', async () => {
  const { asked, read } = aLedger({ position: 5, unplaced: 1 })
  await settled(read, { patienceMs: 50, everyMs: 5 })
  expect(asked.times).toBeGreaterThan(1)
}, 5_000)
