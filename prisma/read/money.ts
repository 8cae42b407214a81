import { canonicalAmount } from '#domain/outcome/amount.ts'
import type { MoneyKind, MoneySource } from '#domain/outcome/outcome-words.ts'
import type { Pool } from '../client.ts'
import { namesOf } from './names.ts'
import { isoOf } from './tasks.ts'

export interface MoneyView {
  id: string
  kind: MoneyKind
  amount: string
  currency: string
  occurredOn: string
  source: MoneySource
  note: string
  externalId: string | null
  bookedAt: string
  bookedByName: string
  reversedAt: string | null
  reversedByName: string | null
  reversalReason: string | null
}

export interface MoneyFilter {
  projectId: string
  kind?: MoneyKind
  source?: MoneySource
  /** Only those that count, or only reversed ones. */
  state?: 'counts' | 'reversed'
  from?: string
  to?: string
  /** Events after this one in the list. */
  before?: string
  limit: number
}

type Row = Omit<MoneyView, 'bookedByName' | 'reversedByName'> & {
  bookedBy: string
  reversedBy: string | null
}

export const dayOfColumn = (column: string) => `to_char(${column}, 'YYYY-MM-DD')`
const columns = `m.id, m.kind, m.amount::text as amount, m.currency, ${dayOfColumn('m.occurred_on')} as "occurredOn",
  m.source, m.note, m.external_id as "externalId", ${isoOf('m.booked_at')} as "bookedAt", m.booked_by as "bookedBy",
  ${isoOf('m.reversed_at')} as "reversedAt", m.reversed_by as "reversedBy", m.reversal_reason as "reversalReason"`

async function named(pool: Pool, rows: Row[]): Promise<MoneyView[]> {
  const nameOf = await namesOf(
    pool,
    rows.flatMap((row) => [row.bookedBy, ...(row.reversedBy ? [row.reversedBy] : [])]),
  )
  return rows.map(({ bookedBy, reversedBy, ...row }) => ({
    ...row,
    amount: canonicalAmount(row.amount),
    bookedByName: nameOf(bookedBy),
    reversedByName: reversedBy && nameOf(reversedBy),
  }))
}

/** By the day it happened, newest first. */
export async function listMoney(pool: Pool, filter: MoneyFilter): Promise<MoneyView[]> {
  const { projectId, kind, source, state, from, to, before, limit } = filter
  const { rows } = await pool.query<Row>(
    `select ${columns} from money_event m
      where m.project_id = $1 and ($2::text is null or m.kind = $2) and ($3::text is null or m.source = $3)
        and ($4::boolean is null or (m.reversed_at is null) = $4)
        and ($5::date is null or m.occurred_on >= $5) and ($6::date is null or m.occurred_on <= $6)
        and ($7::text is null or (m.occurred_on, m.id) <
             (select b.occurred_on, b.id from money_event b where b.id = $7 and b.project_id = $1))
      order by m.occurred_on desc, m.id desc limit $8`,
    [
      projectId,
      kind ?? null,
      source ?? null,
      state ? state === 'counts' : null,
      from ?? null,
      to ?? null,
      before ?? null,
      limit,
    ],
  )
  return named(pool, rows)
}

export async function moneyById(pool: Pool, projectId: string, moneyId: string): Promise<MoneyView | null> {
  return theOne(pool, 'm.project_id = $1 and m.id = $2', [projectId, moneyId])
}

/** The event that counts and has this name in another system. */
export async function moneyByExternalId(
  pool: Pool,
  projectId: string,
  externalId: string,
): Promise<MoneyView | null> {
  return theOne(pool, 'm.project_id = $1 and m.external_id = $2 and m.reversed_at is null', [
    projectId,
    externalId,
  ])
}

async function theOne(pool: Pool, where: string, values: string[]): Promise<MoneyView | null> {
  const { rows } = await pool.query<Row>(`select ${columns} from money_event m where ${where}`, values)
  return (await named(pool, rows))[0] ?? null
}
