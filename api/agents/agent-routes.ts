import { Refused } from '#domain/errors.ts'
import { actorOf } from '#domain/ledger/actor.ts'
import { canonicalOf } from '#domain/ledger/digest.ts'
import type { FactOf } from '#domain/ledger/entry.ts'
import { type AgentSummary, agentById, listAgents } from '#prisma/read/agents.ts'
import { isExecutor } from '#prisma/read/executors.ts'
import { projectById } from '#prisma/read/projects.ts'
import type { Source } from '#prisma/read/source.ts'
import { createAgent } from '#prisma/write/settings/agents.ts'
import { requireAction } from '../auth/permission.ts'
import { findingTheFirst, idOfRequest } from '../http/idempotency.ts'
import { type Mount, mount } from '../http/mount.ts'
import { InvalidRequest } from '../http/problem.ts'
import { agentsContract } from './contract.ts'

export function agentRoutes(to: Mount, source: Source): void {
  const { prisma, pool } = source
  mount(to, agentsContract, {
    async listAgents({ query }) {
      return { items: await listAgents(prisma, query.projectId) }
    },

    async createAgent({ operator, body, req }) {
      requireAction(operator, 'createAgent')
      const agentId = idOfRequest('agent', operator.id, req)
      return findingTheFirst(async () => {
        const known = await agentById(prisma, agentId)
        if (known) return sameAs(known, body)
        await requirePlaces(source, body)
        const by = { at: new Date().toISOString(), actor: actorOf('operator', operator.id) }
        await createAgent(pool, agentId, { ...by, type: 'agent_created', body })
        return found(await agentById(prisma, agentId))
      })
    },

    async getAgent({ params }) {
      return found(await agentById(prisma, params.agentId))
    },
  })
}

type NewAgent = FactOf<'agent_created'>['body']

async function requirePlaces({ pool }: Source, { projectId, executorId }: NewAgent): Promise<void> {
  const project = await projectById(pool, projectId)
  if (!project) throw new Refused('not_found', 'There is no such project.')
  if (project.removedAt) throw new Refused('project_removed', `${project.name} is removed.`)
  if (executorId === null || (await isExecutor(pool, executorId))) return
  const message = `is not an executor that is registered here: ${executorId}`
  throw new InvalidRequest([{ path: 'body.executorId', message }])
}

function found(agent: AgentSummary | null): AgentSummary {
  if (!agent) throw new Refused('not_found', 'There is no such agent.')
  return agent
}

function sameAs(known: AgentSummary, asked: NewAgent): AgentSummary {
  const { id: _id, createdAt: _at, openTasks: _open, ...content } = known
  if (canonicalOf(content) === canonicalOf(asked)) return known
  throw new Refused('key_reused', 'This Idempotency-Key was used for another request. Use a new one.')
}
