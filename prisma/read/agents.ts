import { Heartbeat } from '#domain/agent/heartbeat.ts'
import type { BodyOf } from '#domain/ledger/entry.ts'
import type { Loop } from '#domain/policy/loop.ts'
import type { Pool } from '../client.ts'
import { isoOf } from './tasks.ts'

export interface AgentSummary {
  id: string
  projectId: string
  name: string
  role: string
  charter: string
  executorId: string | null
  openclawAgentId: string
  createdAt: string
  version: number
  changedAt: string | null
  changedByName: string | null
  retiredAt: string | null
  /** Null: it is not paused. */
  pause: { loop: Loop; at: string } | null
  openTasks: number
  runningTasks: number
  waitingTasks: number
  failedTasks: number
  doneTasks: number
  /** Of tasks whose price is known, and how many there are beside them. */
  knownCostNanoUsd: number
  unpricedTasks: number
  /** Null without one. */
  heartbeat: (Pick<Heartbeat, 'rhythm' | 'timeZone' | 'activeHours'> & { isPaused: boolean }) | null
}

const count = (condition: string) => `count(*) filter (where ${condition})::int`

const select = `select a.id, a.project_id as "projectId", a.name, a.role, a.charter, a.executor_id as "executorId",
    a.openclaw_agent_id as "openclawAgentId", ${isoOf('a.created_at')} as "createdAt", a.version,
    ${isoOf('a.changed_at')} as "changedAt", u.name as "changedByName", ${isoOf('a.retired_at')} as "retiredAt",
    a.pause, h.settings, h.paused_at is not null as "isPaused", sums.*
  from agent a join project p on p.id = a.project_id
  left join "user" u on 'operator:' || u.id = a.changed_by left join heartbeat h on h.agent_id = a.id
  cross join lateral (
    select ${count('t.ended_at is null')} as "openTasks", ${count(`t.status = 'running'`)} as "runningTasks",
           ${count(`t.status in ('waiting', 'needs_verification')`)} as "waitingTasks",
           ${count(`t.status = 'failed'`)} as "failedTasks", ${count(`t.status = 'done'`)} as "doneTasks",
           coalesce(sum(t.cost_nano_usd), 0)::float8 as "knownCostNanoUsd",
           ${count('t.cost_nano_usd is null')} as "unpricedTasks"
      from task t where t.agent_id = a.id) sums`

type Row = Omit<AgentSummary, 'heartbeat'> & { settings: unknown; isPaused: boolean }

function summaryOf({ settings, isPaused, ...row }: Row): AgentSummary {
  if (!settings) return { ...row, heartbeat: null }
  const { rhythm, timeZone, activeHours } = Heartbeat.parse(settings)
  return { ...row, heartbeat: { rhythm, timeZone, activeHours, isPaused } }
}

/** Of projects that are not removed, those who are retired at the end, oldest first. */
export async function listAgents(pool: Pool, projectId?: string): Promise<AgentSummary[]> {
  const { rows } = await pool.query<Row>(
    `${select} where p.removed_at is null and ($1::text is null or a.project_id = $1)
      order by a.retired_at is not null, a.created_at, a.id`,
    [projectId ?? null],
  )
  return rows.map(summaryOf)
}

export async function agentById(pool: Pool, agentId: string): Promise<AgentSummary | null> {
  const { rows } = await pool.query<Row>(`${select} where a.id = $1`, [agentId])
  return rows[0] ? summaryOf(rows[0]) : null
}

/** What it was created as, whatever it is now: a repeat of the request asks for that. */
export async function agentAsCreated(pool: Pool, agentId: string): Promise<BodyOf<'agent_created'> | null> {
  const { rows } = await pool.query<{ body: BodyOf<'agent_created'> }>(
    `select body from entry where stream_id = 'agent/' || $1 and type = 'agent_created'`,
    [agentId],
  )
  return rows[0]?.body ?? null
}
