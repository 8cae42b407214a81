import { expect, test } from 'vitest'
import { aGate } from '#test/gate.ts'
import { takeUse } from './model-use.ts'

const usage = { input: 60, output: 0, cacheRead: 0, cacheWrite: 0, cost: { total: 0.2 } }
const reserved = { tokens: 100, costNanoUsd: null }
const spent = 'The run has used all that was reserved for it'

/** An answer of a model in the session of our run. */
function aRunWith(input: Parameters<ReturnType<typeof aGate>['open']>[0] = { reserved }) {
  const setting = aGate()
  const run = setting.open(input)
  const { sessionKey, runId } = setting.call('read', {})
  const ended: string[] = []
  const endRun = async (key: string) => void ended.push(key)
  const used = (useId: string, change: object = {}) =>
    takeUse({ ...setting, endRun }, { sessionKey, runId, useId, usage, mayGoOn: true, ...change })
  return { ...setting, run, used, ended, endRun }
}

test('while anything is left the run goes on, and what it used is known', async () => {
  const { used, run } = aRunWith()
  expect(await used('u_1')).toEqual({ stop: null, isLimited: true })
  expect(run.usage.reported()).toMatchObject({ input: 60, costNanoUsd: 200_000_000 })
})

test('with nothing left the answer waits until its gateway was told, and nothing is done any more', async () => {
  const { used, run, gate, call, ended } = aRunWith()
  await used('u_1')
  setTimeout(() => run.usage.noteStopped(), 10)
  expect(await used('u_2')).toEqual({ stop: spent, isLimited: true })
  expect(ended).toEqual([])
  expect(gate.stopped(call('read', {}))).toEqual({ stop: spent })
  expect(await gate.decide(call('memory_search', {}))).toMatchObject({ decision: 'block' })
  expect(gate.seen({ ...call('read', {}), provenance: null })).toEqual({ stop: spent })
})

test('another run in its session, and one that no budget counts, are not stopped by it', async () => {
  const { used, run } = aRunWith()
  await used('u_1', { runId: 'announce:v1:x' })
  await used('u_2', { runId: 'announce:v1:x' })
  expect(run.usage.reported()).toBeNull()
  const free = aRunWith({})
  await free.used('u_1')
  expect(await free.used('u_2')).toEqual({ stop: null, isLimited: false })
  expect(free.run.usage.reported()).toMatchObject({ input: 120 })
})

test('without its run the answer is of the one that is open, and a shape that nobody knows counts nothing', async () => {
  const { used, run, gate, desk, endRun } = aRunWith()
  await used('u_1', { runId: undefined })
  await used('u_2', { usage: { input: 'many' } })
  expect(run.usage.reported()).toMatchObject({ input: 60 })
  const strange = { sessionKey: 'agent:main:main', useId: 'u_3', usage, mayGoOn: true }
  expect(await takeUse({ gate, desk, endRun }, strange)).toEqual({ stop: null, isLimited: false })
})

test('where nobody follows the run just now, the gateway is told from here', async () => {
  const { used, ended, call } = aRunWith()
  await used('u_1')
  expect(await used('u_2')).toEqual({ stop: spent, isLimited: true })
  expect(ended).toEqual([call('read', {}).sessionKey])
})

test('a run that nobody here started and that is held does nothing, and its model is asked no more', async () => {
  const held = 'Runs are held now: Letter is paused'
  const { used, gate, call } = aRunWith({ held })
  expect(await gate.decide(call('read', {}))).toMatchObject({
    ...{ decision: 'block', text: expect.stringContaining(`${held}. It was NOT done.`) },
  })
  expect(await used('u_1')).toEqual({ stop: held, isLimited: false })
})
