import { readdirSync, readFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { bundleWorkflowCode, DefaultLogger, Runtime, Worker } from '@temporalio/worker'
import { beforeAll, describe, expect, test } from 'vitest'
import { repeats } from '#test/faults/repeats.ts'

const folder = new URL('./histories/', import.meta.url)
const names = readdirSync(folder).filter((name) => name.endsWith('.json'))
const textOf = (name: string) => readFileSync(new URL(name, folder), 'utf8')
const quiet = { trace() {}, debug() {}, info() {}, warn() {}, error() {}, log() {} }

const events = [
  'TIMER_STARTED',
  'WORKFLOW_EXECUTION_SIGNALED',
  'WORKFLOW_EXECUTION_COMPLETED',
  'WORKFLOW_EXECUTION_CONTINUED_AS_NEW',
  'WORKFLOW_TASK_FAILED_CAUSE_RESET_WORKFLOW',
]

/** What a workflow can come to. One that is not there any more is not replayed, and nothing else would say so. */
const kinds = `
  happy approved edited rejected expired granted asked-back asked-and-cancelled cancelled-while-away due-while-away
  prioritised reminded checked proven unproven failed continued continued-on reset reseated
  runbook-done runbook-cancelled beat looked looked-at-tasks leases-freed mended repaired-job repaired-task`

let code = ''
beforeAll(async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR', () => {}) })
  const workflowsPath = new URL('./index.ts', import.meta.url).pathname
  code = (await bundleWorkflowCode({ workflowsPath, logger: quiet })).code
}, 60_000)

const replay = (name: string, changed = code) =>
  Worker.runReplayHistory({ workflowBundle: { code: changed } }, JSON.parse(textOf(name)))

describe('a workflow that began under an earlier version goes on under this one', () => {
  test.each(names)('%s', async (name) => {
    await replay(name)
  })

  test('the histories meet every move and activity', () => {
    const all = names.map(textOf).join('')
    const named = kinds.trim().split(/\s+/)
    expect(named.map((kind) => `${kind}.json`).filter((name) => !names.includes(name))).toEqual([])
    for (const activity of Object.keys(repeats)) expect(all).toContain(`"name": "${activity}"`)
    for (const event of events) expect(all).toContain(event)
  })

  test('and say nothing of the machine that recorded them', () => {
    for (const name of names) {
      const isTold = [`@${hostname()}`, process.cwd()].some((word) => textOf(name).includes(word))
      expect(`${name}: ${isTold}`).toBe(`${name}: false`)
    }
  })
})

describe('a workflow that was changed is noticed', () => {
  const changes: [string, string, string][] = [
    ['another activity', 'control.prepareRun(', 'control.record('],
    [
      'one activity less',
      'task.executor.performEffect(',
      '(async (request) => ({ outcome: "performed", detail: request.stepId }))(',
    ],
    [
      'one activity more',
      'const { run } = await task.prepareRun()',
      'await task.prepareRun(); const { run } = await task.prepareRun()',
    ],
  ]
  test.each(changes)('%s', async (_name, from, to) => {
    const changed = code.replace(from, to)
    expect(changed).not.toBe(code)
    await expect(replay('approved.json', changed)).rejects.toThrow(/determinism|Nondeterminism/i)
  })
})
