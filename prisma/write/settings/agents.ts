import { agentStreamId } from '#domain/ids.ts'
import type { FactOf } from '#domain/ledger/entry.ts'
import type { Pool } from '../../client.ts'
import { record, type Setting } from './setting.ts'

export async function createAgent(pool: Pool, agentId: string, fact: FactOf<'agent_created'>): Promise<void> {
  const { projectId, name, role, charter, executorId, openclawAgentId } = fact.body
  const setting: Setting = { streamId: agentStreamId(agentId), projectId, writer: 'api', fact }
  await record(pool, setting, (tx) =>
    tx.query(
      `insert into agent (id, project_id, name, role, charter, executor_id, openclaw_agent_id, created_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [agentId, projectId, name, role, charter, executorId, openclawAgentId, fact.at],
    ),
  )
}
