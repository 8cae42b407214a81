import { expect, onTestFinished, test } from 'vitest'
import { StrayCalls } from '#domain/run/blocked-call.ts'
import { openStrayCalls, type StrayCall } from './stray-calls.ts'

const aCall = (change: Partial<StrayCall> = {}): StrayCall => ({
  ...{ tool: 'exec', effectClass: 'exec', hash: 'ab'.repeat(32), why: 'run_unknown' },
  ...{ sessionKey: 'agent:main:fo:task/t_1', runId: null, ...change },
})

test('the first is told at once, what follows together, the same call once', async () => {
  const told: StrayCalls[] = []
  const strays = openStrayCalls({ tell: async (calls) => void told.push(calls), onError() {}, everyMs: 20 })
  onTestFinished(() => strays.stop())
  strays.note(aCall())
  await expect.poll(() => told).toMatchObject([{ count: 1 }])
  for (let n = 0; n < 100; n++) strays.note(aCall())
  for (let n = 0; n < 100; n++) strays.note(aCall({ runId: `run-${n}` }))
  await expect.poll(() => told).toHaveLength(2)
  expect(StrayCalls.parse(told[1])).toMatchObject({ count: 200 })
  expect(told[1]?.calls).toHaveLength(10)
})
