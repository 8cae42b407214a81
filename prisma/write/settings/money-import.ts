import {
  type Confirmed,
  isBookable,
  type PlannedLine,
  planOf,
  type ReadLine,
} from '#domain/outcome/import-plan.ts'
import type { Pool } from '../../client.ts'
import { knownOf } from '../../read/money-known.ts'
import { bookedFact, insertRows } from './money.ts'
import { type By, recordOfProject } from './project-record.ts'

export interface MoneyFile {
  /** The sha256 of its text. */
  hash: string
  lines: readonly ReadLine[]
  /** The id that the event of a line gets, the same for every import of the file until that event is reversed. */
  idOf: (line: number, reversed: number) => string
}

export interface Imported {
  booked: number[]
  /** Confirmed and not booked: what became known of them since they were looked at. */
  skipped: PlannedLine[]
}

/** Books the confirmed lines in one transaction, each once, however often it is sent and by whom. */
export async function importMoney(
  pool: Pool,
  projectId: string,
  { file, confirmed }: { file: MoneyFile; confirmed: Confirmed },
  by: By,
): Promise<Imported> {
  return recordOfProject(pool, projectId, async (tx) => {
    const known = await knownOf(tx, projectId, file)
    const plan = planOf(file.lines, known)
    const rows = plan.flatMap((planned) =>
      planned.status === 'bad' || !isBookable(planned, confirmed)
        ? []
        : [
            {
              ...planned.row,
              moneyId: file.idOf(planned.line, known.reversed.get(planned.line) ?? 0),
              source: 'csv' as const,
              importedFrom: { hash: file.hash, line: planned.line },
            },
          ],
    )
    await insertRows(tx, projectId, rows, by)
    const booked = rows.map(({ importedFrom }) => importedFrom.line)
    const isBooked = new Set(booked)
    const skipped = plan.filter(({ line }) => confirmed.lines.has(line) && !isBooked.has(line))
    return { facts: rows.map((row) => bookedFact(row, by)), answer: { booked, skipped } }
  })
}
