import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findingStreamId, newId, runbookRunStreamId } from '#domain/ids.ts'
import type { Fact, FactOf } from '#domain/ledger/entry.ts'
import { defaultPolicy } from '#domain/policy/policy.ts'
import type { TaskState } from '#domain/task/task.ts'
import { costOf } from '#domain/task/task-rules.ts'
import { aTime } from '#test/builders.ts'
import { openSetting, rebuilt, type Setting, storedFacts } from '#test/setting.ts'
import { aFact, anyTaskHistory, minutesOn, ownIds, queued } from '#test/stories.ts'
import { requestTask } from '../write/intents.ts'
import { append } from '../write/ledger.ts'
import { createAgent } from '../write/settings/agents.ts'
import { createProject } from '../write/settings/projects.ts'
import { record } from '../write/settings/setting.ts'
import { listAgents } from './agents.ts'
import { reliabilityWithin } from './home/reliability.ts'
import { listProjects } from './projects.ts'
import { roiParts } from './roi.ts'

let setting: Setting
const agents: { projectId: string; agentId: string }[] = []
beforeAll(async () => {
  setting = await openSetting()
  agents.push(setting)
  const by = { at: aTime, actor: 'system:test' }
  const projectId = newId('project')
  const project = { name: 'Pages', mission: '', isSample: false, policy: defaultPolicy }
  await createProject(setting.pool, projectId, { ...by, type: 'project_created', body: project })
  for (const of of [setting.projectId, projectId]) {
    const agentId = newId('agent')
    const words = { name: 'Otto', role: '', charter: '', executorId: 'mac-mini', openclawAgentId: 'main' }
    await createAgent(setting.pool, agentId, {
      ...by,
      type: 'agent_created',
      body: { projectId: of, ...words },
    })
    agents.push({ projectId: of, agentId })
  }
})
afterAll(() => setting.close())

interface Told {
  state: TaskState
  facts: Fact[]
}

/** With a price: the cost of a project is known only where every run's is. */
const priced = (fact: Fact): Fact => {
  if (fact.type !== 'run_ended') return fact
  const usage = { input: 1, output: 1, cacheRead: 0, cacheWrite: 0, costNanoUsd: fact.body.text.length + 7 }
  return { ...fact, body: { ...fact.body, usage } }
}

/** A task of one of the agents with this history; what a rebuild of its stream makes of it. */
async function tell(nth: number, facts: Fact[]): Promise<Told> {
  const { projectId, agentId } = agents[nth % agents.length] as (typeof agents)[number]
  const own = projectId === setting.projectId ? facts : facts.map(priced)
  const [taskId, intentId] = [newId('task'), newId('intent')]
  const words = { executorId: 'mac-mini', title: 'Write', intent: 'Write it.', deliverables: [] }
  const task = { projectId, agentId, ...words }
  await requestTask(setting.pool, { taskId, intentId, actor: 'operator:op_1', at: aTime, task })
  const streamId = `task/${taskId}`
  if (facts.length > 0)
    await append(setting.pool, {
      runId: 'r1',
      batch: { streamId, after: 1, firstSeq: 1, facts: ownIds(own, taskId) },
      isCurrentRun: async () => true,
    })
  return { state: await rebuilt(setting.pool, taskId), facts: await storedFacts(setting.pool, streamId) }
}

const sum = (numbers: number[]) => numbers.reduce((total, one) => total + one, 0)
const of = (told: Told[], projectId: string) => told.filter(({ state }) => state.projectId === projectId)
/** A run that was not begun is none that anything counts. */
const endedRuns = (told: Told[]) =>
  told.flatMap(({ state }) =>
    state.runs.filter(({ endedAt, outcome }) => endedAt !== null && outcome !== 'not_begun'),
  )
const factsOf = (told: Told[], type: Fact['type']) =>
  told.flatMap(({ facts }) => facts.filter((fact) => fact.type === type))

async function expectProjects(told: Told[]) {
  for (const project of await listProjects(setting.pool)) {
    const states = of(told, project.id).map(({ state }) => state)
    const costs = states.map(costOf)
    const counted = (isSo: (state: TaskState) => boolean) => states.filter(isSo).length
    expect(project).toMatchObject({
      counts: {
        open: counted(({ endedAt }) => endedAt === null),
        failed: counted(({ status }) => status === 'failed'),
        newFailures: counted(({ status }) => status === 'failed'),
        done: counted(({ status }) => status === 'done'),
      },
      heldTasks: counted(({ endedAt, hold }) => endedAt === null && Boolean(hold)),
      costNanoUsd: costs.includes(null) ? null : sum(costs as number[]),
    })
    const own = (await listAgents(setting.pool, project.id)).map((agent) => agent)
    expect(sum(own.map(({ openTasks }) => openTasks))).toBe(project.counts.open)
    expect(sum(own.map(({ failedTasks }) => failedTasks))).toBe(project.counts.failed)
    expect(sum(own.map(({ doneTasks }) => doneTasks))).toBe(project.counts.done)
    expect(sum(own.map(({ unpricedTasks }) => unpricedTasks)) > 0).toBe(project.costNanoUsd === null)
    expect(sum(own.map(({ knownCostNanoUsd }) => knownCostNanoUsd))).toBe(sum(costs.map((cost) => cost ?? 0)))
  }
}

