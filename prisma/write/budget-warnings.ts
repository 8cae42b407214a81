import { policyStreamId } from '#domain/ids.ts'
import { type BudgetWarning, isSameWarning, warningsOf } from '#domain/policy/warning-rules.ts'
import { inTransaction, type Pool, type Tx } from '../client.ts'
import { budgetsInForce, type OwnedBudget } from '../read/home/budgets.ts'
import { recordAllWithin } from './settings/setting.ts'
import { wake } from './wake.ts'

/** What was warned of this budget in this period. */
async function told(db: Pool | Tx, streamId: string, start: string): Promise<BudgetWarning[]> {
  const { rows } = await db.query<{ body: BudgetWarning }>({
    name: 'budget-warnings',
    text: `select body from entry where stream_id = $1 and type = 'budget_warned' and body->>'start' = $2`,
    values: [streamId, start],
  })
  return rows.map(({ body }) => body)
}

/**
 * Says once of each budget, period and threshold that it is reached. Looks at how things stand, as who lets held runs go
 * does (ADR 019), so that no change can be missed. Answers how many.
 */
export async function warnOfBudgets(pool: Pool, now = new Date()): Promise<number> {
  let count = 0
  for (const owned of await budgetsInForce(pool, now)) count += await warnOf(pool, owned, now)
  if (count > 0) wake(pool, 'ledger')
  return count
}

async function warnOf(pool: Pool, owned: OwnedBudget, now: Date): Promise<number> {
  const reached = warningsOf(owned, now)
  const [first] = reached
  if (!first) return 0
  const streamId = policyStreamId(owned.scopeId)
  const isNew = (known: readonly BudgetWarning[]) => (one: BudgetWarning) =>
    !known.some((other) => isSameWarning(one, other))
  if (!reached.some(isNew(await told(pool, streamId, first.start)))) return 0
  const place = { streamId, projectId: owned.projectId, writer: 'reconciler' } as const
  let count = 0
  await inTransaction(pool, (tx) =>
    recordAllWithin(tx, place, async () => {
      // Two may look at once: behind the lock of the stream only one of them finds it new.
      const found = reached.filter(isNew(await told(tx, streamId, first.start)))
      count = found.length
      const by = { at: now.toISOString(), actor: 'system:control' }
      return found.map((body) => ({ ...by, type: 'budget_warned', body }) as const)
    }),
  )
  return count
}
