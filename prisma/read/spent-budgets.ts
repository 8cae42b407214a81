import { spentBudgets } from '#domain/policy/budget-raise-rules.ts'
import { type BudgetScope, periodOf, perRunOf, type Spent, statedIn } from '#domain/policy/budget-rules.ts'
import type { Budget } from '#domain/policy/policy-document.ts'
import type { TaskBudget } from '#domain/task/task-budget.ts'
import type { Pool } from '../client.ts'
import { budgetStates, portfolioScopeId, taskBudgetStates, termsOf } from './run-terms.ts'

export interface SpentBudget extends Spent, Pick<Budget, 'metric' | 'period' | 'limit'> {
  scope: BudgetScope
  /** `portfolio`, or the id of the project, the agent or the task. */
  scopeId: string
  /** Of the project or agent; empty for the others. */
  name: string
  /** What one run may use of it, in the unit of the metric; null: it counts runs. */
  perRun: number | null
  /** When its next period begins, ISO; null: never. */
  next: string | null
}

interface Whose {
  taskId: string
  projectId: string
  projectName: string
  agentId: string
  agentName: string
  budget: TaskBudget | undefined
}

/** The budgets that let no further run of this task start, its own first and then the widest scope first. */
export async function spentBudgetsOf(pool: Pool, whose: Whose, now: Date): Promise<SpentBudget[]> {
  const { taskId, projectId, projectName, agentId, agentName, budget } = whose
  const { effective } = await termsOf(pool, whose, false)
  const states = [
    ...(await taskBudgetStates(pool, taskId, budget, now)),
    ...(await budgetStates(pool, effective, whose, now)),
  ]
  const owners: Record<BudgetScope, { scopeId: string; name: string }> = {
    portfolio: { scopeId: portfolioScopeId, name: '' },
    project: { scopeId: projectId, name: projectName },
    agent: { scopeId: agentId, name: agentName },
    task: { scopeId: taskId, name: '' },
  }
  return spentBudgets(states).map(({ scope, budget, spent }) => {
    const { metric, period, limit } = budget
    return {
      ...{ scope, ...owners[scope], metric, period, limit, ...spent },
      perRun: metric === 'runs' ? null : statedIn(metric, perRunOf(budget)),
      next: periodOf(period, now).next?.toISOString() ?? null,
    }
  })
}