/** Times of the histories lie within 5,000 minutes; the cut is somewhere in them. */
const [from, cut, to] = [aTime, minutesOn(2_500), minutesOn(5_001)]

async function expectReliability(told: Told[]) {
  const within = (begin: string, end: string) =>
    reliabilityWithin(setting.pool, new Date(begin), new Date(end))
  const [all, before, after] = await Promise.all([within(from, to), within(from, cut), within(cut, to)])
  const runs = endedRuns(told)
  expect(all).toMatchObject({
    runs: runs.length,
    failedRuns: runs.filter(({ outcome }) => /^(failed|timed_out|lost)$/.test(outcome ?? '')).length,
    retries: factsOf(told, 'retry_scheduled').length,
    undelivered: [
      ...factsOf(told, 'intent_undeliverable'),
      ...factsOf(told, 'decision_turned_away').filter(
        ({ body }) => (body as FactOf<'decision_turned_away'>['body']).intentId !== null,
      ),
    ].length,
  })
  for (const name of ['runs', 'failedRuns', 'retries', 'undelivered'] as const)
    expect(before[name] + after[name]).toBe(all[name])
}

async function expectMoney(told: Told[]) {
  const asked = { projectId: null, currency: 'USD', period: { from: null, to: null } }
  const [ever, weekly] = await Promise.all([
    roiParts(setting.pool, asked),
    roiParts(setting.pool, { ...asked, by: 'week' }),
  ])
  const mondays = ['2026-11-23', '2026-11-30']
  for (const { projectId } of agents) {
    const own = of(told, projectId)
    const costs = endedRuns(own).map(({ usage }) => usage?.costNanoUsd ?? null)
    const { runs, actions } = ever.of(projectId)
    expect(runs).toEqual({
      nanoUsd: String(sum(costs.map((cost) => cost ?? 0))),
      count: costs.length,
      withoutPrice: costs.filter((cost) => cost === null).length,
    })
    const byOperators = (...types: Fact['type'][]) =>
      types.flatMap((type) => factsOf(own, type)).filter(({ actor }) => actor.startsWith('operator:')).length
    expect(actions).toEqual({
      decisions: byOperators(
        ...(['approval_given', 'approval_decided', 'effect_settled', 'fork_settled'] as const),
        ...(['deliverable_reviewed', 'work_accepted'] as const),
      ),
      answers: byOperators('question_answered'),
      messages: byOperators('message_sent'),
    })
    const weeks = mondays.map((monday) => weekly.of(projectId, monday))
    expect(sum(weeks.map((week) => week.runs.count))).toBe(runs.count)
    expect(sum(weeks.map((week) => Number(week.runs.nanoUsd)))).toBe(Number(runs.nanoUsd))
    expect(sum(weeks.map((week) => week.actions.decisions))).toBe(actions.decisions)
  }
}

/** A run that ends so: among few histories made at random it may be that none has one. */
const aRunThatEnds = (outcome: 'ok' | 'failed'): Fact[] => [
  queued('s1', 1),
  aFact(
    'run_ended',
    {
      ...{ stepId: 's1', outcome, text: '', error: outcome === 'ok' ? null : 'no key', isRetryable: false },
      ...{ startedAt: minutesOn(1), usage: null, gateway: null, adoptedRunIds: [] },
    },
    2,
  ),
]

test('whatever happened: every total is the sum of its parts, and what a fold of the entries counts', async () => {
  const told: Told[] = []
  await fc.assert(
    fc.asyncProperty(fc.array(anyTaskHistory, { minLength: 1, maxLength: 5 }), async (histories) => {
      for (const facts of histories) told.push(await tell(told.length, facts))
      await expectProjects(told)
      await expectReliability(told)
      await expectMoney(told)
    }),
    // What is told stays: a smaller history would be looked for among all those before it.
    { numRuns: 13, endOnFailure: true, examples: [[[aRunThatEnds('ok'), aRunThatEnds('failed')]]] },
  )
  const runs = endedRuns(told)
  expect(runs.some(({ outcome }) => outcome !== 'ok') && runs.some(({ outcome }) => outcome === 'ok')).toBe(
    true,
  )
})

test('a step of a runbook and a finding count where an operator decides them, and only there', async () => {
  const decisions = async () => {
    const asked = { projectId: null, currency: 'USD', period: { from: null, to: null } }
    return (await roiParts(setting.pool, asked)).of(setting.projectId).actions.decisions
  }
  const before = await decisions()
  const step = { stepId: 'look', attempt: 1, outcome: 'approved', summary: '', error: null } as const
  const ended = (actor: string) => aFact('runbook_step_ended', { ...step, intentId: null }, 1, actor)
  const [run, finding] = [runbookRunStreamId(newId('runbookRun')), findingStreamId('fi_1')]
  const facts: [string, Fact][] = [
    [run, ended('operator:op_1')],
    [run, ended('system:runbook')],
    [finding, aFact('finding_ignored', { reason: '', until: null }, 1, 'operator:op_1')],
    [finding, aFact('finding_gone', { seen: null })],
  ]
  for (const [streamId, fact] of facts)
    await record(
      setting.pool,
      { streamId, projectId: setting.projectId, writer: 'api', fact },
      async () => {},
    )
  expect(await decisions()).toBe(before + 2)
})
