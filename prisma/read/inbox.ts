import type { InboxKind } from '#domain/inbox/inbox.ts'
import { byCostOfDelay } from '#domain/inbox/rank-rules.ts'
import type { Pool } from '../client.ts'
import { unionOf } from './inbox/part.ts'
import { approvals, uncertainEffects } from './inbox/proposals.ts'
import { questions } from './inbox/questions.ts'
import { failedTasks, frozenTasks, unproven } from './inbox/standing-tasks.ts'
import { undeliverable } from './inbox/undeliverable.ts'
import { isPracticeTask } from './tasks.ts'

export interface InboxRow {
  id: string
  kind: InboxKind
  taskId: string | null
  subjectId: string | null
  projectId: string | null
  projectName: string | null
  agentName: string | null
  title: string
  line: string
  since: string
  until: string | null
  isEffect: boolean
  amountUsd: number | null
  holds: number
  href: string
  isPractice: boolean
}

const parts = [approvals, uncertainEffects, questions, unproven, failedTasks, frozenTasks, undeliverable]
const mostRead = 5_000
const mostShown = 500

/** What needs a person, by cost of delay. */
export async function listInbox(pool: Pool, now: Date): Promise<InboxRow[]> {
  const { rows } = await pool.query<InboxRow>(
    `select i.kind || ':' || i.key as id, i.kind, i.task_id as "taskId", i.subject_id as "subjectId",
            i.project_id as "projectId", p.name as "projectName", a.name as "agentName", i.title,
            left(i.line, 500) as line, i.since, i.until, i.is_effect as "isEffect",
            i.amount_usd::float8 as "amountUsd", i.holds, i.href,
            (t.id is not null and ${isPracticeTask}) as "isPractice"
       from (${unionOf(parts)}) i
       left join task t on t.id = i.task_id left join project p on p.id = i.project_id
       left join agent a on a.id = i.agent_id
      where p.removed_at is null order by i.since, id limit ${mostRead}`,
  )
  return byCostOfDelay(rows, now).slice(0, mostShown)
}
