import { Refused } from '#domain/errors.ts'
import { agentStreamId } from '#domain/ids.ts'
import type { Fact, FactOf } from '#domain/ledger/entry.ts'
import type { Pool, Tx } from '../../client.ts'
import { wake } from '../wake.ts'
import { holdExecutor } from './executor-tokens.ts'
import { record, type Setting } from './setting.ts'

export async function createAgent(pool: Pool, agentId: string, fact: FactOf<'agent_created'>): Promise<void> {
  const { projectId, name, role, charter, executorId, openclawAgentId } = fact.body
  const setting: Setting = { streamId: agentStreamId(agentId), projectId, writer: 'api', fact }
  await record(pool, setting, async (tx) => {
    await mustTake(tx, executorId)
    await tx.query(
      `insert into agent (id, project_id, name, role, charter, executor_id, openclaw_agent_id, created_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [agentId, projectId, name, role, charter, executorId, openclawAgentId, fact.at],
    )
  })
}

/** Retired while it was chosen: the edge has looked before. */
async function mustTake(tx: Tx, executorId: string | null): Promise<void> {
  if (executorId === null || (await holdExecutor(tx, executorId))) return
  throw new Refused('executor_retired', `${executorId} is retired. Choose another executor.`)
}

/** An agent's stream and project, for a fact of it. */
export interface OfAgent {
  agentId: string
  projectId: string
}

export const settingOf = ({ agentId, projectId }: OfAgent, fact: Fact): Setting => ({
  streamId: agentStreamId(agentId),
  projectId,
  writer: 'api',
  fact,
})

interface AgentRow {
  name: string
  version: number
  retiredAt: Date | null
  executorId: string | null
  openclawAgentId: string
  changedByName: string | null
}

/** Behind the stream's lock. Throws Refused where the agent is retired. */
export async function activeAgent(tx: Tx, agentId: string): Promise<AgentRow> {
  const { rows } = await tx.query<AgentRow>(
    `select a.name, a.version, a.retired_at as "retiredAt", a.executor_id as "executorId",
            a.openclaw_agent_id as "openclawAgentId", u.name as "changedByName"
       from agent a left join "user" u on 'operator:' || u.id = a.changed_by where a.id = $1`,
    [agentId],
  )
  const agent = rows[0]
  if (!agent) throw new Refused('not_found', 'There is no such agent.')
  if (agent.retiredAt) throw new Refused('agent_retired', `${agent.name} is retired, and stays as it was.`)
  return agent
}

class Busy extends Error {}

/**
 * `isBusy`: nothing was changed, for open tasks have their sessions with the OpenClaw agent that it would leave.
 * Throws Refused: changed_meanwhile where it is no longer as `version` had it, agent_retired.
 */
export async function changeAgent(
  pool: Pool,
  of: OfAgent & { version: number },
  fact: FactOf<'agent_changed'>,
): Promise<{ isBusy: boolean }> {
  try {
    await record(pool, settingOf(of, fact), (tx) => changeWithin(tx, of, fact))
    return { isBusy: false }
  } catch (error) {
    if (error instanceof Busy) return { isBusy: true }
    throw error
  }
}

async function changeWithin(
  tx: Tx,
  { agentId, version }: OfAgent & { version: number },
  { body, at, actor }: FactOf<'agent_changed'>,
): Promise<void> {
  const agent = await activeAgent(tx, agentId)
  if (agent.version !== version) {
    const who = agent.changedByName ?? 'Somebody'
    const message = `${who} changed ${agent.name} while you did. Nothing was saved; look at the new one first.`
    throw new Refused('changed_meanwhile', message)
  }
  const { name, role, charter, executorId, openclawAgentId } = body
  if (executorId !== agent.executorId) await mustTake(tx, executorId)
  await tx.query(
    `update agent set name = $2, role = $3, charter = $4, executor_id = $5, openclaw_agent_id = $6,
            version = version + 1, changed_at = $7, changed_by = $8 where id = $1`,
    [agentId, name, role, charter, executorId, openclawAgentId, at, actor],
  )
  if (openclawAgentId === agent.openclawAgentId) return
  const open = await tx.query('select 1 from task where agent_id = $1 and ended_at is null limit 1', [
    agentId,
  ])
  if (open.rowCount) throw new Busy()
}

/** It takes no tasks and no beats any more. Throws Refused agent_retired. */
export async function retireAgent(pool: Pool, of: OfAgent, fact: FactOf<'agent_retired'>): Promise<void> {
  await record(pool, settingOf(of, fact), async (tx) => {
    await activeAgent(tx, of.agentId)
    await tx.query('update agent set retired_at = $2 where id = $1', [of.agentId, fact.at])
    await tx.query('delete from heartbeat where agent_id = $1', [of.agentId])
  })
  wake(pool, 'heartbeats')
}

/**
 * What it did before counts no more; what it held goes on by itself: the release loop looks. Throws Refused:
 * agent_retired, agent_not_paused.
 */
export async function resumeAgent(pool: Pool, of: OfAgent, fact: FactOf<'agent_resumed'>): Promise<void> {
  await record(pool, settingOf(of, fact), async (tx) => {
    const { name } = await activeAgent(tx, of.agentId)
    const { rowCount } = await tx.query(
      'update agent set pause = null, resumed_at = $2 where id = $1 and pause is not null',
      [of.agentId, fact.at],
    )
    if (rowCount) return
    const message = `${name} is not paused: somebody else may have let it go on.`
    throw new Refused('agent_not_paused', message)
  })
}
