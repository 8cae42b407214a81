import { z } from 'zod'
import { AgentId } from '../agents/contract.ts'
import { At, routes } from '../http/contract.ts'
import { ProjectId } from '../projects/contract.ts'
import { TaskId } from '../tasks/contract.ts'

const LearningId = z.string().regex(/^t_[0-9a-hjkmnp-tv-z]{16}\/[\w-]{1,80}$/, 'is not the id of a learning')

export const Learning = z
  .strictObject({
    id: LearningId,
    projectId: ProjectId,
    projectName: z.string(),
    agentId: AgentId,
    agentName: z.string(),
    taskId: TaskId,
    taskTitle: z.string(),
    text: z.string(),
    /** In the agent's words; null where it did not say. */
    about: z.string().nullable(),
    at: At,
  })
  .meta({ id: 'Learning' })
export type Learning = z.infer<typeof Learning>

export const learningsContract = routes({
  listLearnings: {
    method: 'get',
    path: '/learnings',
    summary: 'What agents found out and recorded, newest first',
    auth: 'operator',
    query: z.strictObject({
      projectId: ProjectId.optional(),
      agentId: AgentId.optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
      before: LearningId.optional(),
    }),
    status: 200,
    response: z.strictObject({ items: z.array(Learning), next: LearningId.nullable() }),
  },
})
