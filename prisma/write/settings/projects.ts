import { Refused } from '#domain/errors.ts'
import { projectStreamId } from '#domain/ids.ts'
import type { Fact, FactOf } from '#domain/ledger/entry.ts'
import type { Stage } from '#domain/project/stages.ts'
import { inTransaction, type Pool, type Tx } from '../../client.ts'
import { wake } from '../wake.ts'
import { type By, factBy } from './by-operator.ts'
import { record, recordWithin, type Setting } from './setting.ts'

const settingOf = (projectId: string, fact: Fact): Setting => ({
  streamId: projectStreamId(projectId),
  projectId,
  writer: 'api',
  fact,
})

export async function createProject(
  pool: Pool,
  projectId: string,
  fact: FactOf<'project_created'>,
): Promise<void> {
  const { name, mission, isSample, policy, stage = 'active' } = fact.body
  await record(pool, settingOf(projectId, fact), (tx) =>
    tx.query(
      `insert into project (id, name, mission, is_sample, policy, stage, created_at)
       values ($1, $2, $3, $4, $5, $6, $7)`,
      [projectId, name, mission, isSample, policy, stage, fact.at],
    ),
  )
}

/** Throws Refused where the project is removed already. Its tasks are cancelled by intents of the caller. */
export async function removeProject(
  pool: Pool,
  projectId: string,
  fact: FactOf<'project_removed'>,
): Promise<void> {
  await record(pool, settingOf(projectId, fact), async (tx) => {
    const done = await tx.query('update project set removed_at = $2 where id = $1 and removed_at is null', [
      projectId,
      fact.at,
    ])
    if (!done.rowCount) throw new Refused('project_removed', 'The project is removed already.')
  })
}

interface ProjectRow {
  name: string
  mission: string
  stage: Stage
  isRemoved: boolean
}

/** Locked, so that what is about to start a run in it waits for the outcome. Throws Refused not_found, project_removed. */
async function changeable(tx: Tx, projectId: string): Promise<ProjectRow> {
  // First the stream, as every writer of settings does: two of them wait for each other in one order.
  await tx.query('select 1 from stream where id = $1 for update', [projectStreamId(projectId)])
  const { rows } = await tx.query<ProjectRow>(
    `select name, mission, stage, removed_at is not null as "isRemoved" from project
      where id = $1 for no key update`,
    [projectId],
  )
  if (!rows[0]) throw new Refused('not_found', 'There is no such project.')
  if (rows[0].isRemoved)
    throw new Refused('project_removed', `${rows[0].name} is removed, so it can’t be changed.`)
  return rows[0]
}

/** Nothing is recorded where it is called so already. Throws Refused not_found, project_removed. */
export async function editProject(
  pool: Pool,
  projectId: string,
  body: FactOf<'project_changed'>['body'],
  by: By,
): Promise<void> {
  await inTransaction(pool, async (tx) => {
    const { name, mission } = await changeable(tx, projectId)
    if (name === body.name && mission === body.mission) return
    const setting = settingOf(projectId, { ...factBy(by), type: 'project_changed', body })
    await recordWithin(tx, setting, (within) =>
      within.query('update project set name = $2, mission = $3 where id = $1', [
        projectId,
        body.name,
        body.mission,
      ]),
    )
  })
  wake(pool, 'ledger')
}

/**
 * Runs that are due take this lock too: after it no run starts that the stage holds. What was held and is not any
 * more is let go by the control worker. Throws Refused not_found, project_removed.
 */
export async function changeStage(
  pool: Pool,
  projectId: string,
  to: { stage: Stage; reason: string },
  by: By,
): Promise<void> {
  await inTransaction(pool, async (tx) => {
    const { stage: from } = await changeable(tx, projectId)
    if (from === to.stage) return
    const fact: Fact = { ...factBy(by), type: 'project_stage_changed', body: { from, ...to } }
    await recordWithin(tx, settingOf(projectId, fact), (within) =>
      within.query('update project set stage = $2, stage_reason = $3, stage_since = $4 where id = $1', [
        projectId,
        to.stage,
        to.reason,
        by.at,
      ]),
    )
  })
  wake(pool, 'ledger')
}
