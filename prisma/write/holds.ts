import { startOrder, type WaitingRun } from '#domain/executor/queue-rules.ts'
import { newId } from '#domain/ids.ts'
import type { Hold } from '#domain/policy/hold.ts'
import { holdOf } from '#domain/policy/hold-rules.ts'
import type { Pool } from '../client.ts'
import { heldPlaces, lateRuns } from '../read/past-places.ts'
import { type RunOf, type RunTerms, runTerms } from '../read/run-terms.ts'
import { recordIntent } from './intents.ts'

interface HeldTask extends RunOf, WaitingRun {
  hold: Hold
  /** Its last run used all that was reserved for it, and the hold is for that. */
  isStopped: boolean
  /** An intent that lets it go is recorded. */
  isReleased: boolean
}

const atMost = 500
/** What was let go has this long to take its place before another one is let go. */
const settlingMs = 30_000

/** With since when its run is due: who was let go and found the place taken keeps its turn. */
async function heldTasks(pool: Pool): Promise<HeldTask[]> {
  const { rows } = await pool.query<HeldTask>({
    name: 'held-tasks',
    text: `select t.id as "taskId", t.project_id as "projectId", t.agent_id as "agentId", t.priority,
                  t.executor_id as "executorId", t.state->'hold' as hold,
                  coalesce(t.state->>'dueSince', t.state->'hold'->>'since') as "queuedAt",
                  coalesce(t.state->'runs'->-1->>'outcome' = 'over_budget'
                           and t.state->'runs'->-1->>'endedAt' = t.state->'hold'->>'since', false) as "isStopped",
                  i.id is not null as "isReleased"
             from task t left join intent i
               on i.workflow_id = 'task/' || t.id and i.command = 'releaseRun'
              and i.body->>'heldSince' = t.state->'hold'->>'since'
            where t.hold_kind is not null and t.ended_at is null and t.status <> 'frozen'
              and (i.id is null or (i.status <> 'undeliverable' and i.created_at > now() - $1 * interval '1 ms'))
            order by "queuedAt", t.id limit ${atMost}`,
    values: [settlingMs],
  })
  return rows
}

/** Whether one that was let go is between its hold and its run: the place that it is about to take looks free. */
async function isSettling(pool: Pool): Promise<boolean> {
  const { rows } = await pool.query<{ is: boolean }>({
    name: 'settling-tasks',
    text: `select exists (
             select 1 from task t join intent i on i.workflow_id = 'task/' || t.id and i.command = 'releaseRun'
              where t.ended_at is null and t.hold_kind is null and i.status <> 'undeliverable'
                and i.created_at > now() - $1 * interval '1 ms'
                and i.body->>'heldSince' > coalesce(t.state->'runs'->-1->>'queuedAt', '')) as is`,
    values: [settlingMs],
  })
  return rows[0]?.is ?? false
}

/** These count what is under way, so they are let go one by one. */
const isCounted = ({ hold }: HeldTask) => hold.kind === 'limit' || hold.kind === 'budget'

/** What a run of it used up stays used up: only a change of the policy lets it go by itself. */
const isStillStopped = ({ isStopped, hold }: HeldTask, { changedAt }: RunTerms) =>
  isStopped && (changedAt === null || changedAt <= hold.since)

/**
 * Lets go what nothing holds any more, whatever has changed: a stage, a policy, a budget, a free place. Looks at how
 * things stand, so that no change can be missed; prepareRun looks again under the locks. Answers how many.
 */
export async function releaseHeld(pool: Pool, now = new Date()): Promise<number> {
  // In this order: what is let go meanwhile is seen as one or as the other.
  const held = await heldTasks(pool)
  const line = startOrder(
    held.filter(({ isReleased }) => !isReleased),
    held.length > 0 ? heldPlaces(await lateRuns(pool)) : [],
  )
  const terms = new Map<string, RunTerms>()
  let isPlaceTaken = held.some((task) => task.isReleased && isCounted(task)) || (await isSettling(pool))
  let count = 0
  for (const task of line) {
    if (isCounted(task) && isPlaceTaken) continue
    const whose = `${task.agentId} ${task.executorId}`
    const its = terms.get(whose) ?? (await runTerms(pool, task, now, false))
    terms.set(whose, its)
    if (isStillStopped(task, its) || holdOf(its.sources, now)) continue
    await release(pool, task)
    isPlaceTaken ||= isCounted(task)
    count += 1
  }
  return count
}

function release(pool: Pool, { taskId, hold }: HeldTask): Promise<void> {
  const body = { heldSince: hold.since }
  const by = { id: newId('intent'), actor: 'system:control' }
  return recordIntent(pool, { ...by, taskId, command: 'releaseRun', body })
}
