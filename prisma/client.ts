import { PrismaPg } from '@prisma/adapter-pg'
import pg from 'pg'
import { PrismaClient } from './generated/client.ts'

/** One process's way to Postgres: Prisma reads, plain SQL appends (ADR 002). */
export interface Database {
  prisma: PrismaClient
  pool: pg.Pool
  url: string
  close(): Promise<void>
}
export type Reader = PrismaClient
export type Pool = pg.Pool
export type Tx = pg.PoolClient

/** On a disk without moving parts, a page somewhere costs what the next one does: few rows of many are found by index. */
const onConnect = (client: pg.ClientBase) => client.query('set random_page_cost = 1.1')

export function openDatabase(url: string, max = 8): Database {
  const pool = new pg.Pool({ connectionString: url, max, connectionTimeoutMillis: 3_000, onConnect })
  // An idle connection died with its server: the next query takes a new one.
  pool.on('error', () => {})
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool) })
  return {
    prisma,
    pool,
    url,
    async close() {
      await prisma.$disconnect()
      if (!pool.ended) await pool.end()
    },
  }
}

export async function inTransaction<T>(pool: Pool, work: (tx: Tx) => Promise<T>): Promise<T> {
  const tx = await pool.connect()
  const ignore = () => {}
  tx.on('error', ignore)
  let isBroken = false
  try {
    await tx.query('begin')
    const result = await work(tx)
    await tx.query('commit')
    return result
  } catch (error) {
    await tx.query('rollback').catch(() => {
      isBroken = true
    })
    throw error
  } finally {
    tx.off('error', ignore)
    tx.release(isBroken)
  }
}
