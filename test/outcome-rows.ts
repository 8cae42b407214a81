import { canonicalAmount } from '#domain/outcome/amount.ts'
import type { OutcomesState } from '#domain/outcome/outcome-state.ts'
import type { Pool } from '#prisma/client.ts'

const ending = (at: Date | null, by: string, note: string) => (at ? { at: at.toISOString(), by, note } : null)
const day = (column: string) => `to_char(${column}, 'YYYY-MM-DD')`

/** The rows of a project's outcomes in the shape of their fold. */
export async function outcomeRows(pool: Pool, projectId: string): Promise<OutcomesState> {
  const ask = async (sql: string) => (await pool.query(sql, [projectId])).rows
  const byId = <T>(rows: { id: string }[], state: (row: never) => T) =>
    Object.fromEntries(rows.map((row) => [row.id, state(row as never)]))
  // biome-ignore lint/suspicious/noExplicitAny: rows as they come; a wrong one differs from the fold
  type Row = any
  const rate = (await ask('select * from operator_rate where project_id = $1'))[0]
  return {
    money: byId(
      await ask(`select *, ${day('occurred_on')} as day from money_event where project_id = $1`),
      (row: Row) => ({
        kind: row.kind,
        amount: canonicalAmount(row.amount),
        currency: row.currency,
        occurredOn: row.day,
        source: row.source,
        note: row.note,
        externalId: row.external_id,
        importedFrom: row.import_hash && { hash: row.import_hash, line: row.import_line },
        bookedAt: row.booked_at.toISOString(),
        bookedBy: row.booked_by,
        reversed: ending(row.reversed_at, row.reversed_by, row.reversal_reason),
      }),
    ),
    decisions: byId(
      await ask(`select *, ${day('review_on')} as day from decision where project_id = $1`),
      (row: Row) => ({
        title: row.title,
        context: row.context,
        choice: row.choice,
        reviewOn: row.day,
        madeAt: row.made_at.toISOString(),
        madeBy: row.made_by,
        verdict: row.verdict,
        reviewed: ending(row.reviewed_at, row.reviewed_by, row.review_note),
      }),
    ),
    objectives: byId(await ask('select * from objective where project_id = $1'), (row: Row) => ({
      week: row.week,
      title: row.title,
      target: row.target,
      setAt: row.set_at.toISOString(),
      setBy: row.set_by,
      outcome: row.outcome,
      closed: ending(row.closed_at, row.closed_by, row.close_note),
    })),
    learnings: byId(await ask('select * from noted_learning where project_id = $1'), (row: Row) => ({
      text: row.text,
      at: row.at.toISOString(),
      by: row.by,
    })),
    rate: rate
      ? {
          perHour: rate.per_hour && canonicalAmount(rate.per_hour),
          currency: rate.currency,
          at: rate.set_at.toISOString(),
        }
      : null,
  }
}
