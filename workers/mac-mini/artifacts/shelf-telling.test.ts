import { expect, onTestFinished, test } from 'vitest'
import { mostHeld } from '#domain/artifact/artifact.ts'
import type { Waiting } from './artifact-shelf.ts'
import { tellShelf } from './shelf-telling.ts'

const waiting = (itemId: string) => ({ itemId, taskId: 't_1', notKept: null }) as Waiting

/** Tells to a control plane that is away for so many times. */
function aTelling(items: Waiting[], timesAway = 0) {
  const told: string[][] = []
  let asked = 0
  const end = new AbortController()
  onTestFinished(() => end.abort())
  const tell = async ({ held }: { held: string[] }) => {
    asked += 1
    if (asked <= timesAway) throw new Error('it is away')
    told.push(held)
  }
  void tellShelf({ shelf: { waiting: () => items }, tell, everyMs: 5, againMs: 1 }, end.signal)
  return { told, asked: () => asked }
}

test('what is held is told again and again, also when it is nothing', async () => {
  const items = [waiting('a_1'), waiting('a_2')]
  const { told } = aTelling(items)
  await expect.poll(() => told.at(-1)).toEqual(['a_1', 'a_2'])
  items.length = 0
  await expect.poll(() => told.at(-1)).toEqual([])
})

test('a control plane that is away hears it once it is back', async () => {
  const { told, asked } = aTelling([waiting('a_1')], 3)
  await expect.poll(() => told[0]).toEqual(['a_1'])
  expect(asked()).toBeGreaterThan(3)
})

test('of more than can be told nothing is said, or the rest would be taken for lost', async () => {
  const items = Array.from({ length: mostHeld + 1 }, (_, i) => waiting(`a_${i}`))
  const { told } = aTelling(items)
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(told).toEqual([])
  items.pop()
  await expect.poll(() => told[0]?.length).toBe(mostHeld)
})
