import { afterAll, beforeAll, expect, test } from 'vitest'
import { PolicyDocument } from '#domain/policy/policy-document.ts'
import type { RunInput } from '#domain/run/run.ts'
import { startTermsOf } from '#prisma/read/start-terms.ts'
import { changePolicy } from '#prisma/write/settings/policies.ts'
import { changeStage } from '#prisma/write/settings/projects.ts'
import { aResult } from '#test/builders.ts'
import { type ControlPlane, type Employed, startControlPlane } from '#test/control-plane.ts'

const begun: RunInput[] = []
const noUse = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, costNanoUsd: 0 }
let plane: ControlPlane
beforeAll(async () => {
  plane = await startControlPlane({
    /** As the worker on the Mac: asked before it begins. */
    async runAgent(run) {
      const asked = { executorId: 'mac-mini', taskId: run.taskId, policyVersion: run.policy.version }
      const { refusal } = await startTermsOf(plane.database.pool, asked)
      if (refusal !== null) return aResult({ outcome: 'not_begun', text: '', error: refusal, usage: noUse })
      begun.push(run)
      return aResult()
    },
    performEffect: async () => ({ outcome: 'performed', detail: '' }),
    seenPerformed: async () => ({ outcome: 'performed', detail: '' }),
    abortRun: async () => {},
  })
})
afterAll(() => plane?.stop())

const by = () => ({ operatorId: plane.operators.owner, at: new Date().toISOString() })
const begunOf = (taskId: string) => begun.filter((run) => run.taskId === taskId)

function say({ projectId }: Employed, document: Partial<PolicyDocument>, version: number) {
  const change = { document: PolicyDocument.parse(document), note: '', version }
  return changePolicy(plane.database.pool, { scopeId: projectId, scope: 'project', projectId }, change, by())
}
const stage = ({ projectId }: Employed, to: 'active' | 'paused') =>
  changeStage(plane.database.pool, projectId, { stage: to, reason: '' }, by())
/** Of a day that it is nowhere now. */
const hours = () => ({
  days: [((new Date().getUTCDay() + 2) % 7) + 1],
  timeZone: 'UTC',
  from: '09:00',
  to: '10:00',
})

const budget = { metric: 'runs', period: 'day', limit: 1, perRun: null, warnAt: 80 } as const
/** Whose run is in line while its executor is away; `during` happens before that is back. */
async function inLineWhile(during: (place: Employed) => Promise<unknown>) {
  const place = await plane.anotherProject({ extraSafeTools: ['exec'] })
  await say(place, { safeTools: ['exec'], budgets: [budget] }, 0)
  await plane.stopExecutor()
  const taskId = await plane.ask(place)
  await plane.until(taskId, ({ runs }) => runs.length === 1)
  await plane.intend(taskId, 'sendMessage', { text: 'Mind the date.' })
  await plane.until(taskId, ({ news }) => news.length === 1)
  await during(place)
  await plane.startExecutor()
  return { taskId, place }
}
const isDone = (taskId: string) => plane.until(taskId, ({ status }) => status === 'done')
const changed = 'It was not begun: its policy was changed while it waited'

test('a tool that is denied, and a safe list that is narrowed, while a run is in line hold for it, once it begins', async () => {
  const { taskId } = await inLineWhile((place) =>
    say(place, { deniedTools: ['pay_bill'], safeTools: [], budgets: [budget] }, 1),
  )
  const { runs } = await isDone(taskId)
  expect(runs).toMatchObject([
    { stepId: 's1', outcome: 'not_begun', error: changed, acceptedAt: null },
    { stepId: 's2', outcome: 'ok' },
  ])
  expect(begunOf(taskId)).toMatchObject([
    { stepId: 's2', policy: { deniedTools: ['pay_bill'], extraSafeTools: [] } },
  ])
  expect(begunOf(taskId)[0]?.message).toContain('Mind the date.')
  // A budget of one run a day: what was not begun is none.
  const { rows } = await plane.database.pool.query('select step_id from run_reservation where task_id = $1', [
    taskId,
  ])
  expect(rows).toEqual([{ step_id: 's2' }])
})

test('hours that are narrowed and a project that is paused hold it, until they do not any more', async () => {
  const { taskId, place } = await inLineWhile((where) => say(where, { hours: hours() }, 1))
  const held = await plane.until(taskId, ({ hold }) => hold != null)
  expect([held.hold?.kind, held.runs.map(({ outcome }) => outcome)]).toEqual(['hours', ['not_begun']])
  await say(place, {}, 2)
  await isDone(taskId)
  expect(begunOf(taskId)).toHaveLength(1)

  const paused = await inLineWhile((where) => stage(where, 'paused'))
  const { hold, runs } = await plane.until(paused.taskId, (task) => task.hold != null)
  expect([hold?.kind, runs.map(({ outcome }) => outcome)]).toEqual(['project', ['not_begun']])
  expect(begunOf(paused.taskId)).toEqual([])
  await stage(paused.place, 'active')
  await isDone(paused.taskId)
  expect(begunOf(paused.taskId)).toMatchObject([{ stepId: 's2' }])
})
