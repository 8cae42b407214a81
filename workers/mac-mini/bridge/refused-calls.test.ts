import { expect, onTestFinished, test } from 'vitest'
import type { RefusedCalls } from '#domain/executor/refused-calls.ts'
import { openRefusedCalls } from './refused-calls.ts'

function aTally(tell: (calls: RefusedCalls) => Promise<void>, everyMs = 20) {
  const errors: string[] = []
  const tally = openRefusedCalls({ tell, onError: (error) => errors.push(error.message), everyMs })
  onTestFinished(() => tally.stop())
  return { tally, errors }
}

test('the first is told at once, what follows together', async () => {
  const told: RefusedCalls[] = []
  const { tally } = aTally(async (calls) => void told.push(calls))
  tally.note('/v1/gate')
  await expect.poll(() => told).toMatchObject([{ count: 1, paths: ['/v1/gate'] }])
  for (let i = 0; i < 1_000; i++) tally.note(`/path-${i}`)
  await expect.poll(() => told).toHaveLength(2)
  expect(told[1]).toMatchObject({ count: 1_000 })
  expect(told[1]?.paths).toHaveLength(10)
})

test('what waits is told when the worker is stopped', async () => {
  const told: RefusedCalls[] = []
  const { tally } = aTally(async (calls) => void told.push(calls), 60_000)
  tally.note('/v1/gate')
  await expect.poll(() => told).toHaveLength(1)
  tally.note('/v1/seen')
  tally.note('/v1/seen')
  await tally.stop()
  expect(told[1]).toMatchObject({ count: 2, paths: ['/v1/seen'] })
  await tally.stop()
  expect(told).toHaveLength(2)
})

test('a telling that is under way when the worker is stopped is waited for, with what came meanwhile', async () => {
  const told: RefusedCalls[] = []
  let answer = () => {}
  const slow = new Promise<void>((resolve) => {
    answer = resolve
  })
  const { tally } = aTally(async (calls) => {
    if (told.push(calls) === 1) await slow
  }, 60_000)
  tally.note('/v1/gate')
  await expect.poll(() => told).toHaveLength(1)
  tally.note('/v1/seen')
  let isStopped = false
  const stopping = tally.stop().then(() => {
    isStopped = true
  })
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect([isStopped, told.length]).toEqual([false, 1])
  answer()
  await stopping
  expect(told[1]).toMatchObject({ count: 1, paths: ['/v1/seen'] })
})

test('a control plane that is away is told later, of all of them', async () => {
  const told: RefusedCalls[] = []
  let isAway = true
  const { tally, errors } = aTally(async (calls) => {
    if (isAway) throw new Error('it answered 503')
    told.push(calls)
  })
  tally.note('/v1/gate')
  await expect.poll(() => errors).toContain('it answered 503')
  tally.note('/v1/seen')
  isAway = false
  await expect.poll(() => told).toMatchObject([{ count: 2, paths: ['/v1/gate', '/v1/seen'] }])
})
