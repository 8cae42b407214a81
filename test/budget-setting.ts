import { newId } from '#domain/ids.ts'
import { defaultPolicy } from '#domain/policy/policy.ts'
import type { Scope } from '#domain/policy/scope.ts'
import type { Usage } from '#domain/run/run.ts'
import { requestTask } from '#prisma/write/intents.ts'
import { createAgent } from '#prisma/write/settings/agents.ts'
import { createProject } from '#prisma/write/settings/projects.ts'
import { sayPolicy } from './policies.ts'
import { openSetting } from './setting.ts'
import { aFact } from './stories.ts'
import { aTaskRun } from './task-run.ts'

export const usageOf = (tokens: number, costNanoUsd: number | null = 1_000): Usage => ({
  input: tokens,
  output: 0,
  cacheRead: 0,
  cacheWrite: 0,
  costNanoUsd,
})
const errors = {
  ok: null,
  over_budget: 'It used all that was reserved for it',
  not_begun: 'It was not begun: its policy was changed while it waited',
}
/** In the present day and month, so that budgets of them count it. */
export const ended = (
  usage: Usage | null,
  outcome: 'ok' | 'over_budget' | 'not_begun' = 'ok',
  stepId = 's1',
) => {
  const at = new Date().toISOString()
  const fact = aFact('run_ended', {
    stepId,
    outcome,
    text: '',
    error: errors[outcome],
    isRetryable: false,
    startedAt: at,
    usage,
    gateway: null,
    adoptedRunIds: [],
  })
  return { ...fact, at }
}

/** A project whose runs budgets and limits hold; each test begins with nothing open and nothing said. */
export async function openBudgetSetting() {
  const setting = await openSetting()
  const say = (document: object, scope?: Scope) => sayPolicy(setting, document, scope)
  async function begin() {
    await setting.pool.query(`update run_reservation set ended_at = now() where ended_at is null`)
    // What is let go has half a minute to take its place: nothing of one test waits in the next.
    await setting.pool.query(`update task set ended_at = now() where ended_at is null`)
    await say({})
    await say({}, 'portfolio')
    await say({}, 'agent')
  }
  /** Of another agent in the same project, or of another project with one of its own. */
  async function aTaskElsewhere(projectId = setting.projectId) {
    const by = { at: new Date().toISOString(), actor: 'system:test' }
    if (projectId !== setting.projectId) {
      const body = { name: 'Press', mission: '', isSample: false, policy: defaultPolicy }
      await createProject(setting.pool, projectId, { ...by, type: 'project_created', body })
    }
    const agentId = newId('agent')
    const at = { projectId, executorId: 'mac-mini' }
    const agent = { ...at, name: 'Jo', role: 'reader', charter: '', openclawAgentId: 'reader' }
    await createAgent(setting.pool, agentId, { ...by, type: 'agent_created', body: agent })
    const task = { ...at, agentId, title: 'Read', intent: 'Read it.', deliverables: [] }
    const asked = { ...by, taskId: newId('task'), intentId: newId('intent'), task }
    return aTaskRun(setting, (await requestTask(setting.pool, asked)).taskId)
  }
  async function someTasks(count: number) {
    const tasks = []
    for (let i = 0; i < count; i++) tasks.push(await aTaskRun(setting, await setting.newTask()))
    return tasks
  }
  async function usedToday(metric: 'tokens' | 'nano_usd') {
    const { rows } = await setting.pool.query(
      `select coalesce(sum(coalesce(${metric}_used, ${metric}_reserved, 0)), 0)::float8 as used from run_reservation`,
    )
    return rows[0].used as number
  }
  return { setting, begin, say, aTaskElsewhere, someTasks, usedToday }
}
