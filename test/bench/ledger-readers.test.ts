import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { caughtUp, missedBy, type Reading } from './ledger-readers.ts'

const at = (position: number, misses = 0): Reading => ({ position, misses, repeats: 0 })
const { signal } = new AbortController()

test('readers that have come to the end are waited for no longer', async () => {
  await caughtUp([at(5), at(6)], 5, signal, 60_000)
})

test('where an entry is lost and nobody gets on, the wait has an end and what is missing is counted', async () => {
  const readings = [at(5), at(4), at(4, 1)]
  await caughtUp(readings, 5, signal, 50)
  expect(readings.map((reading) => missedBy(reading, 5))).toEqual([0, 1, 2])
})

test('as long as one of them gets on, all are waited for', async () => {
  const readings = [at(0), at(0)]
  let isOver = false
  const waiting = caughtUp(readings, 5, signal, 1_000).then(() => {
    isOver = true
  })
  for (const reading of readings)
    for (let left = 5; left > 0; left--) {
      await sleep(150)
      expect(isOver).toBe(false)
      reading.position += 1
    }
  await waiting
  expect(readings.map(({ position }) => position)).toEqual([5, 5])
})

test('a bench that is stopped waits for nobody', async () => {
  await expect(caughtUp([at(0)], 5, AbortSignal.abort(), 60_000)).rejects.toThrow('aborted')
})
