import type { Pool } from '../client.ts'

export type Channel = 'ledger' | 'intents' | 'placed' | 'heartbeats'

/** Notifies the channel $1. Nothing is written by it, so its commit waits for no disk. */
export const notify = `select pg_notify($1, '') from set_config('synchronous_commit', 'off', true)`

const underWay = new Set<Channel>()

/** NOTIFY after the commit, at most one under way per channel: inside the transaction it serialises all commits. */
export function wake(pool: Pool, channel: Channel): void {
  if (underWay.has(channel)) return
  underWay.add(channel)
  setImmediate(() => {
    underWay.delete(channel)
    // Who listens also polls, so a lost wake costs time and nothing else.
    pool.query(notify, [channel]).catch(() => {})
  })
}
