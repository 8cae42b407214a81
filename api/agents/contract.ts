import { z } from 'zod'
import { At, Id, routes, Text } from '../http/contract.ts'
import { ProjectId } from '../projects/contract.ts'

export const AgentId = Id('ag')

export const Agent = z
  .strictObject({
    id: AgentId,
    projectId: ProjectId,
    name: z.string(),
    role: z.string(),
    charter: z.string(),
    /** The executor it lives on; null refuses tasks until one is set. */
    executorId: z.string().nullable(),
    /** The agent's id on that gateway; `main` is the one every gateway has. */
    openclawAgentId: z.string(),
    createdAt: At,
    openTasks: z.int(),
  })
  .meta({ id: 'Agent' })
export type Agent = z.infer<typeof Agent>

export const NewAgent = z
  .strictObject({
    projectId: ProjectId,
    name: Text(80),
    role: Text(200, 0).default(''),
    charter: Text(10_000, 0).default(''),
    executorId: z
      .string()
      .regex(/^[a-z][a-z0-9-]{0,39}$/, 'must be a name like mac-mini')
      .nullable()
      .default('mac-mini'),
    openclawAgentId: z
      .string()
      .regex(/^[a-z0-9][a-z0-9_-]{0,63}$/, 'must be lower case letters, digits, - or _')
      .default('main'),
  })
  .meta({ id: 'NewAgent' })

export const agentsContract = routes({
  listAgents: {
    method: 'get',
    path: '/agents',
    summary: 'Agents, of one project or all',
    auth: 'operator',
    query: z.strictObject({ projectId: ProjectId.optional() }),
    status: 200,
    response: z.strictObject({ items: z.array(Agent) }),
  },
  createAgent: {
    method: 'post',
    path: '/agents',
    summary: 'Create an agent',
    auth: 'operator',
    body: NewAgent,
    status: 201,
    response: Agent,
  },
  getAgent: {
    method: 'get',
    path: '/agents/{agentId}',
    summary: 'One agent',
    auth: 'operator',
    params: z.strictObject({ agentId: AgentId }),
    status: 200,
    response: Agent,
  },
})
