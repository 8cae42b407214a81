import { type HoldSources, holdOf, type Limit } from '#domain/policy/hold-rules.ts'
import type { TaskState } from '#domain/task/task.ts'
import type { Pool, Tx } from '../client.ts'
import { type RunOf, runTerms } from '../read/run-terms.ts'
import { hasRaised, settlingMs } from './held-tasks.ts'

/** Of so many groups it is asked whether they could start; of the others it is taken to be so. */
const mostAsked = 20

/** Tasks that wait for a place, or were given one and are on the way to it, and whose runs the same rules count. */
interface Waiting extends RunOf {
  isLetGo: boolean
  isBegun: boolean
  count: number
}

/** Whether something may start of a group that has these terms; of single tasks more is asked. */
export async function mayStart(
  db: Pool | Tx,
  group: RunOf,
  sources: HoldSources,
  now: Date,
): Promise<boolean> {
  const hold = holdOf(sources, now)
  return hold === null || (hold.kind === 'budget' && (await hasRaised(db, group)))
}

/**
 * The limits with those that wait and could have a place now: a free one is theirs, so that neither a new task nor the
 * next turn of one that has just ended comes before them. Whose turn it is, the release loop says (ADR 019); to a task
 * that it let go nobody is before.
 */
export async function withWaiting(
  tx: Tx,
  taskId: string,
  state: TaskState,
  limits: readonly Limit[],
  now: Date,
): Promise<readonly Limit[]> {
  if (limits.length === 0 || (await wasLetGo(tx, taskId, state))) return limits
  const isIn = (group: Waiting) => (limit: Limit) => isCountedBy(limit, state, group)
  const groups = (await waitingGroups(tx, taskId)).filter((group) => limits.some(isIn(group)))
  const ready: Waiting[] = []
  for (const [i, group] of groups.entries())
    if (group.isLetGo || i >= mostAsked || (await couldStart(tx, group, now))) ready.push(group)
  return limits.map((limit) => ({
    ...limit,
    waiting: ready.reduce((sum, group) => sum + (isIn(group)(limit) ? group.count : 0), 0),
  }))
}

async function couldStart(tx: Tx, group: Waiting, now: Date): Promise<boolean> {
  const { sources } = await runTerms(tx, group, now, false)
  return mayStart(tx, group, { ...sources, isBegun: group.isBegun }, now)
}

function isCountedBy({ of, scope }: Limit, own: RunOf, other: Waiting): boolean {
  if (of === 'tasks' && other.isBegun) return false
  return scope === 'portfolio' || own[`${scope}Id`] === other[`${scope}Id`]
}

/** What holds it now, or held it since its last run, is over: the release loop said so. */
async function wasLetGo(tx: Tx, taskId: string, { hold, runs }: TaskState): Promise<boolean> {
  const { rows } = await tx.query<{ is: boolean }>({
    name: 'was-let-go',
    text: `select exists (
             select from intent
              where workflow_id = 'task/' || $1 and command = 'releaseRun' and status <> 'undeliverable'
                and case when $2::text is null then body->>'heldSince' > $3 else body->>'heldSince' = $2 end) as is`,
    values: [taskId, hold?.since ?? null, runs.at(-1)?.queuedAt ?? ''],
  })
  return rows[0]?.is ?? false
}

/** Of those that wait no state is read, however many they are. */
async function waitingGroups(tx: Tx, exceptId: string): Promise<Waiting[]> {
  const { rows } = await tx.query<Waiting>({
    name: 'waiting-groups',
    text: `select t.project_id as "projectId", t.agent_id as "agentId", t.executor_id as "executorId",
                  t.is_let_go as "isLetGo", count(*)::int as count,
                  exists (select from run_reservation r where r.task_id = t.id) as "isBegun"
             from (select id, project_id, agent_id, executor_id, false as is_let_go from task
                    where hold_kind = 'limit' and ended_at is null and status <> 'frozen'
                   union all
                   select id, project_id, agent_id, executor_id, true from task
                    where hold_kind is null and ended_at is null and status = 'preparing' and exists (
                      select from intent i
                       where i.workflow_id = 'task/' || task.id and i.command = 'releaseRun'
                         and i.status <> 'undeliverable' and i.created_at > now() - $2 * interval '1 ms'
                         and i.body->>'heldSince' > coalesce(task.state->'runs'->-1->>'queuedAt', ''))) as t
            where t.id <> $1
            group by t.project_id, t.agent_id, t.executor_id, "isLetGo", "isBegun"`,
    values: [exceptId, settlingMs],
  })
  return rows
}
