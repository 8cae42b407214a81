import { Refused } from '#domain/errors.ts'
import { newTaskRefusal } from '#domain/project/stage-rules.ts'
import { agentById } from '#prisma/read/agents.ts'
import { intentById } from '#prisma/read/intents.ts'
import { projectById } from '#prisma/read/projects.ts'
import type { Source } from '#prisma/read/source.ts'

/**
 * The executor that a new task goes to: its agent's. Throws Refused where project or agent can't take a task;
 * a repeat of a request that was taken is not refused by what happened since.
 */
export async function executorFor(
  { prisma, pool }: Source,
  asked: { projectId: string; agentId: string },
  intentId: string,
): Promise<string> {
  const project = await projectById(pool, asked.projectId)
  if (!project) throw new Refused('not_found', 'There is no such project.')
  const agent = await agentById(prisma, asked.agentId)
  if (agent?.projectId !== asked.projectId)
    throw new Refused('not_found', `${project.name} has no such agent.`)
  const refusal = newTaskRefusal({ ...project, isRemoved: project.removedAt !== null })
  if (refusal && !(await intentById(pool, intentId))) throw new Refused(refusal.code, refusal.message)
  if (agent.executorId) return agent.executorId
  const remedy = `Create an agent with an executor, for example mac-mini, and give the task to that one.`
  throw new Refused('agent_without_executor', `${agent.name} has no executor to work on. ${remedy}`)
}
