import type { Pool } from '../client.ts'

export type Channel = 'ledger' | 'intents' | 'placed' | 'heartbeats'

const underWay = new Set<Channel>()

/** NOTIFY after the commit, at most one under way per channel: inside the transaction it serialises all commits. */
export function wake(pool: Pool, channel: Channel): void {
  if (underWay.has(channel)) return
  underWay.add(channel)
  setImmediate(() => {
    underWay.delete(channel)
    // Who listens also polls, so a lost wake costs time and nothing else.
    pool.query('select pg_notify($1, $2)', [channel, '']).catch(() => {})
  })
}
