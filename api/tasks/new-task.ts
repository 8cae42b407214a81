import { retiredRefusal } from '#domain/agent/agent-rules.ts'
import { Refused } from '#domain/errors.ts'
import { newTaskRefusal } from '#domain/project/stage-rules.ts'
import { intentById } from '#prisma/read/intents.ts'
import type { Source } from '#prisma/read/source.ts'
import { taskTaker } from '#prisma/read/task-taker.ts'
import type { Output } from '../http/contract.ts'
import { budgetOf } from './budget-command.ts'
import type { NewTask } from './contract.ts'
import { deadlineOf } from './deadline.ts'

/**
 * The executor that a new task goes to: its agent's. Throws Refused where project or agent can't take a task;
 * a repeat of a request that was taken is not refused by what happened since.
 */
export async function executorFor(
  { pool }: Source,
  asked: { projectId: string; agentId: string },
  intentId: string,
): Promise<string> {
  const taker = await taskTaker(pool, asked)
  if (!taker) throw new Refused('not_found', 'There is no such project.')
  const { projectName, agentName, stage, isRemoved, isRetired, executorId } = taker
  if (agentName === null) throw new Refused('not_found', `${projectName} has no such agent.`)
  const retired = isRetired ? retiredRefusal(agentName) : null
  const refusal = newTaskRefusal({ name: projectName, stage, isRemoved }) ?? retired
  if (refusal && !(await intentById(pool, intentId))) throw new Refused(refusal.code, refusal.message)
  if (executorId) return executorId
  const remedy = 'Change the agent to live on one, for example mac-mini.'
  throw new Refused('agent_without_executor', `${agentName} has no executor to work on. ${remedy}`)
}

/** As its first entry says it: a priority that is normal is none, so that an older request is the same when it comes again. */
export const requested = (
  { priority, dueAt, dueEnd = 'late', budget, ...task }: Output<typeof NewTask>,
  executorId: string,
) => ({
  ...task,
  executorId,
  ...(dueAt && { deadline: deadlineOf({ dueAt, dueEnd }) }),
  ...(budget.length > 0 && { budget: budgetOf(budget) }),
  ...(priority !== 'normal' && { priority }),
})
