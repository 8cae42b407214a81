import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId, runbookRunStreamId, taskStreamId } from '#domain/ids.ts'
import { createLogger } from '#platform/logger.ts'
import { freeze } from '#prisma/write/freeze.ts'
import { recordIntent } from '#prisma/write/intents.ts'
import { recordRunIntent, requestRunbookRun } from '#prisma/write/run-intents.ts'
import { farTemporal, isOver } from '#test/far-temporal.ts'
import { aRunbook } from '#test/runbooks.ts'
import { openSetting, type Setting } from '#test/setting.ts'
import { relayOnce } from './relay.ts'

const logger = createLogger('test')
logger.level = 'silent'
let setting: Setting
beforeAll(async () => {
  setting = await openSetting()
})
afterAll(() => setting?.close())

const by = () => ({ actor: `operator:${setting.operators.owner}`, at: new Date().toISOString() })
const settling = { command: 'settleFork', body: { verdict: 'go_on', reason: '' } } as const

async function aRun(): Promise<string> {
  const run = {
    projectId: setting.projectId,
    runbookId: 'rb_1',
    version: 1,
    definition: aRunbook(),
    inputs: {},
  }
  const ids = { runId: newId('runbookRun'), intentId: newId('intent') }
  return (await requestRunbookRun(setting.pool, { ...by(), ...ids, run })).runId
}

const kinds = [
  {
    ...{ of: 'a task', ask: () => setting.newTask(), streamOf: taskStreamId },
    settle: (taskId: string) =>
      recordIntent(setting.pool, { ...by(), id: newId('intent'), taskId, ...settling }),
  },
  {
    ...{ of: 'a run of a runbook', ask: aRun, streamOf: runbookRunStreamId },
    settle: (runId: string) =>
      recordRunIntent(setting.pool, { ...by(), id: newId('intent'), runId, ...settling }),
  },
]

test.each(kinds)('the fork of $of is not settled in a record that its last run is ahead of', async (kind) => {
  const far = farTemporal()
  const once = () => relayOnce({ database: setting.database, client: far.client, logger }, 'relay-a')
  const id = await kind.ask()
  const streamId = kind.streamOf(id)
  await once()
  far.answer = async (workflowId, what) => {
    if (what !== 'start') await isOver(workflowId)
  }
  const batch = { streamId, after: 1, firstSeq: 9, facts: [] }
  await freeze(setting.pool, { runId: 'r0', batch }, 'two accounts')
  // It was settled once, and Postgres was put back to before that: what the new run did is known to Temporal alone.
  far.known = 5
  await kind.settle(id)
  await once()
  expect(far.reached).toEqual([`start ${streamId}`])
  far.known = 2
  await setting.pool.query(`update intent set lease_until = now() where workflow_id = $1`, [streamId])
  await once()
  expect(far.reached).toEqual([`start ${streamId}`, `start ${streamId}`])
})
