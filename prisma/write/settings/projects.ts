import { Refused } from '#domain/errors.ts'
import { projectStreamId } from '#domain/ids.ts'
import type { FactOf } from '#domain/ledger/entry.ts'
import type { Pool } from '../../client.ts'
import { record, type Setting } from './setting.ts'

export async function createProject(
  pool: Pool,
  projectId: string,
  fact: FactOf<'project_created'>,
): Promise<void> {
  const { name, mission, isSample, policy } = fact.body
  const setting: Setting = { streamId: projectStreamId(projectId), projectId, writer: 'api', fact }
  await record(pool, setting, (tx) =>
    tx.query(
      'insert into project (id, name, mission, is_sample, policy, created_at) values ($1, $2, $3, $4, $5, $6)',
      [projectId, name, mission, isSample, policy, fact.at],
    ),
  )
}

/** Throws Refused where the project is removed already. Its tasks are cancelled by intents of the caller. */
export async function removeProject(
  pool: Pool,
  projectId: string,
  fact: FactOf<'project_removed'>,
): Promise<void> {
  const setting: Setting = { streamId: projectStreamId(projectId), projectId, writer: 'api', fact }
  await record(pool, setting, async (tx) => {
    const done = await tx.query('update project set removed_at = $2 where id = $1 and removed_at is null', [
      projectId,
      fact.at,
    ])
    if (!done.rowCount) throw new Refused('project_removed', 'The project is removed already.')
  })
}
