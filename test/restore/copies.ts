import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import type { Product } from '../../local/product.ts'

const name = 'front_office'
const copy = `${name}_copy`

async function asAdmin({ ports, secrets }: Product, statements: string[]): Promise<void> {
  const password = encodeURIComponent(secrets.postgres.postgres)
  const connectionString = `postgresql://postgres:${password}@127.0.0.1:${ports.postgres}/postgres`
  const admin = new pg.Client({ connectionString })
  await admin.connect()
  try {
    for (const statement of statements) await admin.query(statement)
  } finally {
    await admin.end()
  }
}

/** A copy of a database is made while nobody is in it. */
const closed = [
  `alter database ${name} with allow_connections false`,
  `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`,
]
const opened = `alter database ${name} with allow_connections true`

/** A copy of the product's database as it is now. Temporal's own, in the same Postgres, are let alone. */
export async function copyDatabase(product: Product): Promise<void> {
  await asAdmin(product, closed)
  await sleep(300)
  await asAdmin(product, [`create database ${copy} template ${name} owner front_office_owner`, opened])
}

/** The copy in its place: what came since is gone. */
export const restoreDatabase = (product: Product): Promise<void> =>
  asAdmin(product, [
    ...closed,
    `drop database ${name} with (force)`,
    `alter database ${copy} rename to ${name}`,
    opened,
  ])
