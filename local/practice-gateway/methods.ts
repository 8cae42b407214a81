import { z } from 'zod'
import { agentMethods } from './agent-methods.ts'
import type { AgentCall } from './call-log.ts'
import { configMethods } from './config-methods.ts'
import { cronMethods } from './cron-methods.ts'
import { type Method, MethodError, method, none, text } from './method.ts'
import { permissionMethods } from './permission-methods.ts'
import type { PluginHost, ToolResult } from './plugin-host.ts'
import type { Runs } from './runs.ts'
import type { Store } from './store.ts'
import { pageOf } from './transcript-page.ts'

export interface MethodsDeps {
  runs: Runs
  store: Store
  host: PluginHost
  workspace: string
  startedAt: number
  noteCall(call: AgentCall): void
}

/** Fields that the real gateway knows and this one has no use for. */
const ignored = { label: text.optional(), channel: text.optional(), extraSystemPrompt: z.string().optional() }

/** The methods of the gateway's protocol that Front Office uses, with their strict parameters. */
export function methodsOf(deps: MethodsDeps): Map<string, Method> {
  return new Map(
    Object.entries({
      ...runMethods(deps),
      ...lookupMethods(deps),
      'audit.activity.list': activityOf(deps),
      ...toolMethods(deps),
      ...agentMethods(deps),
      ...configMethods(deps),
      ...cronMethods(deps),
      ...permissionMethods(deps),
      ...pluginMethods(deps),
    }),
  )
}

const AgentParams = z.strictObject({
  message: text,
  idempotencyKey: text,
  sessionKey: text,
  agentId: text.default('main'),
  timeout: z.int().min(0).optional(),
  ...ignored,
})

const ChatParams = z.strictObject({ message: text, idempotencyKey: text, sessionKey: text })

function runMethods({ runs, noteCall }: MethodsDeps) {
  return {
    agent: method('write', AgentParams, ({ idempotencyKey: runId, ...asked }, caller) => {
      const sessionKey = asked.sessionKey.toLowerCase()
      noteCall({ runId, sessionKey })
      if (asked.agentId !== 'main')
        throw new MethodError('INVALID_REQUEST', `unknown agent id "${asked.agentId}"`)
      const started = runs.start({ ...asked, runId, sessionKey })
      if (started.status === 'accepted')
        void runs.wait(runId, 2 ** 31 - 1).then((end) => caller.later({ ...end, summary: 'completed' }))
      return { runId, sessionKey, agentId: asked.agentId, ...started }
    }),
    'agent.wait': method(
      'read',
      z.strictObject({ runId: text, timeoutMs: z.int().min(0).default(30_000) }),
      ({ runId, timeoutMs }) => runs.wait(runId, timeoutMs),
    ),
    'chat.send': method('write', ChatParams, ({ idempotencyKey: runId, message, ...asked }) => {
      const sessionKey = asked.sessionKey.toLowerCase()
      runs.start({ runId, message, sessionKey, agentId: sessionKey.split(':')[1] ?? 'main', kind: 'chat' })
      return { runId, status: 'started' }
    }),
    'sessions.abort': method(
      'write',
      z.strictObject({ key: text, runId: text.optional(), agentId: text.optional() }),
      ({ key, runId }) => runs.abort(key.toLowerCase(), runId),
    ),
  }
}

const Activity = z.strictObject({
  kind: z.literal('agent_run').optional(),
  status: z.literal('started').optional(),
  after: z.int().min(0).default(0),
  before: z.int().min(0).optional(),
  limit: z.int().min(1).max(500).default(100),
  cursor: text.optional(),
})

/** Of what the real log of activity tells, that runs began: newest first, by pages. */
/** The log of what ran: each run as it began. */
export function activityOf({ store }: Pick<MethodsDeps, 'store'>) {
  return method('read', Activity, ({ after, before = Number.POSITIVE_INFINITY, limit, cursor }) => {
    const from = Number(cursor ?? 0)
    const begun = store.rows.filter(({ createdAt }) => createdAt > after && createdAt < before)
    const events = begun.slice(from, from + limit).map(({ runId, sessionKey, agentId, createdAt }) => ({
      ...{ kind: 'agent_run', action: 'agent.run.started', status: 'started' },
      ...{ runId, sessionKey, agentId, occurredAt: createdAt },
    }))
    const next = from + events.length
    return { events, ...(next < begun.length && { nextCursor: String(next) }) }
  })
}

