import { Refused } from '#domain/errors.ts'
import type { Fact } from '#domain/ledger/entry.ts'
import { canonicalAmount } from '#domain/outcome/amount.ts'
import { contentKeyOf, type MoneyRow } from '#domain/outcome/money-row.ts'
import type { MoneySource } from '#domain/outcome/outcome-words.ts'
import type { Pool, Tx } from '../../client.ts'
import { operatorNameOf } from '../task-sources.ts'
import { type By, recordOfProject } from './project-record.ts'

export interface NewMoney extends MoneyRow {
  moneyId: string
  source: MoneySource
  importedFrom: { hash: string; line: number } | null
}

export const bookedFact = ({ moneyId, kind, ...rest }: NewMoney, by: By): Fact => ({
  ...by,
  type: kind === 'revenue' ? 'revenue_booked' : 'cost_booked',
  body: { moneyId, ...rest },
})

export async function insertRows(tx: Tx, projectId: string, rows: readonly NewMoney[], { actor, at }: By) {
  const values = rows.map(({ importedFrom, ...row }) => ({
    ...row,
    hash: importedFrom?.hash ?? null,
    line: importedFrom?.line ?? null,
    contentKey: contentKeyOf(row),
  }))
  await tx.query(
    `insert into money_event (id, project_id, kind, amount, currency, occurred_on, source, note, external_id,
                              import_hash, import_line, content_key, booked_at, booked_by)
     select m."moneyId", $1, m.kind, m.amount, m.currency, m."occurredOn", m.source, m.note, m."externalId",
            m.hash, m.line, m."contentKey", $3, $4
       from jsonb_to_recordset($2::jsonb) as m ("moneyId" text, kind text, amount numeric, currency text,
         "occurredOn" date, source text, note text, "externalId" text, hash text, line int, "contentKey" text)`,
    [projectId, JSON.stringify(values), at, actor],
  )
}

/** Once for an external id. Throws Refused already_booked where an event that counts has it and says something else. */
export async function bookMoney(pool: Pool, projectId: string, money: NewMoney, by: By): Promise<void> {
  await recordOfProject(pool, projectId, async (tx) => {
    const { rows } = await tx.query<{ key: string }>(
      `select content_key as key from money_event
        where project_id = $1 and external_id = $2 and reversed_at is null`,
      [projectId, money.externalId],
    )
    if (rows[0]?.key === contentKeyOf(money)) return { facts: [], answer: undefined }
    if (rows[0])
      throw new Refused('already_booked', `${money.externalId} is booked already. Reverse that event first.`)
    await insertRows(tx, projectId, [money], by)
    return { facts: [bookedFact(money, by)], answer: undefined }
  })
}

/** Throws Refused not_found, already_ended. */
export async function reverseMoney(
  pool: Pool,
  projectId: string,
  { moneyId, reason }: { moneyId: string; reason: string },
  by: By,
): Promise<void> {
  await recordOfProject(pool, projectId, async (tx) => {
    const { rows } = await tx.query(
      `select kind, amount::text as amount, currency, reversed_by as "reversedBy"
         from money_event where id = $1 and project_id = $2`,
      [moneyId, projectId],
    )
    const row = rows[0]
    if (!row) throw new Refused('not_found', 'There is no such money event in this project.')
    if (row.reversedBy)
      throw new Refused('already_ended', `It was reversed by ${await operatorNameOf(tx, row.reversedBy)}.`)
    await tx.query(
      'update money_event set reversed_at = $2, reversed_by = $3, reversal_reason = $4 where id = $1',
      [moneyId, by.at, by.actor, reason],
    )
    const { kind, currency } = row
    const body = { moneyId, reason, kind, amount: canonicalAmount(row.amount), currency }
    return { facts: [{ ...by, type: 'money_reversed', body }], answer: undefined }
  })
}

/** Null: its time is left out of what the project costs. */
export async function setOperatorRate(
  pool: Pool,
  projectId: string,
  body: { perHour: string | null; currency: string },
  by: By,
): Promise<void> {
  await recordOfProject(pool, projectId, async (tx) => {
    await tx.query(
      `insert into operator_rate (project_id, per_hour, currency, set_at) values ($1, $2, $3, $4)
       on conflict (project_id) do update set per_hour = $2, currency = $3, set_at = $4`,
      [projectId, body.perHour, body.currency, by.at],
    )
    return { facts: [{ ...by, type: 'operator_rate_set', body }], answer: undefined }
  })
}
