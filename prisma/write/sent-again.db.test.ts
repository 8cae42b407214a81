import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { compareRecord } from '#domain/drift/record-diff-rules.ts'
import { openSetting, type Setting } from '#test/setting.ts'
import { undelivered } from '../read/record-sight.ts'
import { append } from './ledger.ts'
import { listen } from './listen.ts'
import { sendAgain } from './sent-again.ts'

let setting: Setting
beforeAll(async () => {
  setting = await openSetting()
})
afterAll(() => setting?.close())

test('what is sent once more waits since then, however long ago it was asked, and the relay is woken', async () => {
  const { pool } = setting
  const workflowId = `task/${await setting.newTask()}`
  const batch = { streamId: workflowId, after: 1, firstSeq: 1, facts: [] }
  await append(pool, { runId: 'r1', batch, isCurrentRun: async () => true })
  const owner = await setting.asOwner()
  await owner.query(
    `update intent set status = 'delivered', command = 'sendMessage', created_at = now() - interval '1 hour'`,
  )
  const onWake = vi.fn()
  const stopping = new AbortController()
  const listening = listen(setting.scratch.appUrl, 'intents', onWake, stopping.signal)
  await expect.poll(() => onWake).toHaveBeenCalledTimes(1)

  const took = [{ workflowId, runId: 'r2' }]
  const before = Date.now()
  expect([await sendAgain(pool, took), await sendAgain(pool, took)]).toEqual([1, 0])
  await expect.poll(() => onWake).toHaveBeenCalledTimes(2)
  stopping.abort()
  await listening

  const backlog = await undelivered(pool)
  expect(Date.parse(backlog?.since ?? '')).toBeGreaterThan(before - 10_000)
  const nothing = { unplaced: null, apart: [], takeovers: [], missingTexts: [] }
  const at = (ms: number) =>
    compareRecord({ now: new Date(before + ms).toISOString(), undelivered: backlog, ...nothing })
  expect([at(1_000), at(90_000)]).toMatchObject([[], [{ kind: 'relay', difference: 'stuck' }]])
})
