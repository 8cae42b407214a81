import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { join } from 'node:path'
import express, { type Express, Router } from 'express'
import pinoHttp from 'pino-http'
import { openArtifactStore } from '#platform/blobs/open-store.ts'
import { openStaging } from '#platform/blobs/staging.ts'
import type { ApiConfig } from '#platform/config.ts'
import type { Logger } from '#platform/logger.ts'
import { type Database, openDatabase } from '#prisma/client.ts'
import { isAnswering } from '#prisma/read/availability.ts'
import { placedBell } from '#prisma/read/placed-bell.ts'
import { agentRoutes } from './agents/agent-routes.ts'
import { agentsContract } from './agents/contract.ts'
import { apiKeyRoutes } from './api-keys/api-key-routes.ts'
import { apiKeysContract } from './api-keys/contract.ts'
import { approvalRoutes } from './approvals/approval-routes.ts'
import { approvalsContract } from './approvals/contract.ts'
import { artifactRoutes } from './artifacts/artifact-routes.ts'
import { artifactsContract } from './artifacts/contract.ts'
import { createAuth, trustedOrigins } from './auth/auth.ts'
import { authRoutes } from './auth/auth-routes.ts'
import { createCallers, createSessionOf } from './auth/callers.ts'
import { requireOwnOrigin } from './auth/origin.ts'
import { contextPackRoutes } from './context-packs/context-pack-routes.ts'
import { contextPacksContract } from './context-packs/contract.ts'
import { documentBodyLimit, documentsContract } from './documents/contract.ts'
import { documentRoutes } from './documents/document-routes.ts'
import { doorsContract } from './doors/contract.ts'
import { doorRoutes } from './doors/door-routes.ts'
import { effectsContract } from './effects/contract.ts'
import { effectRoutes } from './effects/effect-routes.ts'
import { executorsContract } from './executors/contract.ts'
import { executorRoutes } from './executors/executor-routes.ts'
import { findingsContract } from './findings/contract.ts'
import { findingRoutes } from './findings/finding-routes.ts'
import { heartbeatsContract } from './heartbeats/contract.ts'
import { heartbeatRoutes } from './heartbeats/heartbeat-routes.ts'
import { homeContract } from './home/contract.ts'
import { homeRoutes } from './home/home-routes.ts'
import { compressed } from './http/compressed.ts'
import { bodyLimit, errorHandler } from './http/error-handler.ts'
import { openapi } from './http/openapi.ts'
import { sendProblem } from './http/problem.ts'
import { securityHeaders, site } from './http/site.ts'
import { inboxContract } from './inbox/contract.ts'
import { inboxRoutes } from './inbox/inbox-routes.ts'
import { createLookingBoard } from './inbox/looking-board.ts'
import { killSwitchesContract } from './kill-switches/contract.ts'
import { killSwitchRoutes } from './kill-switches/kill-switch-routes.ts'
import { learningsContract } from './learnings/contract.ts'
import { learningRoutes } from './learnings/learning-routes.ts'
import { ledgerContract } from './ledger/contract.ts'
import { ledgerRoutes } from './ledger/ledger-routes.ts'
import { liveBodyLimit, liveContract } from './live/contract.ts'
import { LiveBoard } from './live/live-board.ts'
import { liveRoute, liveRoutes } from './live/live-routes.ts'
import { moneyBodyLimit, moneyContract } from './money/contract.ts'
import { moneyRoutes } from './money/money-routes.ts'
import { operatorsContract } from './operators/contract.ts'
import { operatorRoutes } from './operators/operator-routes.ts'
import { outcomesContract } from './outcomes/contract.ts'
import { outcomeRoutes } from './outcomes/outcome-routes.ts'
import { policiesContract } from './policies/contract.ts'
import { policyRoutes } from './policies/policy-routes.ts'
import { projectsContract } from './projects/contract.ts'
import { projectRoutes } from './projects/project-routes.ts'
import { runbookRunsContract, runbooksContract } from './runbooks/contract.ts'
import { runbookRunRoutes } from './runbooks/run-routes.ts'
import { runbookRoutes } from './runbooks/runbook-routes.ts'
import { searchContract } from './search/contract.ts'
import { searchRoutes } from './search/search-routes.ts'
import { sessionContract } from './session/contract.ts'
import { sessionRoutes } from './session/session-routes.ts'
import { shippedContract } from './shipped/contract.ts'
import { shippedRoutes } from './shipped/shipped-routes.ts'
import { EntryTail } from './stream/entry-tail.ts'
import { streamRoute, streamRoutes } from './stream/stream-routes.ts'
import { tasksContract } from './tasks/contract.ts'
import { taskRoutes } from './tasks/task-routes.ts'

