import { randomUUID } from 'node:crypto'
import type { Client } from '@temporalio/client'
import { isDriftCommand } from '#domain/drift/drift-intent.ts'
import { defaultLookEveryMs } from '#domain/drift/unaccounted-rules.ts'
import type { Logger } from '#platform/logger.ts'
import type { Database, Pool } from '#prisma/client.ts'
import { streamEnds } from '#prisma/read/stream-ends.ts'
import {
  type LeasedDriftIntent,
  type LeasedIntent,
  leaseIntents,
  releaseIntent,
  settleIntent,
} from '#prisma/write/delivery.ts'
import { alarm, listen } from '#prisma/write/listen.ts'
import { recordUndeliverable } from '#prisma/write/undeliverable.ts'
import { unlessBehind } from '../histories/unless-behind.ts'
import type { Delivery, Destination } from './delivery.ts'
import { deliverDrift } from './drift-delivery.ts'
import { deliver } from './temporal-delivery.ts'

export interface RelayDeps {
  database: Database
  client: Client
  logger: Logger
  /** Of Front Office: a workflow in the Temporal UI links to its task's page. */
  publicUrl?: string | null
  /** Between two looks at an executor. */
  lookEveryMs?: number
  signal: AbortSignal
  pollMs?: number
}

/** Delivers intents as they come, woken by NOTIFY and by a poll. Either side away: they wait. */
export async function runRelay({
  database,
  client,
  logger,
  publicUrl = null,
  lookEveryMs,
  signal,
  pollMs = 1_000,
}: RelayDeps): Promise<void> {
  const bell = alarm()
  signal.addEventListener('abort', bell.ring)
  void listen(database.url, 'intents', bell.ring, signal)
  const relay = `relay-${randomUUID()}`
  while (!signal.aborted) {
    const count = await relayOnce({ database, client, logger, publicUrl, lookEveryMs }, relay).catch(
      (error) => {
        logger.warn({ error: String(error) }, 'the relay can’t read intents; they wait')
        return 0
      },
    )
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
    lookEveryMs = defaultLookEveryMs,
  }: Pick<RelayDeps, 'database' | 'client' | 'logger' | 'publicUrl' | 'lookEveryMs'>,
  relay: string,
): Promise<number> {
  const intents = await leaseIntents(pool, relay)
  const to = { client, pool, publicUrl, lookEveryMs }
  await Promise.all(
    intents.map(async (intent) => {
      try {
        await settleIntent(pool, relay, intent.id, await outcomeOf(to, intent))
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

type Destinations = Destination & Parameters<typeof deliverDrift>[0]

async function outcomeOf(to: Destinations, intent: LeasedIntent | LeasedDriftIntent): Promise<Delivery> {
  if (isDrift(intent)) return deliverDrift(to, intent)
  const outcome = await deliver(to, intent)
  if (outcome.status === 'undeliverable') {
    const { workflowId } = intent
    // Said in a record that was put back to an older moment, it would take the number of an entry that was lost.
    await unlessBehind(to.client, workflowId, () => endOf(to.pool, workflowId))
    const isUndelivered = await recordUndeliverable(to.pool, intent, outcome.detail)
    // A relay that died before it settled this one had brought it, and what took it up is over by now.
    if (!isUndelivered) return { status: 'delivered' }
  }
  return outcome
}

const endOf = async (pool: Pool, streamId: string) => ({
  after: (await streamEnds(pool, [streamId])).get(streamId)?.lastSeq ?? 0,
})

const isDrift = (intent: LeasedIntent | LeasedDriftIntent): intent is LeasedDriftIntent =>
  isDriftCommand(intent.command)

const backOffMs = ({ attempts }: Pick<LeasedIntent, 'attempts'>) =>
  Math.min(200 * 2 ** Math.min(attempts, 8), 15_000)
