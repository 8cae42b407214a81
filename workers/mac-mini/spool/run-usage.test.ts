import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Reserved, Usage } from '#domain/run/run.ts'
import { tempFolder } from '#test/temp-folder.ts'
import { SpooledUsage } from './run-usage.ts'

const use = (input: number, costNanoUsd: number | null = null): Usage => ({
  ...{ input, output: 0, cacheRead: 0, cacheWrite: 0, costNanoUsd },
})
const hundred: Reserved = { tokens: 100, costNanoUsd: null }

function aUsage(reserved = hundred, file = join(tempFolder(), 'usage.jsonl')) {
  return { file, usage: new SpooledUsage(file, reserved) }
}

test('each answer counts once, and all of them after a restart', () => {
  const { usage, file } = aUsage()
  expect(usage.reported()).toBeNull()
  usage.note({ id: 'a', use: use(40), mayGoOn: true })
  usage.note({ id: 'a', use: use(40), mayGoOn: true })
  usage.note({ id: 'b', use: use(20), mayGoOn: true })
  expect(usage.reported()).toMatchObject({ input: 60 })
  expect(aUsage(hundred, file).usage.reported()).toMatchObject({ input: 60 })
})

test('with all of it used the run is told to end, also where only a restart comes to know it', () => {
  const { usage, file } = aUsage()
  usage.note({ id: 'a', use: use(99), mayGoOn: true })
  expect(usage.spent.aborted).toBe(false)
  usage.note({ id: 'b', use: use(1), mayGoOn: true })
  expect(usage.spent.aborted).toBe(true)
  expect(aUsage(hundred, file).usage.spent.aborted).toBe(true)
})

test('an answer that ends the turn stops nothing: no model is asked after it', () => {
  const { usage } = aUsage()
  usage.note({ id: 'a', use: use(500), mayGoOn: false })
  expect(usage.spent.aborted).toBe(false)
  usage.note({ id: 'b', use: use(1), mayGoOn: true })
  expect(usage.spent.aborted).toBe(true)
})

test('an answer that failed, or has no price, does not hide what the others cost', () => {
  const { usage } = aUsage({ tokens: null, costNanoUsd: 500 })
  usage.note({ id: 'a', use: use(60, 450), mayGoOn: true })
  usage.note({ id: 'b', use: use(0), mayGoOn: false })
  expect(usage.reported()).toMatchObject({ costNanoUsd: 450 })
  usage.note({ id: 'c', use: use(10), mayGoOn: true })
  expect(usage.spent.aborted).toBe(false)
  usage.note({ id: 'd', use: use(60, 50), mayGoOn: true })
  expect(usage.reported()).toMatchObject({ input: 130, costNanoUsd: null, knownNanoUsd: 500 })
  expect(usage.spent.aborted).toBe(true)
})

test('a price of which nothing is known, and a run that no budget counts, stop nothing', () => {
  const { usage } = aUsage({ tokens: null, costNanoUsd: 1 })
  usage.note({ id: 'a', use: use(500), mayGoOn: true })
  const free = new SpooledUsage(join(tempFolder(), 'usage.jsonl'), undefined)
  free.note({ id: 'a', use: use(500, 500), mayGoOn: true })
  expect([usage.spent.aborted, free.spent.aborted]).toEqual([false, false])
})

test('whoever asks waits until its gateway was told, and hears where nobody tells it', async () => {
  const { usage } = aUsage()
  expect(await usage.untilStopped()).toBe(true)
  usage.note({ id: 'a', use: use(100), mayGoOn: true })
  let isStopped = false
  const waited = usage.untilStopped().then((isTold) => {
    isStopped = isTold
  })
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(isStopped).toBe(false)
  usage.noteStopped()
  await waited
  expect([isStopped, await usage.untilStopped()]).toEqual([true, true])
  const silent = aUsage().usage
  silent.note({ id: 'a', use: use(100), mayGoOn: true })
  expect(await silent.untilStopped()).toBe(false)
})