export interface ApiDeps {
  config: Omit<ApiConfig, 'databaseUrl' | 'host' | 'port'>
  database: Database
  logger: Logger
  /** Ends open streams. */
  signal: AbortSignal
}

export const contracts = {
  session: sessionContract,
  projects: projectsContract,
  documents: documentsContract,
  contextPacks: contextPacksContract,
  agents: agentsContract,
  heartbeats: heartbeatsContract,
  tasks: tasksContract,
  artifacts: artifactsContract,
  approvals: approvalsContract,
  effects: effectsContract,
  home: homeContract,
  inbox: inboxContract,
  learnings: learningsContract,
  findings: findingsContract,
  ledger: ledgerContract,
  search: searchContract,
  executors: executorsContract,
  live: liveContract,
  operators: operatorsContract,
  apiKeys: apiKeysContract,
  money: moneyContract,
  outcomes: outcomesContract,
  shipped: shippedContract,
  policies: policiesContract,
  killSwitches: killSwitchesContract,
  doors: doorsContract,
  runbooks: runbooksContract,
  runbookRuns: runbookRunsContract,
}

export function createApi({ config, database, logger, signal }: ApiDeps): Express {
  const app = express()
  app.disable('x-powered-by')
  // Answers are not stored, so nobody asks whether one has changed; files of the site have their own.
  app.disable('etag')
  // Behind https there is a proxy of ours, and the last address it adds is the client's.
  app.set('trust proxy', config.publicUrl.startsWith('https:') ? 1 : false)
  app.use(requestLog(logger))
  app.use(securityHeaders(config.publicUrl))
  app.use(compressed())
  app.get('/healthz', async (_req, res) => {
    const isReady = await isAnswering(database.pool, 2_000)
    res.status(isReady ? 200 : 503).json({ postgres: isReady ? 'answers' : 'does not answer' })
  })
  const document = openapi(contracts, [streamRoute, liveRoute])
  app.get('/openapi.json', (_req, res) => void res.json(document))
  app.use('/api', apiRouter({ config, database, logger, signal }))
  app.use(site(config.webDist))
  app.use(errorHandler(logger))
  return app
}

function apiRouter(deps: ApiDeps): Router {
  const { config, database, signal } = deps
  const auth = createAuth(database.pool, { publicUrl: config.publicUrl, secret: config.authSecret })
  const sessionOf = createSessionOf(auth, database.pool)
  const callers = createCallers(sessionOf, database.pool)
  const router = Router()
  router.use(requireOwnOrigin(trustedOrigins(config.publicUrl)))
  router.use('/auth', authRoutes(auth, database.pool))
  readBodies(router)
  router.use((_req, res, next) => {
    res.set('Cache-Control', 'no-store')
    next()
  })
  const looking = createLookingBoard()
  const to = { router, callers, looking }
  sessionRoutes(to, database)
  projectRoutes(to, database)
  documentRoutes(to, database)
  contextPackRoutes(to, database)
  agentRoutes(to, database)
  heartbeatRoutes(to, database, temporalPlace(config, 'schedules'))
  taskRoutes(to, database, {
    temporalUrl: temporalPlace(config, 'workflows'),
    checkHosts: config.checkHosts,
  })
  artifactRoutes(to, { pool: database.pool, ...artifactPlaces(config) })
  approvalRoutes(to, database)
  effectRoutes(to, database)
  homeRoutes(to, database, config.currency)
  inboxRoutes(to, database)
  learningRoutes(to, database)
  ledgerRoutes(to, database)
  searchRoutes(to, database)
  executorRoutes(to, database)
  findingRoutes(to, database, temporalPlace(config, 'workflows'))
  operatorRoutes(to, database, config.publicUrl)
  apiKeyRoutes(to, database)
  moneyRoutes(to, database, config.currency)
  outcomeRoutes(to, database, config.currency)
  shippedRoutes(to, database)
  policyRoutes(to, database)
  killSwitchRoutes(to, database)
  doorRoutes(to, database)
  runbookRoutes(to, database, config)
  runbookRunRoutes(to, database, temporalPlace(config, 'workflows'))
  liveRoutes(to, { source: database, sessionOf, board: new LiveBoard(), signal })
  streamRoutes(router, { source: database, callers, sessionOf, tail: tailOf(deps), looking, signal })
  router.use((req, res) => {
    sendProblem(res, {
      status: 404,
      title: 'Not found',
      detail: `There is no ${req.method} ${req.originalUrl}.`,
    })
  })
  return router
}

