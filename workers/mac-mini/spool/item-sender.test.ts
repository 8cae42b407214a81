import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { RunItem } from '#domain/run/run.ts'
import { aTime } from '#test/builders.ts'
import { ItemSender, SignalRefused, usualPace } from './item-sender.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const anItem = (n: number): RunItem => ({ kind: 'update', id: `u_${n}`, at: aTime, stepId: 's1', text: '' })
const items = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => anItem(from + i))

function aSender(answer: () => Promise<void> = async () => {}) {
  const signals: { at: number; ids: number[] }[] = []
  const begun = Date.now()
  const sender = new ItemSender((batch) => {
    signals.push({ at: Date.now() - begun, ids: batch.map(({ id }) => Number(id.slice(2))) })
    return answer()
  }, usualPace)
  const add = (...added: RunItem[]) => {
    for (const item of added) sender.add(item)
  }
  return { sender, signals, add }
}

test('the first items wait a second, so that a short run sends nothing by itself', async () => {
  const { signals, add, sender } = aSender()
  add(anItem(1), anItem(2))
  await vi.advanceTimersByTimeAsync(999)
  expect(signals).toEqual([])
  await vi.advanceTimersByTimeAsync(1)
  expect(signals).toEqual([{ at: 1_000, ids: [1, 2] }])
  expect(sender.unsent()).toEqual([])
})

test('a signal takes 50 items, and the next comes 2 s later, in order', async () => {
  const { signals, add } = aSender()
  add(...items(0, 120))
  await vi.advanceTimersByTimeAsync(10_000)
  expect(signals.map(({ at, ids }) => [at, ids.length])).toEqual([
    [1_000, 50],
    [3_000, 50],
    [5_000, 20],
  ])
  expect(signals.flatMap(({ ids }) => ids)).toEqual(items(0, 120).map((_, i) => i))
})

test('after 500 signals of a run there is one in 30 s', async () => {
  const { signals, add } = aSender()
  for (let n = 0; n < 502; n++) {
    add(anItem(n))
    await vi.advanceTimersByTimeAsync(n < 500 ? 2_000 : 30_000)
  }
  await vi.advanceTimersByTimeAsync(60_000)
  const gaps = signals.slice(1).map(({ at }, i) => at - (signals[i]?.at ?? 0))
  expect(gaps).toHaveLength(501)
  expect(new Set(gaps.slice(0, 499))).toEqual(new Set([2_000]))
  expect(gaps.slice(499)).toEqual([30_000, 30_000])
})

test('nothing is lost while Temporal is away, and the order is kept', async () => {
  let isAway = true
  const { sender, signals, add } = aSender(async () => {
    if (isAway) throw new Error('unavailable')
  })
  add(anItem(1))
  await vi.advanceTimersByTimeAsync(1_500)
  add(anItem(2))
  await vi.advanceTimersByTimeAsync(1_500)
  expect(sender.unsent()).toEqual([anItem(1), anItem(2)])
  isAway = false
  await vi.advanceTimersByTimeAsync(2_000)
  expect(signals.map(({ ids }) => ids)).toEqual([[1], [1, 2], [1, 2]])
  expect(sender.unsent()).toEqual([])
})

test('what is reported while a signal is on its way comes with the next, and both may be missing', async () => {
  let arrive = () => {}
  const { sender, signals, add } = aSender(() => new Promise((resolve) => (arrive = resolve)))
  add(anItem(1))
  await vi.advanceTimersByTimeAsync(1_000)
  add(anItem(2))
  expect(sender.unsent()).toEqual([anItem(1), anItem(2)])
  await vi.advanceTimersByTimeAsync(60_000)
  expect(signals).toHaveLength(1)
  arrive()
  await vi.advanceTimersByTimeAsync(2_000)
  expect(signals.map(({ ids }) => ids)).toEqual([[1], [2]])
})

const long = (n: number, length: number): RunItem => ({ ...anItem(n), text: 'ü'.repeat(length) }) as RunItem
const bytesOf = (value: unknown) => Buffer.byteLength(JSON.stringify(value))

test('a signal takes 256 KB, and at least one item', async () => {
  const { signals, add } = aSender()
  add(...Array.from({ length: 10 }, (_, n) => long(n, 30_000)), long(10, 300_000), anItem(11))
  await vi.advanceTimersByTimeAsync(20_000)
  expect(signals.map(({ ids }) => ids)).toEqual([[0, 1, 2, 3], [4, 5, 6, 7], [8, 9], [10], [11]])
})

test('an item that is refused for good is set aside, and the later ones come through', async () => {
  const { sender, signals, add } = aSender(async () => {
    if (signals.at(-1)?.ids.includes(3)) throw new SignalRefused('too large', false)
  })
  add(...items(0, 8))
  await vi.advanceTimersByTimeAsync(20_000)
  const ids = signals.map((signal) => signal.ids)
  const tried = [[0, 1, 2, 3, 4, 5, 6, 7], [0, 1, 2, 3], [0, 1], [2, 3], [2], [3], [4, 5, 6, 7]]
  expect(ids).toEqual(tried)
  expect(sender.unsent()).toEqual([anItem(3)])
  add(anItem(8))
  await vi.advanceTimersByTimeAsync(2_000)
  expect(sender.unsent()).toEqual([anItem(3)])
})

test('what no workflow takes stays for the result, and hinders nothing that comes later', async () => {
  let isGone = true
  const { sender, signals, add } = aSender(async () => {
    if (isGone) throw new SignalRefused('gone', true)
  })
  add(...items(0, 3))
  await vi.advanceTimersByTimeAsync(60_000)
  expect(signals).toHaveLength(1)
  isGone = false
  add(anItem(3))
  await vi.advanceTimersByTimeAsync(2_000)
  expect(sender.unsent()).toEqual(items(0, 3))
})

test('more than a result may carry is sent first, however long Temporal is away', async () => {
  let isAway = true
  const { sender, signals, add } = aSender(async () => {
    if (isAway) throw new Error('unavailable')
  })
  add(...Array.from({ length: 20 }, (_, n) => long(n, 30_000)))
  const left = sender.unsentWithin(300_000, () => false)
  await vi.advanceTimersByTimeAsync(5_000)
  expect(new Set(signals.map(({ ids }) => ids[0]))).toEqual(new Set([0]))
  isAway = false
  await vi.advanceTimersByTimeAsync(2_000)
  expect((await left).map(({ id }) => id)).toEqual(['u_16', 'u_17', 'u_18', 'u_19'])
  expect(bytesOf(await left)).toBeLessThan(300_000)
})

test('who stops while that is sent gives nothing away', async () => {
  const { sender, add } = aSender(async () => {
    throw new Error('unavailable')
  })
  add(...Array.from({ length: 20 }, (_, n) => long(n, 30_000)))
  let isStopping = false
  const left = sender.unsentWithin(300_000, () => isStopping).catch((error) => error)
  await vi.advanceTimersByTimeAsync(3_000)
  isStopping = true
  await vi.advanceTimersByTimeAsync(2_000)
  expect(await left).toBeInstanceOf(Error)
  expect(sender.unsent()).toHaveLength(20)
})

test('a stopped sender sends nothing more and forgets nothing', async () => {
  const { sender, signals, add } = aSender()
  add(anItem(1))
  sender.stop()
  add(anItem(2))
  await vi.advanceTimersByTimeAsync(60_000)
  expect(signals).toEqual([])
  expect(sender.unsent()).toEqual([anItem(1), anItem(2)])
})
