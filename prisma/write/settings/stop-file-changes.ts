import type { GatewayReport, StopFileChange } from '#domain/executor/executor.ts'
import { executorStreamId } from '#domain/ids.ts'
import { actorOf } from '#domain/ledger/actor.ts'
import type { FactOf } from '#domain/ledger/entry.ts'
import { inTransaction, type Pool, type Tx } from '../../client.ts'
import { wake } from '../wake.ts'
import { recordAllWithin } from './setting.ts'

type Change = FactOf<'executor_stop_file_changed'>

/**
 * The executor's last word about its gateway, overwritten each time. What it brings along is recorded, each change once
 * however often it is told: when the file that stops its Mac came and went while nobody heard it.
 */
export async function saveReport(pool: Pool, executorId: string, report: GatewayReport): Promise<void> {
  const changes = report.stopFileChanges ?? []
  const last = changes.at(-1)?.at
  if (last === undefined || last === (await toldUpTo(pool, executorId))) return keep(pool, executorId, report)
  const place = { streamId: executorStreamId(executorId), projectId: null, writer: 'api' } as const
  await inTransaction(pool, async (tx) => {
    await recordAllWithin(tx, place, () => newOnes(tx, executorId, changes))
    // At once with the entries: whoever compares the report with the row finds them alike.
    await keep(tx, executorId, report)
  })
  wake(pool, 'ledger')
}

/** What the worker was connected to by the report before, or last before that. */
const lastSeen = `
  case when jsonb_typeof(report->'gateway') = 'object'
       then jsonb_build_object('gateway', report->'gateway', 'plugin', report->'plugin', 'protocol', report->'protocol')
       else report->'lastSeen' end`

/** A worker that starts again while its gateway is away does not know it. */
async function keep(to: Pool | Tx, executorId: string, report: GatewayReport): Promise<void> {
  const isConnected = report.gateway !== null
  await to.query(
    `update executor_link set reported_at = now(),
            report = case when $3 then $2::jsonb
                          else $2::jsonb || jsonb_strip_nulls(jsonb_build_object('lastSeen', ${lastSeen})) end
      where executor_id = $1`,
    [executorId, report, isConnected],
  )
}

async function toldUpTo(pool: Pool, executorId: string): Promise<string | undefined> {
  const { rows } = await pool.query<{ at: string | null }>(
    `select report->'stopFileChanges'->-1->>'at' as at from executor_link where executor_id = $1`,
    [executorId],
  )
  return rows[0]?.at ?? undefined
}

async function newOnes(tx: Tx, executorId: string, changes: StopFileChange[]): Promise<Change[]> {
  const { rows } = await tx.query<{ last: string | null; known: string | null }>(
    `select (select max(body->>'changedAt') from entry
              where stream_id = $1 and type = 'executor_stop_file_changed') as last,
            (select stop_file from executor where id = $2) as known`,
    [executorStreamId(executorId), executorId],
  )
  const { last = null, known = null } = rows[0] ?? {}
  const later = changes.filter(({ at }) => at > (last ?? ''))
  // A Mac that has just begun to keep them takes what lies there already for new.
  const fresh = later[0]?.reason === known ? later.slice(1) : later
  if (fresh.length === 0) return []
  const by = { at: new Date().toISOString(), actor: actorOf('executor', executorId) }
  await tx.query('update executor set stop_file = $2 where id = $1', [executorId, fresh.at(-1)?.reason])
  return fresh.map(({ at, reason }) => ({
    ...{ ...by, type: 'executor_stop_file_changed' },
    body: { reason, changedAt: at },
  }))
}
