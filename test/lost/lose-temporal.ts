import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import type { TestProduct } from '../product.ts'

/** Temporal's databases dropped under it, and it killed: the supervisor starts it again on nothing. */
export async function loseTemporal(office: TestProduct): Promise<void> {
  const { product } = office
  const { postgres } = product.secrets
  const admin = new pg.Client({
    connectionString: `postgresql://postgres:${postgres.postgres}@127.0.0.1:${product.ports.postgres}/postgres`,
  })
  await admin.connect()
  for (const name of ['temporal', 'temporal_visibility'])
    await admin.query(`drop database ${name} with (force)`)
  await admin.end()
  killPart(office, 'temporal')
}

/** Kills a part; the supervisor starts it again. */
export const killPart = ({ product }: TestProduct, part: string): void =>
  void process.kill(pidOf(product, part), 'SIGKILL')

/** Stops a part, and answers what lets it go on. */
export async function standStill({ product }: TestProduct, part: string): Promise<() => void> {
  const pid = pidOf(product, part)
  process.kill(pid, 'SIGSTOP')
  await sleep(100)
  return () => void process.kill(pid, 'SIGCONT')
}

function pidOf({ pids }: TestProduct['product'], part: string): number {
  const pid = pids()[part]
  if (!pid) throw new Error(`${part} does not run`)
  return pid
}
