import { Refused } from '#domain/errors.ts'
import { type Drainable, drainLiftRefusal, drainRefusal } from '#domain/executor/drain-rules.ts'
import type { Drain } from '#domain/executor/executor.ts'
import { executorStreamId } from '#domain/ids.ts'
import type { Fact } from '#domain/ledger/entry.ts'
import { inTransaction, type Pool, type Tx } from '../../client.ts'
import { wake } from '../wake.ts'
import { type By, factBy } from './by-operator.ts'
import { recordAllWithin } from './setting.ts'

/**
 * Its worker hears of it as it hears of kill switches, ends no run of its own for it, and takes none until it is lifted.
 * Throws Refused not_found, executor_retired, drain_on, executor_away.
 */
export function orderDrain(
  pool: Pool,
  { executorId, reason }: { executorId: string; reason: string },
  by: By,
): Promise<void> {
  const drain: Drain = { reason, at: by.at, by: by.operatorId }
  const fact = { ...factBy(by), type: 'executor_drain_ordered', body: { reason } } as const
  return change(pool, executorId, { fact, drain, refusalOf: drainRefusal })
}

/** What waits for it starts by itself. Throws Refused not_found, executor_retired, drain_off. */
export function liftDrain(
  pool: Pool,
  { executorId, note }: { executorId: string; note: string },
  by: By,
): Promise<void> {
  const fact = { ...factBy(by), type: 'executor_drain_lifted', body: { note } } as const
  return change(pool, executorId, { fact, drain: null, refusalOf: drainLiftRefusal })
}

interface Change {
  fact: Fact
  drain: Drain | null
  refusalOf(executor: Drainable): ReturnType<typeof drainRefusal>
}

/** Of two who change it at once, the second is refused: the stream's lock is taken before it is looked at. */
async function change(pool: Pool, executorId: string, { fact, drain, refusalOf }: Change): Promise<void> {
  const place = { streamId: executorStreamId(executorId), projectId: null, writer: 'api' } as const
  await inTransaction(pool, (tx) =>
    recordAllWithin(tx, place, async () => {
      const refusal = refusalOf(await drainable(tx, executorId))
      if (refusal) throw new Refused(refusal.code, refusal.message)
      await tx.query('update executor set drain = $2 where id = $1', [executorId, drain])
      return [fact]
    }),
  )
  wake(pool, 'ledger')
}

async function drainable(tx: Tx, executorId: string): Promise<Drainable> {
  const { rows } = await tx.query<Drainable & { isRetired: boolean }>(
    `select name, state, drain, retired_at is not null as "isRetired" from executor where id = $1 for update`,
    [executorId],
  )
  if (!rows[0]) throw new Refused('not_found', 'There is no such executor.')
  if (rows[0].isRetired) throw new Refused('executor_retired', `${rows[0].name} is retired, and stays so.`)
  return rows[0]
}
