import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { PastCall } from '#domain/run/changed-call.ts'
import { tempFolder } from '#test/temp-folder.ts'
import { openPastCalls } from './past-calls.ts'

const call = (second: number): PastCall => ({
  ...{ tool: 'exec', allowed: null, sessionKey: 'agent:main:cron:daily', runId: null },
  effective: { hash: 'ab'.repeat(32), parameters: { command: `date ${second}` } },
  at: `2026-11-27T12:00:0${second}.000Z`,
})

/** `fails`: so often the control plane does not answer. */
function aSpool({ fails = 0, dataFolder = tempFolder() } = {}) {
  const told: PastCall[] = []
  const errors: string[] = []
  const spool = openPastCalls({
    ...{ dataFolder, againMs: 5, onError: (error) => void errors.push(error.message) },
    async tell(one) {
      if (fails-- > 0) throw new Error('away')
      told.push(one)
    },
  })
  onTestFinished(spool.stop)
  return { ...spool, told, errors, dataFolder, left: () => readdirSync(join(dataFolder, 'past-the-gate')) }
}

test('what ran past the gate is told in order, and again where the control plane is away', async () => {
  const { note, told, errors, left } = aSpool({ fails: 2 })
  note(call(1))
  note(call(2))
  await expect.poll(() => told).toEqual([call(1), call(2)])
  await expect.poll(left).toEqual([])
  expect(errors).toEqual(['away', 'away'])
})

test('a worker that ends before it is told leaves it to the next one, and what nobody can read keeps nothing up', async () => {
  const first = aSpool({ fails: 1_000 })
  first.note(call(1))
  expect(first.left()).toHaveLength(1)
  first.stop()
  writeFileSync(join(first.dataFolder, 'past-the-gate', '0.json'), '{')
  const next = aSpool({ dataFolder: first.dataFolder })
  await expect.poll(() => next.told).toEqual([call(1)])
  await expect.poll(next.left).toEqual([])
  expect(next.errors).toHaveLength(1)
})

test('a flood does not fill the disk', () => {
  const { note, left } = aSpool({ fails: 1_000 })
  for (let n = 0; n < 300; n++) note({ ...call(1), runId: `r-${n}` })
  expect(left()).toHaveLength(200)
})
