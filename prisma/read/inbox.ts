import type { Pool } from '../client.ts'
import { isoOf, isPracticeTask } from './tasks.ts'

export interface InboxRow {
  id: string
  kind: 'approval' | 'question' | 'verification' | 'failed' | 'frozen' | 'uncertain'
  taskId: string
  subjectId: string | null
  projectId: string
  projectName: string
  agentName: string
  title: string
  line: string
  since: string
  until: string | null
  isPractice: boolean
}

const atMost = 500

const proposals = `
  select case r.status when 'pending' then 'approval' else 'uncertain' end as kind, r.task_id, r.id as subject_id,
         case r.status when 'pending' then 'Wants to use ' || (r.state->>'tool')
              else (r.state->>'tool') || ' may or may not have happened: ' || coalesce(r.state->>'detail', '') end as line,
         case r.status when 'pending' then r.state->>'requestedAt'
              else coalesce(r.state->>'decidedAt', r.state->>'requestedAt') end as since, case r.status when 'pending' then r.state->>'expiresAt' end as until
    from proposal r where r.status in ('pending', 'uncertain')`
const questions = `
  select 'question', t.id, q->>'questionId', q->>'text', q->>'askedAt', null
    from task t cross join lateral jsonb_array_elements(t.state->'questions') q
   where t.ended_at is null and q->>'answer' is null`
const tasks = `
  select case t.status when 'needs_verification' then 'verification' else t.status end, t.id, null,
         coalesce(case t.status when 'needs_verification' then 'Missing: ' || (
                    select string_agg(m, ', ') from jsonb_array_elements_text(t.state->'missing') m)
                  else t.state->>'error' end, ''),
         ${isoOf('t.since')}, null
    from task t where t.status in ('needs_verification', 'failed', 'frozen')`

/** What needs a person, oldest first. */
export async function listInbox(pool: Pool): Promise<InboxRow[]> {
  const { rows } = await pool.query<InboxRow>(
    `select i.kind || ':' || coalesce(i.subject_id, i.task_id) as id, i.kind, i.task_id as "taskId",
            i.subject_id as "subjectId", t.project_id as "projectId", p.name as "projectName",
            a.name as "agentName", t.title, left(i.line, 500) as line, i.since, i.until,
            ${isPracticeTask} as "isPractice"
       from (${proposals} union all ${questions} union all ${tasks}) i
       join task t on t.id = i.task_id join project p on p.id = t.project_id join agent a on a.id = t.agent_id
      where p.removed_at is null order by i.since, id limit ${atMost}`,
  )
  return rows
}
