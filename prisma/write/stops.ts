import { newId } from '#domain/ids.ts'
import type { ActiveSwitch } from '#domain/kill-switch/kill-switch.ts'
import { stopWords, widestOf } from '#domain/kill-switch/kill-switch-rules.ts'
import { actorOf } from '#domain/ledger/actor.ts'
import type { Pool } from '../client.ts'
import { setByName, whoSet } from '../read/kill-switches.ts'
import { recordIntent } from './intents.ts'

interface StoppedRun {
  taskId: string
  stepId: string
  switches: (ActiveSwitch & { setBy: string; isByKey: boolean })[]
}

const atMost = 500

/** Open runs that a switch counts and that nobody has told yet. A frozen task takes no word; its run's Mac is told. */
async function openRuns(pool: Pool): Promise<StoppedRun[]> {
  const { rows } = await pool.query<StoppedRun>({
    name: 'runs-to-stop',
    text: `select r.task_id as "taskId", r.step_id as "stepId",
                  jsonb_agg(jsonb_build_object('scopeId', k.scope_id, 'scope', k.scope, 'reason', k.reason,
                    'setBy', k.set_by, 'isByKey', s.id is not null, 'byName', ${setByName})) as switches
             from kill_switch k
             join run_reservation r
               on r.ended_at is null and k.scope_id in ('everything', r.project_id, r.agent_id)
             join task t on t.id = r.task_id and t.ended_at is null and t.status <> 'frozen'
             ${whoSet}
            where k.lifted_at is null
              and not exists (select from intent i
                               where i.workflow_id = 'task/' || r.task_id and i.command = 'stopRun'
                                 and i.body->>'stepId' = r.step_id)
            group by r.task_id, r.step_id, r.reserved_at order by r.reserved_at limit ${atMost}`,
  })
  return rows
}

interface RevokedRun {
  taskId: string
  stepId: string
  tool: string
  revokedBy: string
  byName: string
}

/** Open runs that have a standing grant which was revoked, and that nobody has told yet. */
async function runsWithRevoked(pool: Pool): Promise<RevokedRun[]> {
  const { rows } = await pool.query<RevokedRun>({
    name: 'runs-with-revoked-grants',
    text: `select distinct on (g.task_id, g.step_id) g.task_id as "taskId", g.step_id as "stepId", s.tool,
                  s.revoked_by as "revokedBy", coalesce(u.name, s.revoked_by) as "byName"
             from advance_grant g
             join standing_grant s on s.id = g.standing_grant_id and s.revoked_at is not null
             join run_reservation r on r.task_id = g.task_id and r.step_id = g.step_id and r.ended_at is null
             join task t on t.id = g.task_id and t.ended_at is null and t.status <> 'frozen'
             left join "user" u on 'operator:' || u.id = s.revoked_by
            where g.used_at is null and g.released_at is null
              and not exists (select from intent i
                               where i.workflow_id = 'task/' || g.task_id and i.command = 'stopRun'
                                 and i.body->>'stepId' = g.step_id)
            order by g.task_id, g.step_id, s.revoked_at limit ${atMost}`,
  })
  return rows
}

/** Tells every open run that has a revoked standing grant to end, once; the task goes on without it. Answers how many. */
export async function stopRunsWithRevoked(pool: Pool): Promise<number> {
  const runs = await runsWithRevoked(pool)
  for (const { taskId, stepId, tool, revokedBy, byName } of runs) {
    const reason = `${byName} revoked a standing grant for ${tool} that the run had`
    const by = { id: newId('intent'), actor: revokedBy }
    await recordIntent(pool, { ...by, taskId, command: 'stopRun', body: { stepId, reason } })
  }
  return runs.length
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
    const by = { id: newId('intent'), actor: actorOf(one.isByKey ? 'api-key' : 'operator', one.setBy) }
    await recordIntent(pool, { ...by, taskId, command: 'stopRun', body: { stepId, reason: stopWords(one) } })
  }
  return runs.length
}
