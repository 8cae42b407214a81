import { newId } from '#domain/ids.ts'
import type { ActiveSwitch } from '#domain/kill-switch/kill-switch.ts'
import { stopWords, widestOf } from '#domain/kill-switch/kill-switch-rules.ts'
import { actorOf } from '#domain/ledger/actor.ts'
import type { Pool } from '../client.ts'
import { recordIntent } from './intents.ts'

interface StoppedRun {
  taskId: string
  stepId: string
  switches: (ActiveSwitch & { setBy: string })[]
}

const atMost = 500

/** Open runs that a switch counts and that nobody has told yet. A frozen task takes no word; its run's Mac is told. */
async function openRuns(pool: Pool): Promise<StoppedRun[]> {
  const { rows } = await pool.query<StoppedRun>({
    name: 'runs-to-stop',
    text: `select r.task_id as "taskId", r.step_id as "stepId",
                  jsonb_agg(jsonb_build_object('scopeId', k.scope_id, 'scope', k.scope, 'reason', k.reason,
                    'setBy', k.set_by, 'byName', coalesce(u.name, k.set_by))) as switches
             from kill_switch k
             join run_reservation r
               on r.ended_at is null and k.scope_id in ('everything', r.project_id, r.agent_id)
             join task t on t.id = r.task_id and t.ended_at is null and t.status <> 'frozen'
             left join "user" u on u.id = k.set_by
            where k.lifted_at is null
              and not exists (select from intent i
                               where i.workflow_id = 'task/' || r.task_id and i.command = 'stopRun'
                                 and i.body->>'stepId' = r.step_id)
            group by r.task_id, r.step_id, r.reserved_at order by r.reserved_at limit ${atMost}`,
  })
  return rows
}

/**
 * Tells every open run that a kill switch counts to end, once. Looks at how things stand, as who lets held runs go does
 * (ADR 019): a run that was being prepared while the switch was set is seen at the next look. Answers how many.
 */
export async function stopOpenRuns(pool: Pool): Promise<number> {
  const runs = await openRuns(pool)
  for (const { taskId, stepId, switches } of runs) {
    const one = widestOf(switches)
    if (!one) continue
    const setBy = switches.find(({ scopeId }) => scopeId === one.scopeId)?.setBy ?? ''
    const by = { id: newId('intent'), actor: actorOf('operator', setBy) }
    await recordIntent(pool, { ...by, taskId, command: 'stopRun', body: { stepId, reason: stopWords(one) } })
  }
  return runs.length
}
