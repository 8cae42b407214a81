import { Refused } from '#domain/errors.ts'
import { actorOf } from '#domain/ledger/actor.ts'
import { canonicalOf } from '#domain/ledger/digest.ts'
import type { FactOf } from '#domain/ledger/entry.ts'
import { agentReport } from '#prisma/read/agent-report.ts'
import { type AgentSummary, agentAsCreated, agentById, listAgents } from '#prisma/read/agents.ts'
import { isExecutor } from '#prisma/read/executors.ts'
import { projectById } from '#prisma/read/projects.ts'
import type { Source } from '#prisma/read/source.ts'
import { changeAgent, createAgent, resumeAgent, retireAgent } from '#prisma/write/settings/agents.ts'
import { requireAction } from '../auth/permission.ts'
import { findingTheFirst, idOfRequest } from '../http/idempotency.ts'
import { type Mount, mount, type OperatorCaller } from '../http/mount.ts'
import { InvalidRequest } from '../http/problem.ts'
import { agentsContract } from './contract.ts'

const factBy = ({ id }: OperatorCaller) => ({ at: new Date().toISOString(), actor: actorOf('operator', id) })

export function agentRoutes(to: Mount, { pool }: Source): void {
  const found = async (agentId: string): Promise<AgentSummary> => {
    const agent = await agentById(pool, agentId)
    if (!agent) throw new Refused('not_found', 'There is no such agent.')
    return agent
  }

  mount(to, agentsContract, {
    async listAgents({ query }) {
      return { items: await listAgents(pool, query.projectId) }
    },

    async createAgent({ operator, body, req }) {
      requireAction(operator, 'createAgent')
      const agentId = idOfRequest('agent', operator.id, req)
      return findingTheFirst(async () => {
        const asCreated = await agentAsCreated(pool, agentId)
        if (asCreated) mustBeSame(asCreated, body)
        else {
          await requirePlaces(pool, body)
          await createAgent(pool, agentId, { ...factBy(operator), type: 'agent_created', body })
        }
        return found(agentId)
      })
    },

    getAgent: ({ params }) => found(params.agentId),

    async changeAgent({ operator, params: { agentId }, body: { version, ...body } }) {
      requireAction(operator, 'editAgent')
      const { projectId } = await found(agentId)
      await requireExecutor(pool, body.executorId)
      const fact = { ...factBy(operator), type: 'agent_changed', body } as const
      const change = await changeAgent(pool, { agentId, projectId, version }, fact)
      if (change.isBusy) throw new InvalidRequest([{ path: 'body.openclawAgentId', message: busyWords }])
      return found(agentId)
    },

    async retireAgent({ operator, params: { agentId }, body }) {
      requireAction(operator, 'retireAgent')
      const { projectId } = await found(agentId)
      await retireAgent(pool, { agentId, projectId }, { ...factBy(operator), type: 'agent_retired', body })
      return found(agentId)
    },

    async resumeAgent({ operator, params: { agentId }, body }) {
      requireAction(operator, 'resumeAgent')
      const { projectId } = await found(agentId)
      await resumeAgent(pool, { agentId, projectId }, { ...factBy(operator), type: 'agent_resumed', body })
      return found(agentId)
    },

    async getAgentReport({ params: { agentId } }) {
      await found(agentId)
      return agentReport(pool, agentId)
    },
  })
}

type Pool = Source['pool']
type NewAgent = FactOf<'agent_created'>['body']

const busyWords = 'can’t change while tasks of it are open: what they have said so far lives with that agent'

async function requirePlaces(pool: Pool, { projectId, executorId }: NewAgent): Promise<void> {
  const project = await projectById(pool, projectId)
  if (!project) throw new Refused('not_found', 'There is no such project.')
  if (project.removedAt) throw new Refused('project_removed', `${project.name} is removed.`)
  await requireExecutor(pool, executorId)
}

async function requireExecutor(pool: Pool, executorId: string | null): Promise<void> {
  if (executorId === null || (await isExecutor(pool, executorId))) return
  const message = `is not an executor that is registered here: ${executorId}`
  throw new InvalidRequest([{ path: 'body.executorId', message }])
}

/** A repeat answers as the first time did, whatever was changed since. */
function mustBeSame(asCreated: NewAgent, asked: NewAgent): void {
  if (canonicalOf(asCreated) === canonicalOf(asked)) return
  throw new Refused('key_reused', 'This Idempotency-Key was used for another request. Use a new one.')
}
