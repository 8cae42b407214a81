import type { RunOutcome } from '#domain/run/run.ts'
import type { TaskStatus, WaitKind } from '#domain/task/task.ts'
import type { Pool } from '../client.ts'
import { isFailedIn } from './failed-runs.ts'
import { isoOf } from './tasks.ts'

export interface AgentReport {
  waits: {
    status: TaskStatus
    waitKind: WaitKind | null
    count: number
    oldestSince: string
    taskId: string
  }[]
  runs: RecentRun[]
  failures: FailureGroup[]
  questions: AskedQuestion[]
}

export interface RecentRun {
  taskId: string
  taskTitle: string
  stepId: string
  reason: string
  outcome: RunOutcome | null
  queuedAt: string
  startedAt: string | null
  endedAt: string | null
  isPractice: boolean
}

export interface FailureGroup {
  /** The first line of the error. */
  error: string
  count: number
  lastAt: string
  lastTaskId: string
}

export interface AskedQuestion {
  taskId: string
  taskTitle: string
  questionId: string
  text: string
  askedAt: string
  answer: string | null
  answeredByName: string | null
  answeredAt: string | null
}

const shown = 10

/** What stands still of an agent's open tasks, by what it waits for; each with its oldest. */
async function waitsOf(pool: Pool, agentId: string): Promise<AgentReport['waits']> {
  const { rows } = await pool.query(
    `select t.status, t.wait_kind as "waitKind", count(*)::int as count, ${isoOf('min(t.since)')} as "oldestSince",
            (array_agg(t.id order by t.since, t.id))[1] as "taskId"
       from task t where t.agent_id = $1 and t.ended_at is null group by t.status, t.wait_kind
      order by min(t.since)`,
    [agentId],
  )
  return rows
}

const runsOf = `task t cross join lateral jsonb_array_elements(t.state->'runs') r where t.agent_id = $1`

async function recentRuns(pool: Pool, agentId: string): Promise<RecentRun[]> {
  const { rows } = await pool.query<RecentRun>(
    `select t.id as "taskId", t.title as "taskTitle", r->>'stepId' as "stepId", r->>'reason' as reason,
            r->>'outcome' as outcome, r->>'queuedAt' as "queuedAt", r->>'startedAt' as "startedAt",
            r->>'endedAt' as "endedAt", coalesce((r->'gateway'->>'isPractice')::boolean, false) as "isPractice"
       from ${runsOf} order by r->>'queuedAt' desc, t.id desc limit $2`,
    [agentId, shown],
  )
  return rows
}

/** By the rule that Home counts failed runs by. */
async function failuresOf(pool: Pool, agentId: string): Promise<FailureGroup[]> {
  const { rows } = await pool.query<FailureGroup>(
    `select f.error, count(*)::int as count, max(f.at) as "lastAt", (array_agg(f.id order by f.at desc))[1] as "lastTaskId"
       from (select t.id, coalesce(nullif(trim(split_part(r->>'error', E'\\n', 1)), ''), 'no words') as error,
                    r->>'endedAt' as at
               from ${runsOf} and ${isFailedIn(`r->>'outcome'`)}) f
      group by f.error order by count(*) desc, max(f.at) desc limit $2`,
    [agentId, shown],
  )
  return rows
}

async function questionsOf(pool: Pool, agentId: string): Promise<AskedQuestion[]> {
  const { rows } = await pool.query<AskedQuestion>(
    `select t.id as "taskId", t.title as "taskTitle", q->>'questionId' as "questionId", q->>'text' as text,
            q->>'askedAt' as "askedAt", q->>'answer' as answer, u.name as "answeredByName",
            q->>'answeredAt' as "answeredAt"
       from task t cross join lateral jsonb_array_elements(t.state->'questions') q
       left join "user" u on 'operator:' || u.id = q->>'answeredBy'
      where t.agent_id = $1 order by q->>'askedAt' desc, t.id limit $2`,
    [agentId, shown],
  )
  return rows
}

/** What an agent has been doing, from the states of its tasks. */
export async function agentReport(pool: Pool, agentId: string): Promise<AgentReport> {
  const [waits, runs, failures, questions] = await Promise.all([
    waitsOf(pool, agentId),
    recentRuns(pool, agentId),
    failuresOf(pool, agentId),
    questionsOf(pool, agentId),
  ])
  return { waits, runs, failures, questions }
}
