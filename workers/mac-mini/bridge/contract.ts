import { z } from 'zod'
import { BlockWhy } from '#domain/run/blocked-call.ts'

/**
 * What our OpenClaw plugin posts to the loopback bridge: POST http://127.0.0.1:<port>/v1/<name>, JSON,
 * `authorization: Bearer <bridge token>`. The plugin imports nothing of ours; a test holds the two together.
 * Every answer but that of `gate` may be lost: the plugin then goes on. Without an answer of `gate` a call is blocked.
 */
const call = { sessionKey: z.string(), agentId: z.string().optional(), runId: z.string().optional() }

/** before_tool_call, for what the plugin does not know to be safe. */
export const GateCall = z.object({
  ...call,
  toolCallId: z.string(),
  /** One for each time that the hook asks, the same where it tries again. Plugins before it send none. */
  askId: z.string().optional(),
  tool: z.string(),
  params: z.record(z.string(), z.json()),
  /** Where the plugin has seen it. */
  workspaceDir: z.string().optional(),
})
export const GateAnswer = z.union([
  z.object({ decision: z.literal('allow'), params: z.record(z.string(), z.json()) }),
  /** `text` is the block reason that the agent reads. */
  z.object({ decision: z.literal('block'), text: z.string() }),
])

/** What the plugin blocked by itself, told when the bridge is there. */
export const BlockedAtPlugin = z.object({
  ...call,
  tool: z.string(),
  params: z.record(z.string(), z.json()),
  why: BlockWhy.extract(['run_stopped', 'turn_ended', 'kill_switch', 'gate_away']),
})

/** Tool-result middleware, awaited: a gated call returned. `args` are the effective ones. */
export const PerformedCall = z.object({
  ...call,
  toolCallId: z.string(),
  tool: z.string(),
  args: z.record(z.string(), z.json()),
  /** What the gate had let pass, where that is not what ran. */
  allowed: z.record(z.string(), z.json()).optional(),
  isError: z.boolean(),
  result: z.unknown(),
})

/** One of our reporting tools was called. */
export const ReportCall = z.object({
  ...call,
  toolCallId: z.string(),
  workspaceDir: z.string().optional(),
  report: z.discriminatedUnion('tool', [
    z.object({ tool: z.literal('fo_post_update'), params: z.object({ text: z.string() }) }),
    z.object({
      tool: z.literal('fo_ask_operator'),
      params: z.object({ question: z.string(), options: z.array(z.string()).default([]) }),
    }),
    z.object({
      tool: z.literal('fo_answer_operator'),
      params: z.object({ proposal: z.string(), answer: z.string(), withdraw: z.boolean().default(false) }),
    }),
    z.object({
      tool: z.literal('fo_record_artifact'),
      params: z.object({ title: z.string(), kind: z.string().default('file'), location: z.string() }),
    }),
    z.object({
      tool: z.literal('fo_record_learning'),
      params: z.object({ text: z.string(), about: z.string().optional() }),
    }),
    z.object({ tool: z.literal('fo_finish'), params: z.object({ summary: z.string() }) }),
  ]),
})
/** `text` is what the tool returns to the agent; `isEnd` ends its turn. */
export const ReportAnswer = z.object({ text: z.string(), isEnd: z.boolean() })

/** before_prompt_build: the Context Pack of this session, empty strings where it is not ours. */
export const ContextCall = z.object({ ...call, trigger: z.string().optional() })
export const ContextAnswer = z.object({ system: z.string(), task: z.string() })

/** Whether a kill switch stops whoever is in this session: asked before what the plugin lets pass by itself. */
export const StoppedCall = z.object({
  ...call,
  /** It reports, which a run that has used all may still do. */
  isReport: z.boolean().optional(),
})
export const StopAnswer = z.object({ stop: z.string().nullable() })

/** before_message_write: a model's answer, and what it used. Answered once a run that has used all was told to end. */
export const UsedCall = z.object({
  ...call,
  /** Of this answer, so that a repeat counts once. */
  useId: z.string().min(1).max(100),
  usage: z.record(z.string(), z.unknown()),
  /** It calls a tool that does not end the turn, so the model will be asked again. */
  mayGoOn: z.boolean(),
})

/** A limited run does nothing whose use nobody has counted. */
export const UsedAnswer = StopAnswer.extend({ isLimited: z.boolean() })

/** before_agent_run: any run that starts, ours or not. Answered as `stopped` is: it does not start where it is. */
export const SeenCall = z.object({
  ...call,
  trigger: z.string().optional(),
  provenance: z.unknown().optional(),
  /** What the agent is asked, as far as it is needed to tell the run from others. */
  prompt: z.string().optional(),
})

export const bridgePaths = {
  gate: '/v1/gate',
  blocked: '/v1/blocked',
  performed: '/v1/performed',
  report: '/v1/report',
  context: '/v1/context',
  seen: '/v1/seen',
  stopped: '/v1/stopped',
  used: '/v1/used',
  /** Whether the plugin's address and token are right. */
  ping: '/v1/ping',
} as const
