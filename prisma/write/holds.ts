import { newId } from '#domain/ids.ts'
import type { Hold } from '#domain/policy/hold.ts'
import { type HoldSources, holdOf } from '#domain/policy/hold-rules.ts'
import type { StagedProject } from '#domain/project/stage-rules.ts'
import type { Pool, Tx } from '../client.ts'
import { recordIntent } from './intents.ts'

const staged = 'p.name, p.stage, p.stage_reason as "stageReason"'

/** Under a lock, so that a stage that changes meanwhile waits for this run, or this run sees it. */
export async function holdSources(tx: Tx, projectId: string): Promise<HoldSources> {
  const { rows } = await tx.query<StagedProject>({
    name: 'hold-sources',
    text: `select ${staged} from project p where p.id = $1 for share`,
    values: [projectId],
  })
  if (!rows[0]) throw new Error(`no project ${projectId}`)
  return { project: rows[0] }
}

interface HeldTask extends StagedProject {
  id: string
  hold: Hold
}

const atMost = 500

/** Held, and not let go yet by an intent that is on its way; who waits longest first. */
async function heldTasks(pool: Pool): Promise<HeldTask[]> {
  const { rows } = await pool.query<HeldTask>({
    name: 'held-tasks',
    text: `select t.id, t.state->'hold' as hold, ${staged}
             from task t join project p on p.id = t.project_id
            where t.hold_kind is not null and t.ended_at is null and not exists (
              select from intent i where i.workflow_id = 'task/' || t.id and i.command = 'releaseRun'
                                     and i.body->>'heldSince' = t.state->'hold'->>'since')
            order by t.state->'hold'->>'since', t.id limit ${atMost}`,
  })
  return rows
}

/**
 * Lets go what nothing holds any more, whatever has changed: a stage, a policy, a budget, a free slot. Looks at how
 * things stand, so that no change can be missed; prepareRun looks again under the locks. Answers how many.
 */
export async function releaseHeld(pool: Pool): Promise<number> {
  const free = (await heldTasks(pool)).filter(({ id: _, hold: _hold, ...project }) => !holdOf({ project }))
  for (const { id: taskId, hold } of free) {
    const body = { heldSince: hold.since }
    await recordIntent(pool, {
      id: newId('intent'),
      taskId,
      command: 'releaseRun',
      actor: 'system:control',
      body,
    })
  }
  return free.length
}
