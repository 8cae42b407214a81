import type pg from 'pg'
import { sha256Hex } from '#domain/ledger/digest.ts'
import type { Pool } from '../client.ts'

interface Statement {
  /** By it a pool plans it once a connection. */
  name?: string
  text: string
  values?: unknown[]
}

/** Where rows are read: a pool, or `inOneStatement`. */
export interface Rows {
  query<R extends pg.QueryResultRow>(asked: Statement | string, values?: unknown[]): Promise<{ rows: R[] }>
}

interface Waiting {
  text: string
  values: unknown[]
  resolve(found: { rows: never[] }): void
  reject(error: unknown): void
}

/**
 * Small reads that are asked for at once, as one statement: each of its own would cost more on its way than in the database.
 * The rows come as JSON has them: a number is a number, also where `pg` makes a text of it, and a time is a text. Where one
 * fails all do.
 */
export function inOneStatement(pool: Pool): Rows {
  let waiting: Waiting[] = []
  async function readAll(): Promise<void> {
    const batch = waiting
    waiting = []
    try {
      const { rows } = await pool.query(statementOf(batch))
      for (const [i, { resolve }] of batch.entries()) resolve({ rows: rows[0][`part${i}`] })
    } catch (error) {
      for (const { reject } of batch) reject(error)
    }
  }
  return {
    query: (asked, own = []) =>
      new Promise((resolve, reject) => {
        const { text, values = own } = typeof asked === 'string' ? { text: asked } : asked
        // What else is asked for in this turn comes before it is sent.
        if (waiting.push({ text, values, resolve, reject }) === 1) queueMicrotask(readAll)
      }),
  }
}

/** By its name it is planned once a connection; Postgres reads no more of it. */
const nameLength = 63

function statementOf(batch: readonly Pick<Waiting, 'text' | 'values'>[]): pg.QueryConfig {
  const values: unknown[] = []
  const parts = batch.map((one, i) => {
    const own = one.text.replaceAll(/\$(\d+)/g, (_, nth) => `$${values.length + Number(nth)}`)
    values.push(...one.values)
    return `(select coalesce(json_agg(found), '[]') from (${own}) found) as part${i}`
  })
  const text = `select ${parts.join(',\n')}`
  return { name: sha256Hex(text).slice(0, nameLength), text, values }
}
