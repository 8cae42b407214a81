import pg from 'pg'
import { sha256Hex } from '#domain/ledger/digest.ts'
import { controlConfig } from '#platform/config.ts'
import { macMiniConfig } from '#platform/mac-mini-file.ts'
import { connectClient, ensureNamespace } from '#platform/temporal.ts'
import { createSetUpLink } from '#prisma/write/settings/accounts.ts'
import { registerExecutor } from '#prisma/write/settings/executors.ts'
import { searchAttributes } from '#workflows/task/contract.ts'

/** What the start learns from it. */
export interface Prepared {
  /** For the owner's one-time link; null when somebody can sign in already. */
  setUpToken: string | null
  /** Sentences for the operator. */
  warnings: string[]
}

// Run as a process of its own at each start, before the workers: what it loads does not stay in memory.
const { databaseUrl, temporal } = controlConfig()
const executor = macMiniConfig()
const pool = new pg.Pool({ connectionString: databaseUrl, max: 2 })
const onWait = (problem: string) => console.log(`waiting for Temporal: ${problem}`)

const [connection, link, { isCounting }] = await Promise.all([
  connectClient(temporal, { onWait, signal: AbortSignal.timeout(60_000) }),
  createSetUpLink(pool),
  registerExecutor(pool, {
    executorId: executor.executorId,
    name: executor.executorId,
    tokenHash: sha256Hex(executor.apiToken),
  }),
])
const warnings: string[] = []
if (!isCounting)
  warnings.push(
    `the token of ${executor.executorId} was renewed or revoked on the executors page: put the new one into ${executor.file} as apiToken`,
  )
await ensureNamespace(connection, temporal.namespace, searchAttributes, (warning) => warnings.push(warning))
await Promise.all([connection.close(), pool.end()])
process.send?.({ setUpToken: link?.token ?? null, warnings } satisfies Prepared)
process.disconnect?.()
