import { Client } from '@temporalio/client'
import { DefaultLogger, type LogEntry, type NativeConnection, Runtime } from '@temporalio/worker'
import { countOddEvents } from '#activities/openclaw/odd-events.ts'
import type { LiveBatch } from '#domain/live/live.ts'
import { createLogger } from '#platform/logger.ts'
import { macMiniConfig, readMacMiniFile } from '#platform/mac-mini-file.ts'
import { emptyIfLong, rotatingLog } from '#platform/rotating-log.ts'
import { connectClient, connectWorker } from '#platform/temporal.ts'
import packageJson from '../../package.json' with { type: 'json' }
import { runToEnd } from '../run-to-end.ts'
import { artifactApi } from './artifacts/artifact-api.ts'
import { uploadArtifacts } from './artifacts/artifact-uploads.ts'
import { tellShelf } from './artifacts/shelf-telling.ts'
import { askedStart, askedTerms } from './call-terms.ts'
import { askedAdoption, toldPast, toldRefused, toldShelf, toldStray } from './control-plane.ts'
import { startExecutor } from './executor.ts'
import { reportGateway } from './gateway-report.ts'
import { askedOrders } from './kill-orders.ts'
import { hasEnded } from './left-runs.ts'
import { showLive } from './live/live-channel.ts'
import { postLive } from './live/live-post.ts'
import { restBeforeStart } from './restart-rest.ts'
import { openReturningRuns, placesIn } from './returning-runs.ts'
import { openRunRest } from './run-rest.ts'
import { takeRuns } from './run-shifts.ts'
import { listenForEnd } from './stop-signals.ts'
import { signalItems } from './task-signals.ts'
import { createRunWorker, createShortWorker, usualRuns } from './worker.ts'

/** Longer than the other worker takes to end as it should. */
const endMs = 10_000
// Under launchd: a file that is not right would fill it by a line every 10 s.
if (process.argv.includes('--logs')) emptyIfLong(process.stderr.fd)
const config = configOrEnd()
const logger = createLogger('mac-mini', config.logs ? rotatingLog(config.logs, 'worker.log') : undefined)
const ends = listenForEnd(process)
// Temporal's own warnings go where the log goes, so that nothing grows beside it.
const toLog = ({ level, message, meta }: LogEntry) =>
  logger[level === 'ERROR' ? 'error' : 'warn']({ meta }, message)
Runtime.install({
  logger: config.logs ? new DefaultLogger('WARN', toLog) : new DefaultLogger('WARN'),
  workerHeartbeatInterval: '5s',
  shutdownSignals: [],
})

const signal = ends.stopping
if (config.logs)
  await restBeforeStart({ folder: config.logs, say: (words) => logger.warn(words), signal: ends.told })
const { namespace } = config.temporal
const patience = { signal, onWait: (problem: string) => logger.warn({ problem }, 'waiting for Temporal') }
/** Told to stop while it waits: there is nothing to close then. */
const nullIfStopped = (error: unknown) => {
  if (signal.aborted) return null
  throw error
}
const connection = connectClient(config.temporal, patience).catch(nullIfStopped)
const { executorId, apiUrl, apiToken } = config

