import { msToTs } from '@temporalio/common/lib/time.js'
import type { TestWorkflowEnvironment } from '@temporalio/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId, taskWorkflowId } from '#domain/ids.ts'
import { mask } from '#domain/run/masking.ts'
import { testEnvironment } from '#test/servers.ts'
import { causeOf } from './workflow-cause.ts'
import { describeWork } from './workflow-sight.ts'

let env: TestWorkflowEnvironment
beforeAll(async () => {
  env = await testEnvironment()
})
afterAll(() => env?.teardown())

const service = () => env.client.workflowService
const by = { namespace: 'default', identity: 'worker' }
/** Temporal's own numbers. */
const commandTypes = { schedule: 1, complete: 4, fail: 5, cancel: 7 }
const failure = (message: string) => ({ message: 'Activity task failed', cause: { message } })

async function aWorkflow() {
  const taskId = newId('task')
  const workflow = { workflowId: taskWorkflowId(taskId), taskQueue: taskId }
  const handle = await env.client.workflow.start('any', workflow)
  return {
    ...{ handle, taskId },
    /** The worker's part: nobody else works on this queue. */
    async taken() {
      const { taskToken } = await env.client.connection.withDeadline(Date.now() + 30_000, () =>
        service().pollWorkflowTaskQueue({ ...by, taskQueue: { name: taskId } }),
      )
      return { ...by, taskToken }
    },
    cause: async () => causeOf(env.client, await describeWork(env.client, taskId)),
  }
}

test('one that was terminated tells who did it and why, without secrets and not at any length', async () => {
  const { handle, cause } = await aWorkflow()
  await handle.terminate(`by hand,\n  password=hunter2hunter2 ${'x'.repeat(2_000)}`)
  const told = await cause()
  expect(told?.by).toBe(env.client.options.identity)
  expect(told?.reason).toMatch(`by hand, password=${mask} xxx`)
  expect(told?.reason).toHaveLength(500)
})

test('of an activity that is paused who paused it and why is told without secrets', async () => {
  const { handle, taken, taskId } = await aWorkflow()
  const activity = {
    ...{ activityId: '1', activityType: { name: 'executeRun' }, taskQueue: { name: taskId } },
    scheduleToCloseTimeout: msToTs(60_000),
  }
  const scheduled = { commandType: commandTypes.schedule, scheduleActivityTaskCommandAttributes: activity }
  await service().respondWorkflowTaskCompleted({ ...(await taken()), commands: [scheduled] })
  const reason = `look at it, password=hunter2hunter2 ${'x'.repeat(900)}`
  const execution = { workflowId: handle.workflowId }
  await service().pauseActivity({ namespace: 'default', identity: 'theo', execution, id: '1', reason })
  const [pause] = (await describeWork(env.client, taskId)).pauses
  expect(pause).toMatchObject({ activity: 'executeRun', by: 'theo' })
  expect(pause?.reason).toMatch(`look at it, password=${mask} xxx`)
  expect(pause?.reason).toHaveLength(500)
})

test('one that has failed tells what it failed of, not what that was wrapped in', async () => {
  const { taken, cause } = await aWorkflow()
  const attributes = { failure: failure('no disk') }
  const failed = {
    commandType: commandTypes.fail,
    failWorkflowExecutionCommandAttributes: attributes,
  }
  await service().respondWorkflowTaskCompleted({ ...(await taken()), commands: [failed] })
  expect(await cause()).toEqual({ by: '', reason: 'no disk' })
})

test('one that was cancelled tells who asked for it', async () => {
  const { handle, taken, cause } = await aWorkflow()
  await service().requestCancelWorkflowExecution({
    ...{ namespace: 'default', identity: 'theo', reason: 'not needed' },
    workflowExecution: { workflowId: handle.workflowId },
  })
  const cancelled = {
    commandType: commandTypes.cancel,
    cancelWorkflowExecutionCommandAttributes: {},
  }
  await service().respondWorkflowTaskCompleted({ ...(await taken()), commands: [cancelled] })
  expect(await cause()).toEqual({ by: 'theo', reason: 'not needed' })
})

test('one that does not get on tells of what its step fails, and one that has ended has no cause', async () => {
  const { taken, cause } = await aWorkflow()
  await service().respondWorkflowTaskFailed({ ...(await taken()), failure: failure('no such change') })
  expect(await cause()).toEqual({ by: '', reason: 'no such change' })
  const done = {
    commandType: commandTypes.complete,
    completeWorkflowExecutionCommandAttributes: {},
  }
  await service().respondWorkflowTaskCompleted({ ...(await taken()), commands: [done] })
  expect(await cause()).toBeNull()
})
