import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { hashPassword } from 'better-auth/crypto'
import pg from 'pg'
import { newId, taskStreamId } from '#domain/ids.ts'
import type { Command } from '#domain/intent/intent.ts'
import { sha256Hex } from '#domain/ledger/digest.ts'
import type { Fact, FactOf } from '#domain/ledger/entry.ts'
import { type Role, roles } from '#domain/operator/permissions.ts'
import { Policy } from '#domain/policy/policy.ts'
import type { Declared } from '#domain/quality/deliverable.ts'
import { createLogger } from '#platform/logger.ts'
import { requestTask } from '#prisma/write/intents.ts'
import { append } from '#prisma/write/ledger.ts'
import { placeBatch } from '#prisma/write/sequence.ts'
import { createOperator } from '#prisma/write/settings/accounts.ts'
import { createAgent } from '#prisma/write/settings/agents.ts'
import { registerExecutor } from '#prisma/write/settings/executors.ts'
import { createProject } from '#prisma/write/settings/projects.ts'
import { serveApi } from '../api/server.ts'
import { freePorts } from '../local/ports.ts'
import { freshDatabase } from './servers.ts'

export const password = 'correct horse battery'
export const executorToken = 'the-token-of-the-mac-mini'

export interface Call {
  /** Who asks: a cookie of signIn, or an executor's token. */
  cookie?: string
  token?: string
  body?: unknown
  headers?: Record<string, string>
}
export interface Answer {
  status: number
  headers: Headers
  // The answers of many routes, read by tests that know what they asked.
  // biome-ignore lint/suspicious/noExplicitAny: a test fails where the shape is another
  json: any
}

export interface ApiServer {
  url: string
  appUrl: string
  artifactsFolder: string
  pool: pg.Pool
  operators: Record<Role, string>
  call(method: string, path: string, call?: Call): Promise<Answer>
  /** The cookie of a session, the same for every call. */
  signIn(role: Role): Promise<string>
  stop(): Promise<void>
}

interface Options {
  /** False: nobody can sign in yet. */
  hasOperators?: boolean
  webDist?: string | null
}

/** The api as in production, on a database of its own and a free port. */
export async function startApi({ hasOperators = true, webDist = null }: Options = {}): Promise<ApiServer> {
  const scratch = await freshDatabase()
  const pool = new pg.Pool({ connectionString: scratch.appUrl, max: 4 })
  pool.on('error', () => {})
  const operators = { owner: newId('operator'), operator: newId('operator'), viewer: newId('operator') }
  if (hasOperators) await createOperators(pool, operators)
  const tokenHash = sha256Hex(executorToken)
  await registerExecutor(pool, { executorId: 'mac-mini', name: 'Mac mini', tokenHash })

  const { url, stop, artifactsFolder } = await serveOn(scratch.appUrl, webDist)
  const cookies = new Map<Role, Promise<string>>()
  return {
    url,
    appUrl: scratch.appUrl,
    artifactsFolder,
    pool,
    operators,
    call: (method, path, call = {}) => ask(url, method, path, call),
    signIn(role) {
      const cookie = cookies.get(role) ?? signIn(url, role)
      cookies.set(role, cookie)
      return cookie
    },
    async stop() {
      await stop()
      await pool.end()
      await scratch.drop()
    },
  }
}

/** The api alone, on a database that is there. */
export async function serveOn(databaseUrl: string, webDist: string | null = null, keptFolder?: string) {
  const artifactsFolder = keptFolder ?? mkdtempSync(join(tmpdir(), 'front-office-artifacts-'))
  const [port = 0] = await freePorts(1)
  const url = `http://127.0.0.1:${port}`
  const stopping = new AbortController()
  const served = serveApi(configOf({ databaseUrl, port, webDist, artifactsFolder }), quiet(), stopping.signal)
  await Promise.race([served, untilAnswers(url)])
  return {
    url,
    artifactsFolder,
    async stop() {
      stopping.abort()
      await served
      if (!keptFolder) rmSync(artifactsFolder, { recursive: true, force: true })
    },
  }
}

async function createOperators(pool: pg.Pool, operators: Record<Role, string>) {
  const passwordHash = await hashPassword(password)
  for (const role of roles) {
    const operator = { operatorId: operators[role], name: `The ${role}`, email: `${role}@example.com`, role }
    await createOperator(pool, { ...operator, passwordHash }, 'system:test')
  }
}

interface Served {
  databaseUrl: string
  port: number
  webDist: string | null
  artifactsFolder: string
}

const configOf = ({ databaseUrl, port, webDist, artifactsFolder }: Served) => ({
  databaseUrl,
  host: '127.0.0.1',
  port,
  publicUrl: `http://127.0.0.1:${port}`,
  webDist,
  authSecret: 'a-secret-for-tests-of-32-characters-or-more',
  temporalUiUrl: 'http://127.0.0.1:8233',
  temporalNamespace: 'default',
  currency: 'USD',
  checkHosts: ['intranet.test'],
  artifacts: { folder: artifactsFolder },
})

function quiet() {
  const logger = createLogger('api')
  logger.level = process.env.LOG_LEVEL ?? 'silent'
  return logger
}

/** A busy machine is slow, not wrong. */
const patienceMs = 30_000

