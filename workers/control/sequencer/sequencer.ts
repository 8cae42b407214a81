import pg from 'pg'
import type { Logger } from '#platform/logger.ts'
import { alarm, pause } from '#prisma/write/listen.ts'
import { placeBatch, rebuildWorkList, tryLead } from '#prisma/write/sequence.ts'
import { notify } from '#prisma/write/wake.ts'

export interface SequencerDeps {
  databaseUrl: string
  logger: Logger
  signal: AbortSignal
  pollMs?: number
}

const batchSize = 500

/** Gives every committed entry its place and hash. One leader: the lock is held by the session that writes. */
export async function runSequencer(deps: SequencerDeps): Promise<void> {
  while (!deps.signal.aborted) {
    const db = new pg.Client({ connectionString: deps.databaseUrl, connectionTimeoutMillis: 3_000 })
    await lead(db, deps).catch((error) => {
      if (!deps.signal.aborted)
        deps.logger.warn({ error: String(error) }, 'the sequencer lost its connection')
    })
    await db.end().catch(() => {})
    await pause(200, deps.signal)
  }
}

async function lead(db: pg.Client, { signal, pollMs = 500 }: SequencerDeps): Promise<void> {
  const bell = alarm()
  let lost: Error | null = null
  signal.addEventListener('abort', bell.ring)
  db.on('error', (error) => {
    lost = error
    bell.ring()
  })
  db.on('notification', bell.ring)
  await db.connect()
  while (!(await tryLead(db))) {
    if (signal.aborted) return
    await pause(300, signal)
  }
  await db.query('listen ledger')
  await rebuildWorkList(db)
  while (!signal.aborted) {
    if (lost) throw lost
    const placed = await placeBatch(db, batchSize)
    if (placed > 0) await db.query(notify, ['placed'])
    if (placed < batchSize) await bell.wait(pollMs)
  }
}