/** Each as large as what it is for may be. */
function readBodies(router: Router): void {
  router.use(['/documents', '/projects/:projectId/documents'], express.json({ limit: documentBodyLimit }))
  router.use('/projects/:projectId/money', express.json({ limit: moneyBodyLimit }))
  router.use('/executors/:executorId/live', express.json({ limit: liveBodyLimit }))
  router.use(express.json({ limit: bodyLimit }))
}
const artifactPlaces = ({ artifacts }: ApiDeps['config']) => ({
  store: openArtifactStore(artifacts),
  staging: openStaging(join(artifacts.folder, 'incoming')),
})

const tailOf = ({ database, logger, signal }: ApiDeps) =>
  new EntryTail({
    ...{ source: database, bell: placedBell(database.url, signal), signal },
    onError: (error) => logger.error({ error: String(error) }, 'new entries can’t be read'),
  })

type UrlOf = (id: string) => string | null

const temporalPlace =
  ({ temporalUiUrl, temporalNamespace }: ApiDeps['config'], place: 'workflows' | 'schedules'): UrlOf =>
  (id) =>
    temporalUiUrl && `${temporalUiUrl}/namespaces/${temporalNamespace}/${place}/${encodeURIComponent(id)}`

/** What was asked and what came of it. No headers: they hold cookies and tokens. */
const requestLog = (logger: Logger) =>
  pinoHttp({
    logger,
    genReqId: (_req, res) => {
      const id = crypto.randomUUID()
      res.setHeader('X-Request-Id', id)
      return id
    },
    autoLogging: { ignore: (req) => !req.url?.startsWith('/api/') },
    customLogLevel: (_req, res, error) => (error || res.statusCode >= 500 ? 'warn' : 'debug'),
    // The error handler has told the error itself, under the same id.
    customErrorObject: (_req, _res, _error, { err: _err, ...fields }) => fields,
    serializers: {
      req: ({ id, method, url }: { id: string; method: string; url: string }) => ({ id, method, url }),
      res: ({ statusCode }: { statusCode: number }) => ({ statusCode }),
    },
  })

/** Answers requests until the signal. Throws where the port is taken. */
export async function serveApi(config: ApiConfig, logger: Logger, signal: AbortSignal): Promise<void> {
  const database = openDatabase(config.databaseUrl)
  const server = createServer(createApi({ config, database, logger, signal }))
  server.listen(config.port, config.host)
  await once(server, 'listening')
  logger.info({ url: config.publicUrl, webDist: config.webDist }, 'the api is ready')
  if (!signal.aborted) await once(signal, 'abort')
  await stopServer(server)
  await database.close()
}

/** Lets open requests end, for so long; streams end by the signal that createApi was given. */
async function stopServer(server: Server, withinMs = 5_000): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  // A kept-alive connection whose request ends only now would else be waited for.
  const sweep = setInterval(() => server.closeIdleConnections(), 50)
  const timer = setTimeout(() => server.closeAllConnections(), withinMs)
  await closed
  clearInterval(sweep)
  clearTimeout(timer)
}
