import { taskIdOfStream } from '#domain/ids.ts'
import type { Fact, FactOf } from '#domain/ledger/entry.ts'
import type { TaskState } from '#domain/task/task.ts'
import type { Tx } from '../client.ts'

/** One row for each permission that a run brought along, in the transaction of the entries that they are folded from. */
export async function keepAdvanceGrants(
  tx: Tx,
  streamId: string,
  state: TaskState,
  facts: readonly Fact[],
): Promise<void> {
  const taskId = taskIdOfStream(streamId) ?? ''
  for (const fact of facts) {
    if (fact.type === 'run_queued' && fact.body.advance) await issue(tx, taskId, state, fact)
    if (fact.type === 'effect_passed' || fact.type === 'standing_grant_used')
      await use(tx, taskId, [fact.body.effectKey], fact.at)
    if (fact.type === 'grants_released') {
      await use(tx, taskId, fact.body.used, fact.at)
      await release(tx, taskId, 'effect_key = any($2)', fact.body.released, fact.at)
    }
    // Only its executor's own word says that the run can use none of them any more.
    if (fact.type === 'run_ended' && fact.body.gateway !== null)
      await release(tx, taskId, 'step_id = any($2)', [fact.body.stepId], fact.at)
  }
}

/** A step that a reset prepares again has the same ones: what was used stays used, what was given back goes out again. */
async function issue(tx: Tx, taskId: string, state: TaskState, { body, at }: FactOf<'run_queued'>) {
  for (const { grantId, effectKey, source } of body.advance ?? [])
    await tx.query(
      `insert into advance_grant (task_id, effect_key, step_id, project_id, agent_id, grant_id,
                                  standing_grant_id, effect_class, issued_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
       on conflict (task_id, effect_key) do update set released_at = null`,
      [
        ...[taskId, effectKey, body.stepId, state.projectId, state.agentId, grantId],
        source.kind === 'standing' ? source.standingGrantId : null,
        ...[source.effectClass, at],
      ],
    )
}

/** Also of one that was given back: that it happened counts. */
const use = (tx: Tx, taskId: string, keys: readonly string[], at: string) =>
  tx.query(
    `update advance_grant set used_at = $3
      where task_id = $1 and effect_key = any($2) and used_at is null`,
    [taskId, keys, at],
  )

const release = (tx: Tx, taskId: string, which: string, of: readonly string[], at: string) =>
  tx.query(
    `update advance_grant set released_at = $3
      where task_id = $1 and ${which} and used_at is null and released_at is null`,
    [taskId, of, at],
  )
