import { newId } from '#domain/ids.ts'
import type { CommandBody } from '#domain/intent/intent.ts'
import type { Pool } from '../client.ts'
import { recordIntent } from './intents.ts'

type Left = CommandBody<'moveTask'> & { taskId: string; movedBy: string | null }

const atMost = 500

/** Elsewhere than their agent: hardly ever one. `offset 0` keeps Postgres from opening the state of all others first. */
const elsewhere = `
  select t.id, t.state, t.created_at, a.executor_id, a.version, a.changed_by
    from task t join agent a on a.id = t.agent_id and a.executor_id <> t.executor_id
   where t.status in ('requested', 'queued', 'preparing', 'waiting') and t.ended_at is null and t.starter is null offset 0`

/** Open tasks that have not begun, elsewhere than their agent, and that nobody has told since it went there. */
async function leftBehind(pool: Pool): Promise<Left[]> {
  const { rows } = await pool.query<Left>({
    name: 'left-behind',
    text: `select t.id as "taskId", t.executor_id as "executorId", t.version as "agentVersion", t.changed_by as "movedBy"
             from (${elsewhere}) t
            where (select count(*) < 2 and bool_and(r->>'acceptedAt' is null) is not false
                     from jsonb_array_elements(t.state->'runs') r
                    where r->>'outcome' is distinct from 'not_begun')
              and not exists (select from intent i
                               where i.workflow_id = 'task/' || t.id and i.command = 'moveTask'
                                 and i.body->>'executorId' = t.executor_id
                                 and (i.body->>'agentVersion')::int = t.version)
            order by t.created_at, t.id limit ${atMost}`,
  })
  return rows
}

/**
 * Tells tasks that have not begun that their agent lives elsewhere by now, once each; the workflow asks the rule again.
 * Looks at how things stand (ADR 019), so a task that was asked for while its agent moved is found too. Answers how many.
 */
export async function moveAlong(pool: Pool): Promise<number> {
  const tasks = await leftBehind(pool)
  for (const { taskId, movedBy, ...body } of tasks) {
    const by = { id: newId('intent'), actor: movedBy ?? 'system:control' }
    await recordIntent(pool, { ...by, taskId, command: 'moveTask', body })
  }
  return tasks.length
}
