import { z } from 'zod'
import { longestVersion } from '#domain/executor/executor.ts'

/** What the gateway says, as far as we read it (brief 2 and 3). Unknown fields pass: its protocol only grows. */
const name = z.string().transform((text) => text.slice(0, 200))
/** A report that says a longer one is refused, with all else that it says. */
const version = z.string().transform((text) => text.slice(0, longestVersion))
const ms = z.union([z.number(), z.string().transform((text) => Date.parse(text))]).nullish()

export const Hello = z.object({
  protocol: z.int().nullish(),
  server: z.object({ version, bootId: name.default('') }),
  features: z.object({ methods: z.array(z.string()).default([]) }).prefault({}),
  snapshot: z.object({ uptimeMs: z.number().nonnegative().catch(0) }).catch({ uptimeMs: 0 }),
})

export const Accepted = z.object({ runId: z.string(), status: z.string() })

/** `no-active-run`: there was nothing to end. */
export const Aborted = z.object({ status: z.string().nullish() }).catch({ status: null })

/** The end if and only if `endedAt` is there: a bare timeout also means "never heard of it". */
export const Waited = z.object({
  runId: z.string().nullish(),
  status: z.string(),
  startedAt: ms,
  endedAt: ms,
  stopReason: z.string().nullish(),
  error: z.string().nullish(),
  terminalReply: z.object({ text: z.string().nullish() }).nullish(),
})
export type Waited = z.infer<typeof Waited>

export const TaskRow = z.object({
  runId: z.string().nullish(),
  status: z.string(),
  error: z.string().nullish(),
  startedAt: ms,
  endedAt: ms,
})
export type TaskRow = z.infer<typeof TaskRow>
export const TaskRows = z.object({ tasks: z.array(TaskRow) })

const Cost = z.object({ total: z.number().nullish() })
export const MessageUsage = z.object({
  input: z.number().nullish(),
  output: z.number().nullish(),
  cacheRead: z.number().nullish(),
  cacheWrite: z.number().nullish(),
  cost: Cost.nullish(),
})
export const Message = z.object({
  role: z.string(),
  content: z.unknown().optional(),
  idempotencyKey: z.string().nullish(),
  provenance: z.object({ sourceTool: z.string().nullish() }).nullish(),
  usage: MessageUsage.nullish(),
  stopReason: z.string().nullish(),
  toolName: z.string().nullish(),
  isError: z.boolean().nullish(),
  __openclaw: z
    .object({
      runId: z.string().nullish(),
      /** Its place in the session. */
      seq: z.number().nullish(),
      /** `oversized`: only this is left of it. */
      reason: z.string().nullish(),
    })
    .nullish(),
})
export type Message = z.infer<typeof Message>
/** One page of a session, the newest where no `offset` was asked for; the next older one begins at `nextOffset`. */
export const History = z.object({
  messages: z.array(Message),
  hasMore: z.boolean().nullish(),
  nextOffset: z.number().nullish(),
  inFlightRun: z.object({ runId: z.string().nullish() }).nullish(),
  sessionInfo: z.object({ hasActiveRun: z.boolean().nullish() }).nullish(),
})

/** One page of what the gateway noted of runs. */
export const Activities = z.object({
  events: z.array(
    z.object({
      runId: z.string().nullish(),
      sessionKey: z.string().nullish(),
      agentId: z.string().nullish(),
      occurredAt: ms,
    }),
  ),
  nextCursor: z.string().nullish(),
})

export const Invoked = z.object({
  ok: z.boolean(),
  output: z.unknown().optional(),
  error: z.object({ code: z.string().nullish(), message: z.string().nullish() }).nullish(),
})

export const Catalog = z.object({
  groups: z.array(z.object({ id: z.string(), tools: z.array(z.object({ id: z.string() })).default([]) })),
})

export const Agents = z.object({
  agents: z.array(z.object({ id: z.string(), workspace: z.string().nullish() })),
})

/** Of our own plugin's method: whether it reaches the worker beside the gateway. */
export const pluginMethod = 'frontoffice.status'
export const PluginStatus = z.object({
  isConfigured: z.boolean(),
  problem: z.string().nullish(),
  /** Older plugins do not say. */
  version: version.nullish(),
  /** Other plugins that hook calls; null where the host does not show them. */
  rivals: z
    .array(z.object({ pluginId: name, priority: z.number(), isAfter: z.boolean() }))
    .max(100)
    .nullish(),
})

export const AgentEvent = z.object({
  runId: z.string(),
  stream: z.string(),
  data: z
    .object({
      errorObservation: z.object({ failoverReason: z.string().nullish() }).nullish(),
      phase: z.unknown().optional(),
    })
    .nullish(),
})

/** Of an answer in another shape than these. */
export function misreadWords({ issues: [issue] }: z.ZodError): string {
  const what = `${issue?.path.join('.') || 'all of it'}: ${issue?.message}`
  return `The gateway’s answer was not understood: ${what}`.slice(0, 500)
}

/** The words of a message or a tool's answer. */
export function wordsOf(content: unknown): string {
  if (typeof content === 'string') return content
  const parts = Array.isArray(content) ? content : ((content as { content?: unknown } | null)?.content ?? [])
  if (typeof parts === 'string') return parts
  if (!Array.isArray(parts)) return ''
  return parts
    .filter((part): part is { text: string } => typeof (part as { text?: unknown })?.text === 'string')
    .map((part) => part.text)
    .join('\n')
}

/** What the log of a plugin's tool says of one call; docs/architecture.md says what it is asked. */
export const Receipt = z.discriminatedUnion('state', [
  /** It has not begun it. */
  z.object({ state: z.literal('none') }),
  z.object({ state: z.literal('running') }),
  z.object({ state: z.literal('ended'), isError: z.boolean().default(false), text: z.string().default('') }),
  /** It began it, and its process is gone. */
  z.object({ state: z.literal('lost') }),
])
