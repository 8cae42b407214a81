import { findingIdOf } from '#domain/drift/finding-id.ts'
import type { TaskName } from '#domain/drift/own-differing.ts'
import { unheededFound, unheededKey } from '#domain/drift/unheeded-rules.ts'
import { taskIdOfStream } from '#domain/ids.ts'
import { sha256Hex } from '#domain/ledger/digest.ts'
import type { FactOf } from '#domain/ledger/entry.ts'
import type { TaskState } from '#domain/task/task.ts'
import type { Tx } from '../client.ts'
import { recordFoundWithin, recordGoneWithin } from './settings/looks.ts'
import type { StreamChange } from './workflow-stream.ts'

/**
 * A run that its gateway does not end is a finding by the entry that says so, in the transaction that records it. It goes
 * with the run's end, or, where the run was given up before, by a look at the executor.
 */
export async function keepUnheeded(
  tx: Tx,
  streamId: string,
  { after, facts }: Pick<StreamChange<TaskState>, 'after' | 'facts'>,
): Promise<void> {
  const { title, projectId, executorId: scope } = after
  const seen = facts.filter(({ type }) => type === 'end_unheeded' || type === 'run_ended')
  const taskId = taskIdOfStream(streamId)
  if (seen.length === 0 || !scope || !taskId) return
  const task = { taskId, title, projectId }
  for (const fact of seen) {
    if (fact.type === 'end_unheeded') await found(tx, scope, task, fact.body)
    if (fact.type === 'run_ended' && !fact.body.isUnheeded) await gone(tx, scope, task, fact.body.stepId)
  }
}

type TaskNamed = Pick<TaskName, 'taskId' | 'title' | 'projectId'>

const times = () => {
  const at = new Date().toISOString()
  return { lookedAt: at, at }
}

async function found(
  tx: Tx,
  scope: string,
  task: TaskNamed,
  body: FactOf<'end_unheeded'>['body'],
): Promise<void> {
  const { rows } = await tx.query<{ name: string }>('select name from project where id = $1', [
    task.projectId,
  ])
  const of = { ...task, projectName: rows[0]?.name ?? task.projectId }
  await recordFoundWithin(tx, { ...times(), scope }, unheededFound(body, of, sha256Hex))
}

async function gone(tx: Tx, scope: string, { taskId }: TaskNamed, stepId: string): Promise<void> {
  const findingId = findingIdOf(scope, 'run_end', unheededKey(taskId, stepId))
  const known = await tx.query({
    name: 'finding-known',
    text: 'select from finding where id = $1',
    values: [findingId],
  })
  if (known.rowCount) await recordGoneWithin(tx, times(), findingId)
}
