import { Client } from '@temporalio/client'
import { DefaultLogger, Runtime } from '@temporalio/worker'
import { openArtifactStore } from '#platform/blobs/open-store.ts'
import { controlConfig } from '#platform/config.ts'
import { createLogger } from '#platform/logger.ts'
import { connectClient, connectWorker, ensureNamespace } from '#platform/temporal.ts'
import { openDatabase } from '#prisma/client.ts'
import { searchAttributes } from '#workflows/task/contract.ts'
import { runToEnd } from '../run-to-end.ts'
import { keepAnchoring } from './anchors/anchor-loop.ts'
import { currentRunOf } from './current-run.ts'
import { keepHeartbeats } from './heartbeats/heartbeats.ts'
import { runReleases } from './holds/release-loop.ts'
import { keepNamespace } from './presence/keep-namespace.ts'
import { watchPresence } from './presence/presence.ts'
import { keepLooking } from './reconcile/look-schedule.ts'
import { keepSkills } from './reconcile/skill-looks.ts'
import { runRelay } from './relay/relay.ts'
import { runSequencer } from './sequencer/sequencer.ts'
import { createControlWorker } from './worker.ts'

/** Longer than the loops take to end as they should. */
const endMs = 10_000
const config = controlConfig()
const logger = createLogger('control')
const stopping = new AbortController()
for (const event of ['SIGTERM', 'SIGINT', 'disconnect']) process.on(event, () => stopping.abort())

Runtime.install({ logger: new DefaultLogger('WARN'), workerHeartbeatInterval: '5s', shutdownSignals: [] })
const { signal } = stopping
const { namespace } = config.temporal
const patience = { signal, onWait: (problem: string) => logger.warn({ problem }, 'waiting for Temporal') }

const database = openDatabase(config.databaseUrl, 12)
const sequencer = runSequencer({ databaseUrl: config.databaseUrl, logger, signal })
const connection = await connectClient(config.temporal, patience)
await ensureNamespace(connection, namespace, searchAttributes)
const client = new Client({ connection, namespace })
const native = await connectWorker(config.temporal, patience)
const worker = await createControlWorker({
  connection: native,
  namespace,
  database,
  isCurrentRun: currentRunOf(client),
  client,
  publicUrl: config.publicUrl,
  bundlePath: config.workflowBundle,
  checkHosts: config.checkHosts,
  artifacts: openArtifactStore(config.artifacts),
  lookEveryMs: config.lookEveryMs,
})
signal.addEventListener('abort', () => {
  if (worker.getState() === 'RUNNING') worker.shutdown()
})
logger.info({ taskQueue: worker.options.taskQueue }, 'the control worker is ready')
process.send?.('ready')

const loops = [
  sequencer,
  runReleases({ database, logger, signal }),
  runRelay({
    database,
    client,
    logger,
    publicUrl: config.publicUrl,
    lookEveryMs: config.lookEveryMs,
    signal,
  }),
  keepLooking({ database, client, logger, everyMs: config.lookEveryMs, signal }),
  keepSkills({ database, client, logger, everyMs: config.lookEveryMs, signal }),
  keepNamespace({ connection, namespace, logger, signal }),
  watchPresence({ database, client, namespace, logger, signal }),
  keepHeartbeats({ database, client, namespace, logger, signal }),
  keepAnchoring(config.anchors, { pool: database.pool, logger, signal }),
]
// The worker ends when Temporal is lost for good; who started this process starts it again.
await runToEnd(worker).catch((error) => {
  logger.error({ error: String(error) }, 'the control worker ended')
  process.exitCode = 1
  setTimeout(() => process.exit(), endMs).unref()
})
stopping.abort()
await Promise.all(loops)
await native.close()
await connection.close()
await database.close()
process.exit()
