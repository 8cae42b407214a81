import { Refused } from '#domain/errors.ts'
import { executorStreamId } from '#domain/ids.ts'
import { actorOf } from '#domain/ledger/actor.ts'
import type { BodyOf, Fact, FactOf } from '#domain/ledger/entry.ts'
import { inTransaction, type Pool } from '../../client.ts'
import { wake } from '../wake.ts'
import { insertDriftIntent } from './drift-intents.ts'
import { record, recordAllWithin, type Setting } from './setting.ts'

/**
 * Registers the executor the first time; what a start brings along renews its token, until an operator has made or
 * revoked one here. Only the token's hash is kept. Answers whether the token given here is the one that counts.
 */
export async function registerExecutor(
  pool: Pool,
  executor: { executorId: string; name: string; tokenHash: string; at?: string },
): Promise<{ isCounting: boolean }> {
  const { executorId, name, tokenHash, at = new Date().toISOString() } = executor
  const place = { streamId: executorStreamId(executorId), projectId: null, writer: 'start' } as const
  const body = { name }
  const isCounting = await inTransaction(pool, async (tx) => {
    await recordAllWithin(tx, place, async () => {
      const made = await tx.query(
        `insert into executor (id, name, state, detail, since, token_at) values ($1, $2, 'unknown', '', $3, $3)
         on conflict do nothing`,
        [executorId, name, at],
      )
      return made.rowCount ? [{ type: 'executor_registered', at, actor: 'system:start', body }] : []
    })
    await tx.query(
      `insert into executor_link (executor_id, token_hash) values ($1, $2)
       on conflict (executor_id) do update set token_hash = excluded.token_hash where not executor_link.is_issued`,
      [executorId, tokenHash],
    )
    const own = await tx.query('select from executor_link where executor_id = $1 and token_hash = $2', [
      executorId,
      tokenHash,
    ])
    return own.rowCount === 1
  })
  wake(pool, 'ledger')
  return { isCounting }
}

export async function changePresence(
  pool: Pool,
  executorId: string,
  fact: FactOf<'executor_presence_changed'>,
): Promise<void> {
  const setting: Setting = {
    streamId: executorStreamId(executorId),
    projectId: null,
    writer: 'reconciler',
    fact,
  }
  await record(pool, setting, (tx) =>
    tx.query(
      `update executor set state = $2, detail = $3, since = case when state = $2 then since else $4 end
        where id = $1`,
      [executorId, fact.body.state, fact.body.detail, fact.at],
    ),
  )
}

/** A file on the Mac stops everything there, or does so no more (null). */
export async function changeStopFile(
  pool: Pool,
  executorId: string,
  { reason, at }: { reason: string | null; at: string },
): Promise<void> {
  const actor = actorOf('executor', executorId)
  const fact: FactOf<'executor_stop_file_changed'> = {
    ...{ type: 'executor_stop_file_changed', at, actor },
    body: { reason },
  }
  const place = { streamId: executorStreamId(executorId), projectId: null, writer: 'reconciler' } as const
  await record(pool, { ...place, fact }, (tx) =>
    tx.query('update executor set stop_file = $2 where id = $1', [executorId, reason]),
  )
}

/** How many runs may be under way on it at once. Throws Refused not_found. */
export async function limitRuns(
  pool: Pool,
  executorId: string,
  { limit, ...by }: { limit: number | null; actor: string; at: string },
): Promise<void> {
  const place = { streamId: executorStreamId(executorId), projectId: null, writer: 'api' } as const
  await inTransaction(pool, (tx) =>
    recordAllWithin(tx, place, async () => {
      const { rows } = await tx.query('select run_limit from executor where id = $1', [executorId])
      if (!rows[0]) throw new Refused('not_found', 'There is no such executor.')
      if (rows[0].run_limit === limit) return []
      await tx.query('update executor set run_limit = $2 where id = $1', [executorId, limit])
      return [{ ...by, type: 'executor_limited', body: { limit } }]
    }),
  )
  wake(pool, 'ledger')
}

/** An operator wants to know now. The same request again is one. Throws Refused not_found. */
export async function requestLook(
  pool: Pool,
  asked: { executorId: string; intentId: string; actor: string; at: string; isOnly?: boolean },
): Promise<void> {
  const { executorId, intentId, actor, at, isOnly = false } = asked
  const command = isOnly ? 'onlyLook' : 'lookNow'
  const streamId = executorStreamId(executorId)
  await inTransaction(pool, (tx) =>
    recordAllWithin(tx, { streamId, projectId: null, writer: 'api' }, async () => {
      const known = await tx.query('select from executor where id = $1 and retired_at is null', [executorId])
      if (!known.rowCount) throw new Refused('not_found', 'There is no such executor.')
      if ((await tx.query('select from intent where id = $1', [intentId])).rowCount) return []
      await insertDriftIntent(tx, streamId, { id: intentId, command, actor, body: { executorId } })
      return [{ type: 'look_requested', at, actor, body: { intentId } }]
    }),
  )
  wake(pool, 'ledger')
  wake(pool, 'intents')
}

type Telling = {
  [T in 'bridge_calls_refused' | 'stray_calls_blocked']: { type: T; body: BodyOf<T> }
}['bridge_calls_refused' | 'stray_calls_blocked']

/** Once for each telling, which names since when it counts. */
export async function recordTelling(
  pool: Pool,
  executorId: string,
  told: Telling,
  at = new Date().toISOString(),
): Promise<void> {
  const streamId = executorStreamId(executorId)
  const fact: Fact = { ...told, at, actor: actorOf('executor', executorId) }
  await inTransaction(pool, (tx) =>
    recordAllWithin(tx, { streamId, projectId: null, writer: 'api' }, async () => {
      const { rowCount } = await tx.query(
        `select 1 from entry where stream_id = $1 and type = $2 and body->>'since' = $3`,
        [streamId, told.type, told.body.since],
      )
      return rowCount ? [] : [fact]
    }),
  )
  wake(pool, 'ledger')
}
