import { drainWords } from '#domain/executor/drain-rules.ts'
import type { ActiveSwitch, KillOrders, OrderedAgent } from '#domain/kill-switch/kill-switch.ts'
import { everything, killOrders } from '#domain/kill-switch/kill-switch-rules.ts'
import type { Pool, Tx } from '../client.ts'

type Db = Pool | Tx

/** Who set it, in words: an operator or an API key. Of `whoSet`. */
export const setByName = `coalesce(u.name, 'The API key ' || s.name, k.set_by)`
export const whoSet = 'left join "user" u on u.id = k.set_by left join api_key s on s.id = k.set_by'
const active = `k.scope_id as "scopeId", k.scope, k.reason, ${setByName} as "byName"`
const from = `kill_switch k ${whoSet} where k.lifted_at is null`

/** Those that are on and count a run of this agent. */
export async function switchesOf(
  db: Db,
  { projectId, agentId }: { projectId: string; agentId: string },
): Promise<ActiveSwitch[]> {
  const { rows } = await db.query<ActiveSwitch>(`select ${active} from ${from} and k.scope_id = any($1)`, [
    [everything, projectId, agentId],
  ])
  return rows
}

/** One that is on; null: it is not. */
export async function activeSwitch(db: Db, scopeId: string): Promise<ActiveSwitch | null> {
  const { rows } = await db.query<ActiveSwitch>(`select ${active} from ${from} and k.scope_id = $1`, [
    scopeId,
  ])
  return rows[0] ?? null
}

/** One that is on, as a page shows it. */
export interface ShownSwitch extends ActiveSwitch {
  /** Of the project or agent; empty for everything. */
  name: string
  /** Of the project, or the agent's; null for everything. */
  projectId: string | null
  setAt: string
}

/** Every one that is on: everything, then projects, then agents, the oldest first. */
export async function shownSwitches(pool: Pool): Promise<ShownSwitch[]> {
  const { rows } = await pool.query<Omit<ShownSwitch, 'setAt'> & { setAt: Date }>(
    `select ${active}, k.set_at as "setAt", coalesce(p.name, a.name, '') as name,
            coalesce(p.id, a.project_id) as "projectId"
       from kill_switch k ${whoSet}
            left join project p on p.id = k.scope_id left join agent a on a.id = k.scope_id
      where k.lifted_at is null
      order by array_position(array['everything', 'project', 'agent'], k.scope), k.set_at`,
  )
  return rows.map((row) => ({ ...row, setAt: row.setAt.toISOString() }))
}

/** What the Mac of this executor is told. */
export async function ordersFor(pool: Pool, executorId: string): Promise<KillOrders> {
  const [orders, drain, revokedGrants] = await Promise.all([
    stopsFor(pool, executorId),
    drainOf(pool, executorId),
    revokedFor(pool, executorId),
  ])
  return {
    ...orders,
    ...(drain !== null && { drain }),
    ...(revokedGrants.length > 0 && { revokedGrants }),
  }
}

/** Standing grants that a run there may still have. */
async function revokedFor(pool: Pool, executorId: string): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(
    `select distinct s.id from advance_grant g join standing_grant s on s.id = g.standing_grant_id
       join task t on t.id = g.task_id
      where t.executor_id = $1 and g.used_at is null and g.released_at is null and s.revoked_at is not null order by s.id`,
    [executorId],
  )
  return rows.map(({ id }) => id)
}

async function drainOf(pool: Pool, executorId: string): Promise<string | null> {
  const { rows } = await pool.query<{ reason: string; byName: string }>(
    `select e.drain->>'reason' as reason, coalesce(u.name, e.drain->>'by') as "byName"
       from executor e left join "user" u on u.id = e.drain->>'by' where e.id = $1 and e.drain is not null`,
    [executorId],
  )
  return rows[0] ? drainWords(rows[0]) : null
}

async function stopsFor(pool: Pool, executorId: string): Promise<KillOrders> {
  const { rows: switches } = await pool.query<ActiveSwitch>(`select ${active} from ${from}`)
  if (switches.length === 0) return killOrders([], [])
  const { rows: agents } = await pool.query<OrderedAgent>(
    `select a.id as "agentId", a.project_id as "projectId",
            case when a.executor_id = $1 then a.openclaw_agent_id end as "openclawAgentId"
       from agent a
      where (a.id = any($2) or a.project_id = any($2)) and (a.executor_id = $1 or exists (
              select from task t where t.agent_id = a.id and t.executor_id = $1 and t.ended_at is null))`,
    [executorId, switches.map(({ scopeId }) => scopeId)],
  )
  return killOrders(switches, agents)
}

/** What a switch belongs to. */
export interface SwitchPlace {
  projectId: string | null
  isRemoved: boolean
}

/** Null: there is nothing of that id. */
export async function switchPlace(db: Db, scopeId: string): Promise<SwitchPlace | null> {
  if (scopeId === everything) return { projectId: null, isRemoved: false }
  const { rows } = await db.query<SwitchPlace>(
    `select p.id as "projectId", p.removed_at is not null as "isRemoved" from project p
      where p.id = coalesce((select project_id from agent where id = $1), $1)`,
    [scopeId],
  )
  return rows[0] ?? null
}
