import { afterAll, beforeAll, expect, test } from 'vitest'
import { taskWorkflowId } from '#domain/ids.ts'
import { PolicyDocument } from '#domain/policy/policy-document.ts'
import { effectItemOf } from '#domain/run/effect-item.ts'
import type { RunInput, RunItem, RunResult } from '#domain/run/run.ts'
import { limitRuns } from '#prisma/write/settings/executors.ts'
import { changePolicy } from '#prisma/write/settings/policies.ts'
import { aHash, aResult } from '#test/builders.ts'
import { type ControlPlane, startControlPlane } from '#test/control-plane.ts'
import { signalNames } from './contract.ts'

/** Runs that are under way, each with what ends it. */
const open = new Map<string, (result: RunResult) => void>()
const begun: RunInput[] = []
let plane: ControlPlane
beforeAll(async () => {
  plane = await startControlPlane({
    runAgent(run) {
      begun.push(run)
      return new Promise((end) => open.set(run.taskId, end))
    },
    performEffect: async () => ({ outcome: 'performed', detail: '' }),
    seenPerformed: async () => ({ outcome: 'performed', detail: '' }),
    abortRun: async () => {},
  })
})
afterAll(() => {
  for (const end of open.values()) end(aResult())
  return plane?.stop()
})

let version = 0
async function say(document: object) {
  const { projectId, operators, database } = plane
  const change = { document: PolicyDocument.parse(document), note: '', version: version++ }
  const by = { operatorId: operators.owner, at: new Date().toISOString() }
  await changePolicy(database.pool, { scopeId: projectId, scope: 'project', projectId }, change, by)
}
async function hasBegun(taskId: string, times = 1) {
  const isSo = () => begun.filter((run) => run.taskId === taskId).length === times
  await expect.poll(isSo, { timeout: 30_000 }).toBe(true)
}
const end = (taskId: string, result = aResult()) => open.get(taskId)?.(result)
const isDone = (taskId: string) => plane.until(taskId, ({ status }) => status === 'done')

test('more work than may run at once waits with the reason, and goes on in the order in which it came', async () => {
  await say({ wipLimit: 1 })
  const first = await plane.ask()
  await hasBegun(first)
  const waiting: string[] = []
  for (let i = 0; i < 3; i++) {
    const taskId = await plane.ask()
    const held = await plane.until(taskId, ({ hold }) => hold != null)
    expect(held).toMatchObject({
      status: 'waiting',
      wait: { kind: 'limit', detail: '1 of at most 1 runs at once in this project' },
    })
    waiting.push(taskId)
  }
  for (const [i, taskId] of [first, ...waiting].entries()) {
    await hasBegun(taskId)
    expect(begun.map((run) => run.taskId)).toEqual([first, ...waiting].slice(0, i + 1))
    end(taskId)
  }
  for (const taskId of waiting) await isDone(taskId)
})

test('out of hours a run waits and says until when; with the hours changed it goes on by itself', async () => {
  const today = new Date().getUTCDay() || 7
  const other = (today % 7) + 1
  await say({ hours: { timeZone: 'UTC', days: [other], from: '00:00', to: '24:00' } })
  const taskId = await plane.ask()
  const { hold } = await plane.until(taskId, ({ wait }) => wait?.kind === 'hours')
  expect(hold).toMatchObject({
    kind: 'hours',
    reason: expect.stringMatching(/^runs start \w{3} 00:00–24:00 UTC$/),
  })
  const midnight = new Date()
  midnight.setUTCHours(24, 0, 0, 0)
  expect(hold?.until).toBe(midnight.toISOString())
  await say({})
  await hasBegun(taskId)
  end(taskId)
  await isDone(taskId)
})

