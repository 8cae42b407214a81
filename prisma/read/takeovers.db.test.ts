import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Fact } from '#domain/ledger/entry.ts'
import { openSetting, type Setting, storedFacts } from '#test/setting.ts'
import { aFact } from '#test/stories.ts'
import { inTransaction } from '../client.ts'
import { append, reconcileTask } from '../write/ledger.ts'
import { takeovers } from './record-sight.ts'

let setting: Setting
beforeAll(async () => {
  setting = await openSetting()
})
afterAll(() => setting?.close())

const appended = (taskId: string, runId: string, batch: { after: number; facts: Fact[] }) =>
  append(setting.pool, {
    ...{ runId, isCurrentRun: async () => true },
    batch: { streamId: `task/${taskId}`, firstSeq: 1, ...batch },
  })
const said = (text: string): Fact => ({
  ...aFact('message_sent', { text, intentId: `in_${text}` }),
  at: new Date().toISOString(),
})

test('a run that missed notes alone took over from nobody; one that sets something aside did', async () => {
  const note = aFact('intent_undeliverable', { intentId: 'in_9', command: 'cancelTask', message: '' })
  const [noted, reset] = [await setting.newTask(), await setting.newTask()]
  for (const taskId of [noted, reset]) {
    await appended(taskId, 'r1', { after: 1, facts: [said('one'), said('two')] })
    await inTransaction(setting.pool, (tx) =>
      reconcileTask(tx, { streamId: `task/${taskId}`, facts: [note], as: 'note' }),
    )
  }
  await appended(noted, 'r2', { after: 3, facts: [said('three')] })
  await appended(reset, 'r2', { after: 2, facts: [said('three')] })
  for (const taskId of [noted, reset])
    expect((await storedFacts(setting.pool, `task/${taskId}`)).map(({ type }) => type)).toContain('rewound')
  expect(await takeovers(setting.pool, 10)).toMatchObject([{ taskId: reset, after: 2, setAside: [3] }])
})
