import { idFrom } from '#domain/derived-ids.ts'
import { taskStreamId } from '#domain/ids.ts'
import type { FactOf } from '#domain/ledger/entry.ts'
import { isBudgeted, reservationOf } from '#domain/policy/budget-rules.ts'
import { snapshotOf } from '#domain/policy/effective-rules.ts'
import { holdOf } from '#domain/policy/hold-rules.ts'
import type { Adoption, AdoptionAnswer } from '#domain/run/adoption.ts'
import { adoptedStepId, openingOf } from '#domain/run/adoption-rules.ts'
import type { ForeignRun } from '#domain/run/foreign-run.ts'
import { heldWords, titleOf } from '#domain/run/foreign-run-rules.ts'
import { inTransaction, type Pool, type Tx } from '../../client.ts'
import { adoptedTaskIdOf } from '../../read/accounted-runs.ts'
import { runTerms } from '../../read/run-terms.ts'
import { beginTask } from '../ledger.ts'
import { currentTask } from '../task-row.ts'
import { wake } from '../wake.ts'

/**
 * Records a run that nobody here asked for as a task of the agent that works on the OpenClaw agent; of several the one
 * that was there first. Its first entries are written here, the rest by its workflow. It is under way already: what would
 * hold another run has its Mac end it, and else its share of the budgets is reserved for it. Limits of how many go on at
 * once count it and don't end it.
 */
export async function adoptRun(
  pool: Pool,
  executorId: string,
  run: ForeignRun,
  at = new Date().toISOString(),
): Promise<AdoptionAnswer> {
  const answer = await inTransaction(pool, async (tx): Promise<AdoptionAnswer> => {
    const owner = await ownerOf(tx, executorId, run.openclawAgentId)
    if (!owner) return { adoption: null, why: `No agent of Front Office works on ${run.openclawAgentId}.` }
    const taskId = adoptedTaskIdOf(executorId, run.runId)
    const now = new Date(at)
    const { effective, version, documents, sources } = await runTerms(tx, { ...owner, executorId }, now, true)
    const hold = holdOf({ ...sources, limits: [] }, now)
    const isReserving = hold === null && isBudgeted(sources.budgets)
    const adoption: Adoption = {
      ...{ taskId, ...owner, policy: snapshotOf(effective, version, documents) },
      ...(isReserving && { reserved: reservationOf(sources.budgets) }),
      ...(hold && { held: heldWords(hold) }),
    }
    const requested = requestedOf(adoption, executorId, run, at)
    const intent = {
      id: requested.body.intentId,
      command: 'startTask',
      actor: requested.actor,
      at,
    }
    const facts = openingOf(requested, adoption)
    const stream = { streamId: taskStreamId(taskId), projectId: owner.projectId, intent, facts }
    const isNew = await beginTask(tx, stream)
    return isNew ? { adoption, why: '' } : asRecorded(tx, adoption)
  })
  wake(pool, 'intents')
  wake(pool, 'ledger')
  return answer
}

/** Known already: told again, or by two at once. What is reserved for it holds it no more. */
async function asRecorded(tx: Tx, { reserved: _, held, ...known }: Adoption): Promise<AdoptionAnswer> {
  const { runs } = await currentTask(tx, known.taskId)
  const run = runs.find(({ stepId }) => stepId === adoptedStepId)
  const adoption = { ...known, ...(run?.reserved ? { reserved: run.reserved } : held && { held }) }
  return { adoption, why: '', ...(run && run.endedAt !== null && { isOver: true as const }) }
}

async function ownerOf(
  tx: Tx,
  executorId: string,
  openclawAgentId: string,
): Promise<Pick<Adoption, 'projectId' | 'agentId'> | null> {
  const { rows } = await tx.query<Pick<Adoption, 'projectId' | 'agentId'>>(
    `select a.project_id as "projectId", a.id as "agentId" from agent a join project p on p.id = a.project_id
      where a.executor_id = $1 and a.openclaw_agent_id = $2 and p.removed_at is null
      order by a.retired_at is not null, a.created_at, a.id limit 1 for share of p`,
    [executorId, openclawAgentId],
  )
  return rows[0] ?? null
}

function requestedOf(
  { projectId, agentId }: Adoption,
  executorId: string,
  { message, openclawAgentId: _, ...adopted }: ForeignRun,
  at: string,
): FactOf<'task_requested'> {
  const body = {
    ...{ projectId, agentId, executorId, adopted },
    title: titleOf(adopted.starter, message),
    intent: message,
    deliverables: [],
    intentId: idFrom('intent', 'adopted', executorId, adopted.runId),
  }
  return { type: 'task_requested', at, actor: `executor:${executorId}`, body }
}
