import { idFrom } from '#domain/derived-ids.ts'
import { taskStreamId } from '#domain/ids.ts'
import type { Fact } from '#domain/ledger/entry.ts'
import { snapshotOf } from '#domain/policy/effective-rules.ts'
import type { Adoption, AdoptionAnswer, ForeignRun } from '#domain/run/foreign-run.ts'
import { starterWords, titleOf } from '#domain/run/foreign-run-rules.ts'
import { inTransaction, type Pool, type Tx } from '../../client.ts'
import { adoptedTaskIdOf } from '../../read/accounted-runs.ts'
import { termsOf } from '../../read/run-terms.ts'
import { beginTask } from '../ledger.ts'
import { wake } from '../wake.ts'

/** The step of a task that is the run it was adopted for. */
const stepId = 's1'

/**
 * Records a run that nobody here asked for as a task of the agent that works on the OpenClaw agent; of several the one
 * that was there first. Its first entries are written here, the rest by its workflow.
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
    const { effective, version } = await termsOf(tx, owner, false)
    const adoption = { taskId, ...owner, policy: snapshotOf(effective, version) }
    const facts = factsOf(adoption, executorId, run, at)
    const intent = {
      id: idFrom('intent', 'adopted', executorId, run.runId),
      command: 'startTask',
      actor: facts[0].actor,
      at,
    }
    // Known already: told again, or by two at once.
    await beginTask(tx, { streamId: taskStreamId(taskId), projectId: owner.projectId, intent, facts })
    return { adoption, why: '' }
  })
  wake(pool, 'intents')
  wake(pool, 'ledger')
  return answer
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

function factsOf(
  { projectId, agentId, policy }: Adoption,
  executorId: string,
  { message, openclawAgentId: _, ...adopted }: ForeignRun,
  at: string,
): [Fact, ...Fact[]] {
  const { runId, sessionKey, starter } = adopted
  const by = { at, actor: `executor:${executorId}` }
  const requested = {
    ...{ projectId, agentId, executorId, adopted },
    title: titleOf(starter, message),
    intent: message,
    deliverables: [],
    intentId: idFrom('intent', 'adopted', executorId, runId),
  }
  return [
    { ...by, type: 'task_requested', body: requested },
    { ...by, type: 'task_prepared', body: { stepId, policy } },
    {
      ...by,
      type: 'run_queued',
      body: { stepId, runId, sessionKey, reason: starterWords(starter), executorId, contextHash: '' },
    },
    { ...by, type: 'run_accepted', body: { stepId, itemId: `accepted-${runId}` } },
  ]
}
