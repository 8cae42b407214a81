import { idFrom } from '#domain/derived-ids.ts'
import { Refused } from '#domain/errors.ts'
import { actorOf } from '#domain/ledger/actor.ts'
import { openRunIds } from '#prisma/read/runbook-runs.ts'
import type { Source } from '#prisma/read/source.ts'
import { openTaskIds } from '#prisma/read/tasks.ts'
import { recordIntent } from '#prisma/write/intents.ts'
import { recordRunIntent } from '#prisma/write/run-intents.ts'
import { removeProject } from '#prisma/write/settings/projects.ts'

/**
 * Removes a project and asks each open run of a runbook and each open task to end. Asked again after it stopped half way,
 * it asks the rest.
 * Throws Refused project_removed where nothing is left to do.
 */
export async function removeWithTasks(
  pool: Source['pool'],
  projectId: string,
  operatorId: string,
): Promise<{ cancelledTasks: number }> {
  const actor = actorOf('operator', operatorId)
  const fact = { type: 'project_removed', at: new Date().toISOString(), actor, body: { reason: '' } } as const
  const refusal = await removeProject(pool, projectId, fact).then(
    () => null,
    (error: unknown) => error,
  )
  if (refusal && !(refusal instanceof Refused)) throw refusal
  const [runIds, taskIds] = await Promise.all([openRunIds(pool, projectId), openTaskIds(pool, projectId)])
  if (refusal && runIds.length + taskIds.length === 0) throw refusal
  const body = { reason: 'The project was removed.' }
  const idOf = (id: string) => idFrom('intent', 'removal', operatorId, id)
  // The runs first: told so, they take no other way where their task is cancelled.
  for (const runId of runIds)
    await recordRunIntent(pool, { id: idOf(runId), runId, command: 'cancelRun', actor, body })
  for (const taskId of taskIds)
    await recordIntent(pool, { id: idOf(taskId), taskId, command: 'cancelTask', actor, body })
  return { cancelledTasks: taskIds.length }
}
