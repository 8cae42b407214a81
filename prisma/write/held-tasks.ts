import type { WaitingRun } from '#domain/executor/queue-rules.ts'
import type { Hold } from '#domain/policy/hold.ts'
import type { Raise } from '#domain/policy/raise.ts'
import type { RunState } from '#domain/task/task.ts'
import type { TaskBudget } from '#domain/task/task-budget.ts'
import type { Pool } from '../client.ts'
import { hasRun, type RunOf } from '../read/run-terms.ts'

/** Its last run used all that was reserved for it, and the hold is for that. */
const isStoppedNow = `coalesce(t.state->'runs'->-1->>'outcome' = 'over_budget'
  and t.state->'runs'->-1->>'endedAt' = t.state->'hold'->>'since', false)`
const isHeldNow = `t.hold_kind is not null and t.ended_at is null and t.status <> 'frozen'`
/** These count what is under way, so they are let go one by one. */
const counted = `('limit', 'budget')`
/** What was let go has this long to take its place before another one is let go. */
const settlingMs = 30_000

/** Whose held runs the same rules count. */
export interface HeldGroup extends RunOf {
  /** All of them are held by what counts runs. */
  isCountedOnly: boolean
  /** One of them says that a budget of all of them holds it, so that somebody is asked to raise that. */
  saysBudget: boolean
}

/** Read with the states of few tasks, however many are held: what holds one by itself says nothing of the others. */
export async function heldGroups(pool: Pool): Promise<HeldGroup[]> {
  const { rows } = await pool.query<HeldGroup>({
    name: 'held-groups',
    text: `select g.project_id as "projectId", g.agent_id as "agentId", g.executor_id as "executorId", "isCountedOnly",
                  "isOfBudget" and exists (
                    select from task t
                     where ${isHeldNow} and t.hold_kind = 'budget' and t.project_id = g.project_id
                       and t.agent_id = g.agent_id and t.executor_id = g.executor_id
                       and not t.state ? 'budget' and not ${isStoppedNow}) as "saysBudget"
             from (select t.project_id, t.agent_id, t.executor_id,
                          bool_and(t.hold_kind in ${counted}) as "isCountedOnly",
                          bool_or(t.hold_kind = 'budget') as "isOfBudget"
                     from task t where ${isHeldNow} group by t.project_id, t.agent_id, t.executor_id) g`,
  })
  return rows
}

/** Whether what a budget holds may start for one of these all the same: it was raised, and something else held it then. */
export async function hasRaised(pool: Pool, { projectId, agentId, executorId }: RunOf): Promise<boolean> {
  const { rows } = await pool.query<{ is: boolean }>({
    name: 'raised-tasks',
    text: `select exists (
             select from task t
              where ${isHeldNow} and t.state ? 'raise'
                and t.project_id = $1 and t.agent_id = $2 and t.executor_id = $3) as is`,
    values: [projectId, agentId, executorId],
  })
  return rows[0]?.is ?? false
}

export interface InHeldLine extends WaitingRun {
  agentId: string
  executorId: string
  isCounted: boolean
}

/** All of them, as the line that is shown has them: who is not looked at can’t have its turn. */
export async function heldLine(pool: Pool): Promise<InHeldLine[]> {
  const { rows } = await pool.query<InHeldLine>({
    name: 'held-line',
    text: `select t.id as "taskId", t.project_id as "projectId", t.agent_id as "agentId",
                  t.executor_id as "executorId", t.priority, t.hold_kind in ${counted} as "isCounted",
                  coalesce(t.state->>'dueSince', t.state->'hold'->>'since') as "queuedAt"
             from task t where ${isHeldNow}`,
  })
  return rows
}

export interface HeldTask extends RunOf {
  taskId: string
  hold: Hold
  /** The last run, where that used up what was reserved for it and the task is held for that. */
  stopped: Pick<RunState, 'queuedAt' | 'reserved' | 'usage'> | null
  /** It has had a run that may have begun. */
  isBegun: boolean
  isCounted: boolean
  /** Its own; null: it has none. */
  budget: TaskBudget | null
  /** What an operator let its next run use beyond its budgets; null: nothing. */
  raise: Raise | null
}

/** Those of them that are still held and that nothing was said to, in the order asked for. */
export async function heldTasks(pool: Pool, taskIds: string[]): Promise<HeldTask[]> {
  const { rows } = await pool.query<HeldTask>({
    name: 'held-tasks',
    text: `select t.id as "taskId", t.project_id as "projectId", t.agent_id as "agentId",
                  t.executor_id as "executorId", t.state->'hold' as hold,
                  case when ${isStoppedNow} then t.state->'runs'->-1 end as stopped,
                  ${hasRun('t.state')} as "isBegun", t.hold_kind in ${counted} as "isCounted",
                  t.state->'budget' as budget, t.state->'raise' as raise
             from unnest($1::text[]) with ordinality as asked(id, place) join task t on t.id = asked.id
            where ${isHeldNow} and not exists (
              select from intent i where i.workflow_id = 'task/' || t.id and i.command = 'releaseRun'
                 and i.body->>'heldSince' = t.state->'hold'->>'since')
            order by asked.place`,
    values: [taskIds],
  })
  return rows
}

/** Whether one that was let go is on the way to its run: the place that it is about to take looks free. */
export async function isPlaceBeingTaken(pool: Pool): Promise<boolean> {
  const { rows } = await pool.query<{ is: boolean }>({
    name: 'settling-tasks',
    text: `select exists (
             select 1 from task t join intent i on i.workflow_id = 'task/' || t.id and i.command = 'releaseRun'
              where t.ended_at is null and i.status <> 'undeliverable'
                and i.created_at > now() - $1 * interval '1 ms'
                and case when t.hold_kind is null
                      then i.body->>'heldSince' > coalesce(t.state->'runs'->-1->>'queuedAt', '')
                      else t.hold_kind in ${counted} and t.status <> 'frozen'
                       and i.body->>'heldSince' = t.state->'hold'->>'since' end) as is`,
    values: [settlingMs],
  })
  return rows[0]?.is ?? false
}