function lookupMethods({ runs, store, startedAt }: MethodsDeps) {
  const summaryOf = (key: string) => {
    const row = store.rows.find(({ sessionKey }) => sessionKey === key)
    return row ? { key, status: runs.activeIn(key) ? 'running' : 'done', lastRunId: row.runId } : null
  }
  return {
    'tasks.list': method(
      'read',
      z.strictObject({ sessionKey: text.optional(), limit: z.int().min(1).max(500).default(100) }),
      // Rows are found by the exact key, and keys are lower case: C1 of the brief.
      ({ sessionKey, limit }) => ({
        tasks: store.rows
          .filter((row) => row.kind !== 'chat' && (!sessionKey || row.sessionKey === sessionKey))
          .slice(0, limit),
      }),
    ),
    'chat.history': method(
      'read',
      z.strictObject({
        sessionKey: text,
        limit: z.int().min(1).max(1_000).default(200),
        offset: z.int().min(0).optional(),
      }),
      ({ sessionKey, limit, offset }) => {
        const key = sessionKey.toLowerCase()
        const active = runs.activeIn(key)
        return {
          sessionKey: key,
          ...pageOf(store.messagesOf(key), limit, offset),
          ...(active && { inFlightRun: { runId: active, text: '' } }),
          sessionInfo: { hasActiveRun: active !== null },
        }
      },
    ),
    'sessions.list': method('read', none, () => ({ sessions: store.sessionKeys().map(summaryOf) })),
    'sessions.describe': method('read', z.strictObject({ key: text }), ({ key }) => ({
      session: summaryOf(key.toLowerCase()),
    })),
    health: method('read', none, () => ({ ok: true, ts: Date.now(), uptimeMs: Date.now() - startedAt })),
    status: method('read', none, () => ({ runtimeVersion: 'practice' })),
    'system-presence': method('read', none, () => []),
  }
}

const InvokeParams = z.strictObject({
  name: text,
  args: z.record(z.string(), z.unknown()).default({}),
  sessionKey: text.default('agent:main:main'),
  agentId: text.default('main'),
  idempotencyKey: text.optional(),
})

function toolMethods({ host }: MethodsDeps) {
  const toolOf = (source: string) => (id: string) => ({
    id,
    label: id,
    description: '',
    source,
    defaultProfiles: ['full'],
  })
  const catalog = () => ({
    agentId: 'main',
    profiles: [{ id: 'full', label: 'Full' }],
    groups: host.catalog().map(({ group, tools }) => {
      const source = group === 'core' ? 'core' : 'plugin'
      return { id: group, label: group, source, tools: tools.map(toolOf(source)) }
    }),
  })
  return {
    'tools.catalog': method('read', z.strictObject({ agentId: text.optional() }), catalog),
    'tools.effective': method('read', z.strictObject({ sessionKey: text.optional() }), catalog),
    // Reaches plugins' tools only, fires no middleware, and dedupes nothing (brief C4, 3.4).
    'tools.invoke': method('write', InvokeParams, async ({ name, args, sessionKey, agentId }) => {
      if (!host.isPluginTool(name))
        return { ok: false, toolName: name, error: { code: 'not_found', message: 'Tool not available' } }
      const toolCallId = `rpc-delegated-${Date.now()}`
      const call = { name, args, toolCallId, agentId, sessionKey: sessionKey.toLowerCase() }
      const { status, result } = await host.call(call, true)
      if (status === 'ok') return { ok: true, toolName: name, output: result, source: 'plugin' }
      const code = status === 'blocked' ? 'forbidden' : 'tool_error'
      return { ok: false, toolName: name, error: { code, message: wordsOf(result) } }
    }),
  }
}

const wordsOf = (result: ToolResult) => result.content.map((part) => part.text ?? '').join('\n')

function pluginMethods({ host }: MethodsDeps) {
  const own = [...host.methods].map(([name, run]): [string, Method] => [
    name,
    method('read', z.looseObject({}), (params) => answerOf(run, params)),
  ])
  return {
    'plugins.list': method('read', none, () => ({
      plugins: host.plugins.map((id) => ({
        id,
        enabled: true,
        state: 'enabled',
        runtime: { state: 'active' },
      })),
    })),
    ...Object.fromEntries(own),
  }
}

type PluginMethod = PluginHost['methods'] extends Map<string, infer M> ? M : never

function answerOf(run: PluginMethod, params: Record<string, unknown>): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const respond = (ok: boolean, payload: unknown) =>
      ok ? resolve(payload) : reject(new MethodError('UNAVAILABLE', String(payload)))
    Promise.resolve(run({ params, respond })).catch(reject)
  })
}
