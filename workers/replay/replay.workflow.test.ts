import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { bundleWorkflowCode } from '@temporalio/worker'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { controlQueue, taskWorkflowId } from '#domain/ids.ts'
import { aProposalItem, aResult } from '#test/builders.ts'
import { type ControlPlane, startControlPlane } from '#test/control-plane.ts'
import { tempFolder } from '#test/temp-folder.ts'

vi.setConfig({ testTimeout: 90_000 })

let plane: ControlPlane
beforeAll(async () => {
  plane = await startControlPlane(
    {
      runAgent: async ({ stepId }) => aResult({ items: [aProposalItem(stepId)] }),
      performEffect: async () => ({ outcome: 'performed', detail: '' }),
      seenPerformed: async () => ({ outcome: 'failed', detail: '' }),
      abortRun: async () => {},
    },
    {},
    { temporal: ['frontend.WorkflowPauseEnabled=true'] },
  )
})
afterAll(() => plane?.stop())

async function replay(env: Record<string, string> = { TEMPORAL_ADDRESS: plane.env.address }) {
  const main = fileURLToPath(new URL('./main.ts', import.meta.url))
  const child = spawn(process.execPath, ['--import', 'tsx', main, '--open'], {
    env: { ...process.env, TEMPORAL_CONFIG_FILE: '/nowhere/temporal.toml', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const said = Promise.all([text(child.stdout), text(child.stderr)])
  const [code] = await once(child, 'exit')
  const [out, err] = await said
  return { code, lines: out.trim().split('\n'), err }
}

/** As from the Temporal UI; to be found by its status, which is another one then. */
async function pause(taskId: string) {
  const { client } = plane.env
  const execution = { workflowId: taskWorkflowId(taskId), requestId: taskId }
  const by = { namespace: 'default', identity: 'theo', reason: 'look first' }
  await client.workflowService.pauseWorkflowExecution({ ...by, ...execution })
  const paused = () => client.workflow.count("ExecutionStatus = 'Paused'")
  await expect.poll(async () => (await paused()).count).toBe(1)
}

async function waitingTask() {
  const taskId = await plane.ask()
  await plane.until(taskId, ({ wait }) => wait?.kind === 'approval')
  return taskId
}

/** The workflows of a version that asked the journal before each run, and that had a kind which is gone. */
async function anotherVersion() {
  const workflowsPath = fileURLToPath(new URL('../../workflows/index.ts', import.meta.url))
  const { code } = await bundleWorkflowCode({ workflowsPath })
  const changes: [string | RegExp, string][] = [
    ['await task.prepareRun()', "(await task.executor.seenPerformed('none'), await task.prepareRun())"],
    [/heartbeatWorkflow: (\(\) => \(\/\* reexport.*?\))/, 'goneWorkflow: $1, $&'],
  ]
  const other = changes.reduce((text, [from, to]) => {
    expect(text).toMatch(from)
    return text.replace(from, to)
  }, code)
  const bundlePath = join(tempFolder(), 'workflows.js')
  writeFileSync(bundlePath, other)
  return bundlePath
}

const summary = (open: number, failed: number) =>
  `${open} open workflows at ${plane.env.address}, ${failed} would not go on under this code`

test('what is open is replayed, also what is paused; what another version has begun is named with its reason', async () => {
  await waitingTask()
  await pause(await waitingTask())
  expect(await replay()).toEqual({
    code: 0,
    lines: ['taskWorkflow: 2 open, 2 go on, 0 would not', summary(2, 0)],
    err: '',
  })
  await plane.stopControl()
  await plane.startControl({ bundlePath: await anotherVersion() })
  const taskId = await waitingTask()
  const { code, lines, err } = await replay()
  expect(lines).toEqual([
    expect.stringMatching(new RegExp(`^${taskWorkflowId(taskId)}: .*Nondeterminism.*seenPerformed`)),
    'taskWorkflow: 3 open, 2 go on, 1 would not',
    summary(3, 1),
  ])
  expect({ code, err }).toEqual({ code: 1, err: '' })
})

test('a workflow that nobody has taken up holds nothing up; one of a kind that is gone would not go on', async () => {
  const { client } = plane.env
  await client.workflow.start('taskWorkflow', { taskQueue: 'nobody', workflowId: 'task/t_new', args: [] })
  const gone = { taskQueue: controlQueue, workflowId: 'gone/1', args: [{ agentId: 'ag_none' }] }
  const handle = await client.workflow.start('goneWorkflow', gone)
  await expect.poll(async () => (await handle.describe()).raw.pendingActivities?.length).toBe(1)
  const { lines, code } = await replay()
  expect(lines).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^gone\/1: .*goneWorkflow/),
      'goneWorkflow: 1 open, 0 go on, 1 would not',
      'taskWorkflow: 4 open, 2 go on, 1 not begun, 1 would not',
      summary(5, 2),
    ]),
  )
  expect(code).toBe(1)
})

test('a Temporal that does not answer is said, and is no success', async () => {
  expect(await replay({ TEMPORAL_ADDRESS: '127.0.0.1:9' })).toMatchObject({
    code: 2,
    err: expect.stringMatching(/^Temporal at 127\.0\.0\.1:9 does not answer/),
  })
})