test('a run that its budget stopped midway waits; raised, the task goes on where it was', async () => {
  const budget = (perRun: number) => ({ metric: 'tokens', period: 'lifetime', limit: 1e9, perRun })
  await say({ budgets: [budget(10)] })
  const taskId = await plane.ask()
  await hasBegun(taskId)
  expect(begun.at(-1)?.reserved).toEqual({ tokens: 10, costNanoUsd: null })
  const error = 'It used all that was reserved for it'
  end(taskId, aResult({ outcome: 'over_budget', error }))
  const stopped = await plane.until(taskId, ({ wait }) => wait?.kind === 'budget')
  expect(stopped).toMatchObject({ status: 'waiting', wait: { detail: error } })
  await say({ budgets: [budget(5_000)] })
  await hasBegun(taskId, 2)
  expect(begun.at(-1)).toMatchObject({ stepId: 's2', reserved: { tokens: 5_000 } })
  expect(begun.at(-1)?.message).toContain('Your last turn was stopped')
  end(taskId)
  await isDone(taskId)
  expect(await plane.entryTypes(taskId)).toEqual([
    ...['task_requested', 'task_prepared', 'run_queued', 'run_ended', 'run_released'],
    ...['task_prepared', 'run_queued', 'run_ended', 'task_done'],
  ])
})

test('work that declares nothing waits for an operator’s look where the policy says so; a no goes back, a yes is the end', async () => {
  await say({ review: 'undeclared' })
  const taskId = await plane.ask()
  await hasBegun(taskId)
  end(taskId)
  const title = 'The work as a whole'
  const waiting = await plane.until(taskId, ({ status }) => status === 'needs_verification')
  expect(waiting).toMatchObject({ missing: [], wait: { detail: `look at: ${title}` } })
  await plane.intend(taskId, 'reviewDeliverable', { title, passed: false, note: 'The date is wrong' })
  await hasBegun(taskId, 2)
  expect(begun.at(-1)?.message).toContain(`This did not pass:\n- ${title}: The date is wrong`)
  // What was said when a run began holds for its work.
  await say({})
  end(taskId)
  await plane.until(taskId, ({ status, runs }) => status === 'needs_verification' && runs.length === 2)
  await plane.intend(taskId, 'reviewDeliverable', { title, passed: true, note: 'Right' })
  expect((await isDone(taskId)).shipped ?? []).toEqual([])
})

test('an executor takes at most so many runs at once, of all projects; the next starts when one ends', async () => {
  const { database, operators } = plane
  const by = { actor: `operator:${operators.owner}`, at: new Date().toISOString() }
  const atMost = (limit: number | null) => limitRuns(database.pool, 'mac-mini', { limit, ...by })
  await say({})
  await atMost(1)
  const first = await plane.ask()
  await hasBegun(first)
  const second = await plane.ask(await plane.anotherProject())
  const { hold } = await plane.until(second, (task) => task.hold != null)
  expect(hold).toMatchObject({
    ...{ kind: 'limit', scope: 'executor', reason: '1 of at most 1 runs at once on this executor' },
  })
  end(first)
  await hasBegun(second)
  end(second)
  await isDone(second)
  await atMost(null)
})

test('a call that is said to have passed with no permission is an incident; the one that had it is an effect', async () => {
  await say({ approvals: { pay: { who: 'auto', upToUsd: 5, above: 'one', perDay: 3 } } })
  const taskId = await plane.ask()
  await hasBegun(taskId)
  const [given] = begun.at(-1)?.advance ?? []
  if (!given) throw new Error('nothing passes by itself')
  const call = { tool: 'pay_invoice', parameters: { amountUsd: 4 }, hash: aHash, stepId: 's1' }
  const passed: RunItem = { ...call, ...given, kind: 'passed', id: 'p_true', at: new Date().toISOString() }
  const forged: RunItem = { ...passed, id: 'p_forged', effectKey: `${given.effectKey}0` }
  const performed = { outcome: 'performed', detail: 'paid' } as const
  const done = effectItemOf({ proposalId: 'p_true', effectKey: given.effectKey }, 's1', performed)
  await plane.env.client.workflow
    .getHandle(taskWorkflowId(taskId))
    .signal(signalNames.itemsReported, [forged, passed, done])
  const { proposals } = await plane.until(taskId, ({ proposals }) => proposals[0]?.status === 'performed')
  expect(proposals).toMatchObject([{ proposalId: 'p_true', passedBy: { kind: 'automatic', upToUsd: 5 } }])
  const types = await plane.entryTypes(taskId)
  expect(types.slice(-3)).toEqual(['call_changed', 'effect_passed', 'effect_performed'])
  await say({})
  end(taskId)
  await isDone(taskId)
})
