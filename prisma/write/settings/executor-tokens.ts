import { retiredReason } from '#domain/drift/finding-rules.ts'
import { Refused } from '#domain/errors.ts'
import { retireRefusal } from '#domain/executor/executor-rules.ts'
import { executorStreamId } from '#domain/ids.ts'
import { sha256Hex } from '#domain/ledger/digest.ts'
import type { Fact } from '#domain/ledger/entry.ts'
import { inTransaction, type Pool, type Tx } from '../../client.ts'
import { residentsOf } from '../../read/executors.ts'
import { wake } from '../wake.ts'
import { type By, factBy } from './by-operator.ts'
import { settleFindingsOf } from './finding-row.ts'
import { newSecret } from './secret.ts'
import { recordAllWithin } from './setting.ts'

/** 192 random bits. It is told once; its hash is kept. */
const newToken = () => `foe_${newSecret(24)}`

/** Behind the stream's lock; the rows come after it, as everywhere. */
async function recording(
  pool: Pool,
  executorId: string,
  work: (tx: Tx) => Promise<readonly Fact[]>,
  before: (tx: Tx) => Promise<void> = async () => {},
): Promise<void> {
  const place = { streamId: executorStreamId(executorId), projectId: null, writer: 'api' } as const
  await inTransaction(pool, async (tx) => {
    await before(tx)
    await recordAllWithin(tx, place, () => work(tx))
  })
  wake(pool, 'ledger')
}

interface ExecutorRow {
  name: string
  isRetired: boolean
  hasToken: boolean
}

/** Throws Refused not_found, executor_retired. */
async function activeExecutor(tx: Tx, executorId: string): Promise<ExecutorRow> {
  const { rows } = await tx.query<ExecutorRow>(
    `select name, retired_at is not null as "isRetired", token_at is not null as "hasToken"
       from executor where id = $1 for update`,
    [executorId],
  )
  if (!rows[0]) throw new Refused('not_found', 'There is no such executor.')
  if (rows[0].isRetired) throw new Refused('executor_retired', `${rows[0].name} is retired, and stays so.`)
  return rows[0]
}

async function setToken(tx: Tx, executorId: string, token: string | null, at: string): Promise<void> {
  await tx.query('update executor set token_at = $2 where id = $1', [executorId, token && at])
  await tx.query(
    `insert into executor_link (executor_id, token_hash, is_issued) values ($1, $2, true)
     on conflict (executor_id) do update set token_hash = excluded.token_hash, is_issued = true`,
    [executorId, token && sha256Hex(token)],
  )
}

/** A further executor, with queues of its name and a token of its own. Throws Refused name_taken. */
export async function addExecutor(pool: Pool, executorId: string, by: By): Promise<{ token: string }> {
  const token = newToken()
  await recording(pool, executorId, async (tx) => {
    const added = await tx.query(
      `insert into executor (id, name, state, detail, since) values ($1, $1, 'unknown', '', $2)
       on conflict do nothing`,
      [executorId, by.at],
    )
    const taken = `There is or was an executor ${executorId}. A name is used once; take another.`
    if (!added.rowCount) throw new Refused('name_taken', taken)
    await setToken(tx, executorId, token, by.at)
    return [{ ...factBy(by), type: 'executor_registered', body: { name: executorId } }]
  })
  return { token }
}

/** The one before it opens nothing from now on. Throws Refused not_found, executor_retired. */
export async function renewExecutorToken(pool: Pool, executorId: string, by: By): Promise<{ token: string }> {
  const token = newToken()
  await recording(pool, executorId, async (tx) => {
    const { name } = await activeExecutor(tx, executorId)
    await setToken(tx, executorId, token, by.at)
    return [{ ...factBy(by), type: 'executor_token_renewed', body: { name } }]
  })
  return { token }
}

/** Nothing is recorded where it has none. Throws Refused not_found, executor_retired. */
export async function revokeExecutorToken(pool: Pool, executorId: string, by: By): Promise<void> {
  await recording(pool, executorId, async (tx) => {
    const { name, hasToken } = await activeExecutor(tx, executorId)
    if (!hasToken) return []
    await setToken(tx, executorId, null, by.at)
    return [{ ...factBy(by), type: 'executor_token_revoked', body: { name } }]
  })
}

/**
 * It takes nothing any more; its history stays, and what was found on it is settled. Throws Refused not_found,
 * executor_retired, executor_in_use.
 */
export async function retireExecutor(pool: Pool, executorId: string, by: By): Promise<void> {
  const retired = async (tx: Tx): Promise<Fact[]> => {
    const { name } = await activeExecutor(tx, executorId)
    const refusal = retireRefusal({ name, ...(await residentsOf(tx, executorId)) })
    if (refusal) throw new Refused(refusal.code, refusal.message)
    await setToken(tx, executorId, null, by.at)
    await tx.query('update executor set retired_at = $2 where id = $1', [executorId, by.at])
    return [{ ...factBy(by), type: 'executor_retired', body: { name } }]
  }
  const settling = { ...factBy(by), reason: retiredReason(executorId) }
  // First: whoever adopts one has it locked before the executor's stream.
  await recording(pool, executorId, retired, (tx) => settleFindingsOf(tx, executorId, settling))
}

/** For who gives it something: it stays until the transaction ends. False where it is retired or not there. */
export async function holdExecutor(tx: Tx, executorId: string): Promise<boolean> {
  const { rowCount } = await tx.query(
    'select from executor where id = $1 and retired_at is null for key share',
    [executorId],
  )
  return rowCount === 1
}