async function untilAnswers(url: string) {
  for (const until = Date.now() + patienceMs; Date.now() < until; ) {
    const answer = await fetch(`${url}/healthz`).catch(() => null)
    if (answer?.ok) return
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
  throw new Error(`${url} does not answer`)
}

export async function signIn(url: string, role: Role): Promise<string> {
  const body = { email: `${role}@example.com`, password }
  const answer = await ask(url, 'POST', '/api/auth/sign-in/email', { body })
  if (answer.status !== 200) throw new Error(`${role} can't sign in: ${JSON.stringify(answer.json)}`)
  return cookieOf(answer)
}

export const cookieOf = (answer: Answer): string =>
  answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ')

export async function ask(url: string, method: string, path: string, call: Call): Promise<Answer> {
  const { cookie, token, body, headers } = call
  const answer = await fetch(url + path, {
    method,
    headers: {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(cookie && { cookie }),
      ...(token && { authorization: `Bearer ${token}` }),
      ...headers,
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const text = await answer.text()
  return {
    status: answer.status,
    headers: answer.headers,
    json: /json/.test(answer.headers.get('content-type') ?? '') ? JSON.parse(text) : text,
  }
}

/** A project with an agent, by the settings' own writes. */
export async function aProject({ pool, operators }: ApiServer, change: { executorId?: string | null } = {}) {
  const by = { at: new Date().toISOString(), actor: `operator:${operators.owner}` }
  const projectId = newId('project')
  const policy = Policy.parse({})
  const project = { name: 'Letters', mission: 'Write.', isSample: false, policy }
  await createProject(pool, projectId, { ...by, type: 'project_created', body: project })
  const agentId = newId('agent')
  const agent = { projectId, name: 'Ines', role: 'writer', charter: '', openclawAgentId: 'main' }
  const body = { executorId: 'mac-mini', ...agent, ...change }
  await createAgent(pool, agentId, { ...by, type: 'agent_created', body })
  return { projectId, agentId }
}

/** A task whose workflow has recorded these facts; nothing runs it. */
export async function aTaskThat(
  api: ApiServer,
  facts: Fact[] = [],
  { deliverables = [] }: { deliverables?: Declared[] } = {},
) {
  const { projectId, agentId } = await aProject(api)
  const taskId = newId('task')
  const intentId = newId('intent')
  const by = { at: new Date().toISOString(), actor: `operator:${api.operators.owner}` }
  const what = { executorId: 'mac-mini', title: 'Write', intent: 'Write it.' }
  const task = { projectId, agentId, ...what, deliverables }
  await requestTask(api.pool, { taskId, intentId, ...by, task })
  const story = workflowOf(api, taskId)
  if (facts.length) await story(...facts)
  return { projectId, agentId, taskId, story }
}

/** Appends facts as the workflow of a task does. */
function workflowOf({ pool }: ApiServer, taskId: string) {
  let firstSeq = 1
  let after = 1
  return async (...facts: Fact[]) => {
    const batch = { streamId: taskStreamId(taskId), firstSeq, after, facts }
    const ack = await append(pool, { runId: 'run-1', batch, isCurrentRun: async () => true })
    firstSeq = ack.lastSeq + 1
    after = ack.streamSeq
  }
}

/** Waits for the next intent of a task, as its workflow would be signalled. */
export async function nextIntent({ pool }: ApiServer, taskId: string, command: Command) {
  for (const until = Date.now() + patienceMs; Date.now() < until; ) {
    const { rows } = await pool.query<{ id: string; actor: string }>(
      'select id, actor from intent where workflow_id = $1 and command = $2 order by intent_seq desc limit 1',
      [taskStreamId(taskId), command],
    )
    if (rows[0]) return { intentId: rows[0].id, actor: rows[0].actor, at: new Date().toISOString() }
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  throw new Error(`${taskId} never got ${command}`)
}

/** Sends requests that all read before any of them writes, and then lets them write. */
export async function racing<T>({ pool }: ApiServer, send: () => Promise<T>, times = 4): Promise<T[]> {
  const tx = await pool.connect()
  await tx.query('begin')
  await tx.query('lock table stream in exclusive mode')
  const answers = Array.from({ length: times }, send)
  for (let waiting = 0; waiting < times; ) {
    const { rows } = await tx.query(
      `select count(*)::int as n from pg_locks where not granted and database = (
         select oid from pg_database where datname = current_database())`,
    )
    waiting = rows[0].n
  }
  await tx.query('commit')
  tx.release()
  return Promise.all(answers)
}

export function aProposalFact(change: Partial<FactOf<'approval_requested'>['body']> = {}) {
  const proposalId = `p_${crypto.randomUUID().replaceAll('-', '').slice(0, 24)}`
  const body = {
    stepId: 's1',
    proposalId,
    tool: 'send_message',
    parameters: { to: 'ada@example.com', body: 'Hello' },
    hash: 'a'.repeat(64),
    effectClass: 'send' as const,
    via: 'invoke' as const,
    effectKey: `effect/${proposalId}`,
    expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
    ...change,
  }
  const fact: FactOf<'approval_requested'> = {
    type: 'approval_requested',
    at: new Date().toISOString(),
    actor: 'system:control',
    body,
  }
  return fact
}

/** What the sequencer does: every entry gets its place. Answers the last one. */
export async function placeAll({ pool }: ApiServer): Promise<number> {
  const db = await pool.connect()
  while (await placeBatch(db, 500));
  const { rows } = await db.query('select max(position)::float8 as last from position')
  await db.query("select pg_notify('placed', '')")
  db.release()
  return rows[0].last
}
