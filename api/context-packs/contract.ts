import { z } from 'zod'
import { ContextManifest } from '#domain/context-pack/context-pack.ts'
import { AgentId } from '../agents/contract.ts'
import { At, routes, Text } from '../http/contract.ts'
import { ProjectId } from '../projects/contract.ts'
import { TaskId } from '../tasks/contract.ts'

const texts = {
  /** Added to the end of the agent's system prompt. */
  system: z.string(),
  /** Put before the message. */
  task: z.string(),
}

export const RunContext = z
  .strictObject({
    stepId: z.string(),
    /** sha256 of all of it; the run's entry holds the same. */
    hash: z.string(),
    preparedAt: At,
    ...texts,
    message: z.string(),
    messageTokens: z.int(),
    /** Null for a run from before there were documents. */
    manifest: ContextManifest.nullable(),
  })
  .meta({ id: 'RunContext' })
export type RunContext = z.infer<typeof RunContext>

export const TriedContext = z
  .strictObject({ ...texts, manifest: ContextManifest })
  .meta({ id: 'TriedContext' })
export type TriedContext = z.infer<typeof TriedContext>

export const contextPacksContract = routes({
  getRunContext: {
    method: 'get',
    path: '/tasks/{taskId}/runs/{stepId}/context',
    summary: 'What the agent was given for a run, and where each part came from',
    auth: 'operator',
    params: z.strictObject({ taskId: TaskId, stepId: z.string().min(1).max(40) }),
    status: 200,
    response: RunContext,
  },
  tryContext: {
    method: 'get',
    path: '/projects/{projectId}/context',
    summary: 'What an agent would be given now for a task in these words. Nothing is recorded',
    auth: 'operator',
    params: z.strictObject({ projectId: ProjectId }),
    query: z.strictObject({ words: Text(2_000), agentId: AgentId.optional() }),
    status: 200,
    response: TriedContext,
  },
})
