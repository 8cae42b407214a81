import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '#domain/ids.ts'
import { aProposalFact } from '#test/api-server.ts'
import { aTime } from '#test/builders.ts'
import { aRunbook } from '#test/runbooks.ts'
import { openSetting, type Setting } from '#test/setting.ts'
import { appRole } from '../apply-migrations.ts'
import { requestTask } from '../write/intents.ts'
import { append } from '../write/ledger.ts'
import { requestRunbookRun } from '../write/run-intents.ts'
import { unionOf } from './inbox/part.ts'
import { approvals } from './inbox/proposals.ts'
import { projectedTables } from './rebuild/tables.ts'
import { requesterOf, taskAsker } from './task-asker.ts'

let setting: Setting
beforeAll(async () => {
  setting = await openSetting()
})
afterAll(() => setting?.close())

const actorOf = (role: 'owner' | 'operator') => `operator:${setting.operators[role]}`

/** Of a run that the operator started. */
async function aTaskOfRunbook() {
  const { pool, projectId, agentId } = setting
  const run = { projectId, runbookId: 'rb_1', version: 1, definition: aRunbook(), inputs: {} }
  const wanted = {
    runId: newId('runbookRun'),
    intentId: newId('intent'),
    at: aTime,
    actor: actorOf('operator'),
  }
  const { runId } = await requestRunbookRun(pool, { ...wanted, run })
  const { taskId } = await requestTask(pool, {
    ...{ taskId: newId('task'), intentId: newId('intent'), at: aTime, actor: 'system:runbook' },
    task: {
      ...{ projectId, agentId, executorId: 'mac-mini', title: 'Pay', intent: 'Pay it.', deliverables: [] },
      runbook: { runId, stepId: 'draft' },
    },
  })
  return { taskId, runId }
}
async function columnsOf(taskId: string) {
  const { rows } = await setting.pool.query(
    'select requested_by as "requestedBy", runbook_run_id as "runId" from task where id = $1',
    [taskId],
  )
  return rows[0]
}

test('the row of a task says who asked for it, and for which run of a runbook, as its state does', async () => {
  const taskId = await setting.newTask()
  const ofRunbook = await aTaskOfRunbook()
  expect(await columnsOf(taskId)).toEqual({ requestedBy: actorOf('owner'), runId: null })
  expect(await columnsOf(ofRunbook.taskId)).toEqual({ requestedBy: 'system:runbook', runId: ofRunbook.runId })
  const owner = await setting.asOwner()
  await owner.query(`update task set state = state || '{"requestedBy": "system:other"}' where id = $1`, [
    taskId,
  ])
  expect(await columnsOf(taskId)).toEqual({ requestedBy: 'system:other', runId: null })
  await expect(owner.query(`update task set requested_by = 'system:test'`)).rejects.toThrow(
    'can only be updated to DEFAULT',
  )
})

/** From now on the application reads every column of a task but its state. */
async function closeStates() {
  const owner = await setting.asOwner()
  const names = projectedTables
    .filter(({ name }) => name === 'task')
    .flatMap(({ key, columns, apart }) => [...key, ...columns, ...apart])
    .filter((name) => name !== 'state')
  await owner.query(
    `revoke select on task from ${appRole}; grant select (${names.join(', ')}) on task to ${appRole}`,
  )
  await expect(setting.pool.query('select state from task')).rejects.toThrow('permission denied')
}

test('whose wish a task is, and what the inbox asks of its approvals, is told without opening its state', async () => {
  const { pool } = setting
  const taskId = await setting.newTask()
  const ofRunbook = await aTaskOfRunbook()
  const batch = { streamId: `task/${ofRunbook.taskId}`, after: 1, firstSeq: 1, facts: [aProposalFact()] }
  await append(pool, { runId: 'r1', batch, isCurrentRun: async () => true })
  await closeStates()
  expect(await requesterOf(pool, taskId)).toBe(actorOf('owner'))
  expect(await requesterOf(pool, ofRunbook.taskId)).toBe(actorOf('operator'))
  expect(await taskAsker(pool, taskId)).toMatchObject({ actor: actorOf('owner'), runbookRunId: null })
  expect(await taskAsker(pool, ofRunbook.taskId)).toEqual({
    actor: actorOf('operator'),
    name: 'The operator',
    runbookRunId: ofRunbook.runId,
  })
  const { rows } = await pool.query(unionOf([approvals]))
  expect(rows).toMatchObject([{ task_id: ofRunbook.taskId, asked: { requestedBy: actorOf('operator') } }])
})
