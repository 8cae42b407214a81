import type { Look, News } from '#domain/agent/beat-rules.ts'
import { isActiveAt, mostNewsLines, newsTypes } from '#domain/agent/beat-rules.ts'
import { Heartbeat } from '#domain/agent/heartbeat.ts'
import { newTaskRefusal, stageHold } from '#domain/project/stage-rules.ts'
import type { Tx } from '../client.ts'

export interface AgentRow {
  projectId: string
  name: string
  executorId: string | null
  isRetired: boolean
  project: Parameters<typeof newTaskRefusal>[0]
  settings: unknown
  askedNote: string | null
  askedBy: string | null
}

export async function agentOf(tx: Tx, agentId: string): Promise<AgentRow> {
  const { rows } = await tx.query<AgentRow>(
    `select a.project_id as "projectId", a.name, a.executor_id as "executorId", h.settings,
            a.retired_at is not null as "isRetired", json_build_object('name', p.name, 'stage', p.stage, 'isRemoved', p.removed_at is not null) as project,
            h.asked_note as "askedNote", case when h.asked_at is null then null
              else coalesce(u.name, 'Somebody') end as "askedBy"
       from agent a join project p on p.id = a.project_id left join heartbeat h on h.agent_id = a.id
       left join "user" u on 'operator:' || u.id = h.asked_by where a.id = $1`,
    [agentId],
  )
  if (!rows[0]) throw new Error(`no agent ${agentId}`)
  return rows[0]
}

export async function headPosition(tx: Tx): Promise<number> {
  const { rows } = await tx.query<{ head: number }>(
    'select coalesce(max(position), 0)::float8 as head from position',
  )
  return rows[0]?.head ?? 0
}

export interface Moment {
  agentId: string
  agent: AgentRow
  scheduledAt: string
  seen: number
}

/** What there is when a beat comes, at one moment of the ledger. */
export async function lookOf(tx: Tx, { agentId, agent, scheduledAt, seen }: Moment): Promise<Look> {
  const heartbeat = agent.settings ? Heartbeat.parse(agent.settings) : null
  const open = await tx.query<{ id: string }>(
    `select t.id from beat b join task t on t.id = b.task_id
      where b.agent_id = $1 and t.ended_at is null order by b.scheduled_at desc limit 1`,
    [agentId],
  )
  const news = heartbeat ? await newsOf(tx, agentId, agent.projectId, seen) : []
  return {
    heartbeat,
    isActive: heartbeat !== null && isActiveAt(heartbeat, scheduledAt),
    isRetired: agent.isRetired,
    isProjectClosed: newTaskRefusal(agent.project) !== null,
    isProjectHeld: stageHold({ ...agent.project, stageReason: '' }) !== null,
    hasExecutor: agent.executorId !== null,
    openTaskId: open.rows[0]?.id ?? null,
    asked: agent.askedBy === null ? null : { name: agent.askedBy, note: agent.askedNote ?? '' },
    news: news.map(({ type, title, detail }) => ({ type, title, detail })),
    newsCount: news[0]?.total ?? 0,
  }
}

type NewsRow = News & { total: number }

/**
 * Between where the last started beat looked up to and `seen`; oldest first. Nothing from before the heartbeat began,
 * and nothing at all until the entry that began it has its place.
 */
async function newsOf(tx: Tx, agentId: string, projectId: string, seen: number): Promise<NewsRow[]> {
  const { rows } = await tx.query<NewsRow>(
    `with since as (
       select greatest(
         coalesce((select max(seen) from beat where agent_id = $1), 0),
         coalesce((select o.position from entry e left join position o on o.entry_id = e.id
                    where e.stream_id = 'agent/' || $1 and e.type = 'heartbeat_set'
                      and e.stream_seq > coalesce((select max(r.stream_seq) from entry r
                            where r.stream_id = e.stream_id and r.type = 'heartbeat_removed'), 0)
                    order by e.stream_seq limit 1), $4)) as position)
     select e.type, coalesce(t.title, e.body->>'title') as title, count(*) over ()::int as total,
            coalesce(e.body->>'error', e.body->>'text', e.body->>'reason',
                     (select string_agg(m, ', ') from jsonb_array_elements_text(e.body->'missing') m), '') as detail
       from since, entry e join position o on o.entry_id = e.id 
       left join task t on e.stream_id = 'task/' || t.id
      where e.project_id = $2 and e.type = any($3) and o.position > since.position and o.position <= $4
        and not exists (select from beat b where b.task_id = t.id)
      order by o.position limit $5`,
    [agentId, projectId, newsTypes, seen, mostNewsLines],
  )
  return rows
}