const odd = countOddEvents((count, what) =>
  logger.warn({ count, what }, 'events of the gateway were not understood and are left out'),
)
// The gate stands before Temporal is reached: the gateway's agents may be at work already.
const executor = await startExecutor({
  dataFolder: config.dataFolder,
  bridge: { port: config.bridgePort, token: config.bridgeToken },
  gateway: {
    ...{ odd, file: config.file },
    target: () => {
      const { gatewayUrl, gatewayToken } = readMacMiniFile(config.file)
      return { url: gatewayUrl, token: gatewayToken }
    },
  },
  send: async (taskId, items) => signalItems(await temporal(), taskId, items),
  taskHasEnded: async (taskId) => hasEnded(await temporal(), taskId),
  killOrders: () => askedOrders({ apiUrl, apiToken, executorId }),
  callTerms: (effectKey) => askedTerms({ apiUrl, apiToken, executorId }, effectKey),
  startTerms: (run) => askedStart({ apiUrl, apiToken, executorId }, run),
  stopping: signal,
  adopt: (run) => askedAdoption({ apiUrl, apiToken, executorId }, run),
  tellRefused: (calls) => toldRefused({ apiUrl, apiToken, executorId }, calls),
  tellStray: (calls) => toldStray({ apiUrl, apiToken, executorId }, calls),
  tellPast: (call) => toldPast({ apiUrl, apiToken, executorId }, call),
  onError: (error, where) => logger.warn({ where, error: error.message }, 'a call was refused'),
})
logger.info({ file: executor.killSwitch.file }, 'this file, whatever is in it, stops everything on this Mac')
executor.gateway.onChange(({ state, detail }) => logger.info({ state, detail }, 'gateway'))
const reports = reportGateway(
  {
    ...{ gateway: executor.gateway, killSwitch: executor.killSwitch, executorId, apiUrl, apiToken, logger },
    ...{ workerVersion: packageJson.version, draining: ends.draining },
  },
  signal,
)
const { gateway, findRun } = executor
const send = (batch: LiveBatch) => postLive({ apiUrl, apiToken, executorId }, batch)
const shown = showLive({ gateway, findRun, send, logger, odd }, signal)

const uploads = uploadArtifacts(
  { shelf: executor.shelf, api: artifactApi({ apiUrl, apiToken, executorId }), logger },
  signal,
)

const own = { apiUrl, apiToken, executorId }
const tellings = tellShelf({ shelf: executor.shelf, tell: (held) => toldShelf(own, held) }, signal)

async function temporal(): Promise<Client> {
  const connected = await connection
  if (!connected) throw new Error('the worker stopped before it reached Temporal')
  return new Client({ connection: connected, namespace })
}

/** What is wrong with the file is a sentence for whoever starts it, and no trace. */
function configOrEnd() {
  try {
    return macMiniConfig(process.env, process.argv.slice(2))
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`)
    process.exit(1)
  }
}

function returningRuns() {
  const { leftRuns, findRun } = executor
  return openReturningRuns({
    ...placesIn(temporal, namespace),
    left: leftRuns,
    isOpen: ({ input }) => findRun(input.sessionKey)?.input.runId === input.runId,
    onError: (error) => logger.warn({ error: error.message }, 'the place of a run that is under way'),
  })
}

async function work(native: NativeConnection): Promise<void> {
  const { bridgePort, killSwitch } = executor
  const returning = returningRuns()
  const runAgent = returning.attended(executor.activities.runAgent)
  const activities = { ...executor.activities, runAgent }
  const deps = { connection: native, namespace, executorId, activities }
  const short = await createShortWorker(deps)
  ends.beginWork()
  const shutDown = () => {
    if (short.getState() === 'RUNNING') short.shutdown()
  }
  signal.addEventListener('abort', shutDown)
  ends.draining.addEventListener('abort', () =>
    logger.info('asked to stop: runs end, and none is taken any more'),
  )
  const runs = takeRuns({
    create: (slots) => createRunWorker(deps, slots),
    slots: config.maxRuns ?? usualRuns,
    held: returning.count,
    rest: openRunRest(killSwitch, executor.gateway),
    leaving: AbortSignal.any([signal, ends.draining]),
    say: (reason) => logger.info({ reason }, reason === null ? 'takes runs' : 'takes no run'),
  })
  void returning.watch(signal)
  logger.info({ executorId, bridgePort, underWay: returning.count() }, 'the mac-mini worker is ready')
  process.send?.('ready')
  // A worker ends when Temporal is lost for good; who started this process starts it again.
  const both = [runs, runToEnd(short)].map((end) =>
    end.catch((error) => {
      logger.error({ error: String(error) }, 'the worker ended')
      process.exitCode = 1
      ends.end()
      setTimeout(() => process.exit(), endMs).unref()
    }),
  )
  if (signal.aborted) shutDown()
  await both[0]
  ends.end()
  await Promise.all(both)
}

const native = await connectWorker(config.temporal, patience).catch(nullIfStopped)
if (native) await work(native)
ends.end()
await Promise.all([reports, shown, uploads, tellings])
await executor.stop()
await native?.close()
await (await connection)?.close()
process.exit()
