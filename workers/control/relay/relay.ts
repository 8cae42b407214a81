import { randomUUID } from 'node:crypto'
import type { Client } from '@temporalio/client'
import type { Logger } from '#platform/logger.ts'
import type { Database } from '#prisma/client.ts'
import { type LeasedIntent, leaseIntents, releaseIntent, settleIntent } from '#prisma/write/delivery.ts'
import { alarm, listen } from '#prisma/write/listen.ts'
import { recordUndeliverable } from '#prisma/write/undeliverable.ts'
import { deliver } from './temporal-delivery.ts'

export interface RelayDeps {
  database: Database
  client: Client
  logger: Logger
  /** Of Front Office: a workflow in the Temporal UI links to its task's page. */
  publicUrl?: string | null
  signal: AbortSignal
  pollMs?: number
}

/** Delivers intents as they come, woken by NOTIFY and by a poll. Either side away: they wait. */
export async function runRelay({
  database,
  client,
  logger,
  publicUrl = null,
  signal,
  pollMs = 1_000,
}: RelayDeps): Promise<void> {
  const bell = alarm()
  signal.addEventListener('abort', bell.ring)
  void listen(database.url, 'intents', bell.ring, signal)
  const relay = `relay-${randomUUID()}`
  while (!signal.aborted) {
    const count = await relayOnce({ database, client, logger, publicUrl }, relay).catch((error) => {
      logger.warn({ error: String(error) }, 'the relay can’t read intents; they wait')
      return 0
    })
    if (count === 0) await bell.wait(pollMs)
  }
}

/** One round: what is due, at most one intent a workflow. Answers how many it took up. */
export async function relayOnce(
  {
    database: { pool },
    client,
    logger,
    publicUrl = null,
  }: Pick<RelayDeps, 'database' | 'client' | 'logger' | 'publicUrl'>,
  relay: string,
): Promise<number> {
  const intents = await leaseIntents(pool, relay)
  await Promise.all(
    intents.map(async (intent) => {
      try {
        const outcome = await deliver({ client, pool, publicUrl }, intent)
        if (outcome.status === 'undeliverable') await recordUndeliverable(pool, intent, outcome.detail)
        await settleIntent(pool, relay, intent.id, outcome)
      } catch (error) {
        logger.warn(
          { intentId: intent.id, workflowId: intent.workflowId, error: String(error) },
          'not delivered yet',
        )
        await releaseIntent(pool, relay, intent.id, backOffMs(intent)).catch(() => {})
      }
    }),
  )
  return intents.length
}

const backOffMs = ({ attempts }: LeasedIntent) => Math.min(200 * 2 ** Math.min(attempts, 8), 15_000)
