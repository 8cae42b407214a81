import { startOrder } from '#domain/executor/queue-rules.ts'
import { newId } from '#domain/ids.ts'
import { type BudgetVersion, hasRaisedSince, usedUpOf } from '#domain/policy/budget-raise-rules.ts'
import { holdOf } from '#domain/policy/hold-rules.ts'
import type { Pool } from '../client.ts'
import { budgetVersions } from '../read/budget-raises.ts'
import { heldPlaces, lateRuns } from '../read/past-places.ts'
import { type RunOf, type RunTerms, runTerms, taskBudgetStates } from '../read/run-terms.ts'
import {
  type HeldGroup,
  type HeldTask,
  hasRaised,
  heldGroups,
  heldLine,
  heldTasks,
  type InHeldLine,
  isPlaceBeingTaken,
} from './held-tasks.ts'
import { recordIntent } from './intents.ts'

/** So many are read at a time and let go in one look: what else is looked after is not kept waiting. */
const atOnce = 500

/** What a run of it used up stays used up: only a budget that was raised for good since lets it go by itself. */
async function isStillStopped(look: Look, task: HeldTask, { changedAt }: RunTerms): Promise<boolean> {
  const { stopped, projectId, agentId } = task
  if (!stopped) return false
  // What it might use was reserved then.
  if (changedAt === null || changedAt <= stopped.queuedAt) return true
  const owner = `${projectId} ${agentId}`
  const versions = look.versions.get(owner) ?? (await budgetVersions(look.pool, task))
  look.versions.set(owner, versions)
  return !hasRaisedSince(versions, stopped.queuedAt, usedUpOf(stopped))
}

/**
 * Lets go what nothing holds any more, whatever has changed: a stage, a policy, a budget, a free place. Looks at how
 * things stand, so that no change can be missed; prepareRun looks again under the locks. Whose agent can start nothing
 * costs one look for all its tasks; of the others each has its turn, however many wait. Answers how many.
 */
export async function releaseHeld(pool: Pool, now = new Date()): Promise<number> {
  const groups = await heldGroups(pool)
  if (groups.length === 0) return 0
  // Before the places are counted: who takes one meanwhile is seen here or there.
  const isPlaceTaken = await isPlaceBeingTaken(pool)
  const looked = groups.filter(({ isCountedOnly }) => !(isCountedOnly && isPlaceTaken))
  const open = await openTerms(pool, looked, now)
  if (open.size === 0) return 0
  const line = startOrder(await heldLine(pool), heldPlaces(await lateRuns(pool)))
  const told = new Set(groups.filter(({ saysBudget }) => saysBudget).map(whose))
  return letGo(
    { pool, open, now, told, isPlaceTaken, count: 0, versions: new Map() },
    line.filter((run) => open.has(whose(run))),
  )
}

interface Look {
  pool: Pool
  open: ReadonlyMap<string, RunTerms>
  now: Date
  /** Whose runs a budget is known to hold: one of them says so. */
  told: Set<string>
  isPlaceTaken: boolean
  count: number
  /** By whose runs they count, read once. */
  versions: Map<string, BudgetVersion[]>
}

async function letGo(look: Look, line: readonly InHeldLine[]): Promise<number> {
  const mayGo = ({ isCounted }: { isCounted: boolean }) => !(isCounted && look.isPlaceTaken)
  let left = line.filter(mayGo)
  while (left.length > 0 && look.count < atOnce) {
    const page = left.slice(0, atOnce).map(({ taskId }) => taskId)
    for (const task of await heldTasks(look.pool, page)) {
      if (look.count === atOnce || !mayGo(task) || (await isHeld(look, task))) continue
      await release(look.pool, task)
      look.isPlaceTaken ||= task.isCounted
      look.count += 1
    }
    left = left.slice(atOnce).filter(mayGo)
  }
  return look.count
}

const whose = ({ projectId, agentId, executorId }: RunOf) => `${projectId} ${agentId} ${executorId}`

/**
 * Of those of whose runs one could start: begun, without a budget of its own, and perhaps raised beyond the others. Also of
 * those that a budget holds by now and of which none says so.
 */
async function openTerms(
  pool: Pool,
  groups: readonly HeldGroup[],
  now: Date,
): Promise<Map<string, RunTerms>> {
  const open = new Map<string, RunTerms>()
  for (const group of groups) {
    const terms = await runTerms(pool, group, now, false)
    const hold = holdOf({ ...terms.sources, isBegun: true }, now)
    const isLooked =
      hold === null || (hold.kind === 'budget' && (!group.saysBudget || (await hasRaised(pool, group))))
    if (isLooked) open.set(whose(group), terms)
  }
  return open
}

async function isHeld(look: Look, task: HeldTask): Promise<boolean> {
  const { pool, open, now, told } = look
  const terms = open.get(whose(task))
  if (!terms || (await isStillStopped(look, task, terms))) return true
  const { taskId, budget, isBegun, raise } = task
  const sources = { ...terms.sources, isBegun, raise }
  const hold = holdOf(sources, now)
  if (hold?.kind === 'budget' && task.hold.kind !== 'budget') return !isFirst(told, whose(task))
  if (hold !== null) return true
  const own = await taskBudgetStates(pool, taskId, budget ?? undefined, now)
  const ownHold = holdOf({ ...sources, budgets: [...sources.budgets, ...own] }, now)
  return ownHold !== null && task.hold.kind === 'budget'
}

/** A budget waits for a person: the first one whose turn it is is let go once, to be held by that and say so. */
function isFirst(told: Set<string>, group: string): boolean {
  const is = !told.has(group)
  told.add(group)
  return is
}

function release(pool: Pool, { taskId, hold }: HeldTask): Promise<void> {
  const body = { heldSince: hold.since }
  const by = { id: newId('intent'), actor: 'system:control' }
  return recordIntent(pool, { ...by, taskId, command: 'releaseRun', body })
}
