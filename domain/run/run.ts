import { z } from 'zod'
import { NotHashed } from '../artifact/artifact.ts'
import { AdvanceGrant, AdvanceSource } from '../grant/grant.ts'
import { Policy } from '../policy/policy.ts'
import { AnyJson } from './any-json.ts'
import { BlockedCall } from './blocked-call.ts'
import { ChangedCall } from './changed-call.ts'
import { Transcript } from './foreign-run.ts'

/** Parameters of a tool call as JSON; secrets masked wherever this leaves the Mac. */
export const Parameters = z.record(z.string(), AnyJson)
export type Parameters = z.infer<typeof Parameters>

/** Bytes of canonical JSON: a proposal holds them whole, and nobody reads more than that to approve it. */
export const mostParameterBytes = 64 * 1_024
/** Bytes of JSON that a run's result brings; the rest goes by signal before it. Temporal takes 2 MB in all. */
export const mostResultItemBytes = 1_024 * 1_024

/** Tokens as the provider counted them; cost in billionths of a US dollar, null where no price is known. */
export const Usage = z.strictObject({
  input: z.int().min(0),
  output: z.int().min(0),
  cacheRead: z.int().min(0),
  cacheWrite: z.int().min(0),
  costNanoUsd: z.int().min(0).nullable(),
  /** What of a cost that is not known is: of the answers that have a price. Absent: nothing, or all is known. */
  knownNanoUsd: z.int().min(1).optional(),
})
export type Usage = z.infer<typeof Usage>

/** What a run may use before its Mac stops it; null: no budget counts that. */
export const Reserved = z.strictObject({
  tokens: z.int().min(0).nullable(),
  costNanoUsd: z.int().min(0).nullable(),
})
export type Reserved = z.infer<typeof Reserved>

export const runOutcomes = [
  'ok',
  'failed',
  'aborted',
  'timed_out',
  'lost',
  'over_budget',
  'killed',
  /** Its gateway was never asked for it: what it was to begin under had changed. */
  'not_begun',
] as const
export const RunOutcome = z.enum(runOutcomes)
export type RunOutcome = z.infer<typeof RunOutcome>

/** How a gateway was told to end a run that lives on. */
export const EndTold = z.strictObject({
  /** As what the run was to end. */
  as: RunOutcome,
  times: z.int().min(1),
  /** The gateway's last, secrets masked. */
  answer: z.string(),
  /** It is not told again. */
  isLast: z.boolean(),
})
export type EndTold = z.infer<typeof EndTold>

/** Permission for one recorded call. The full parameters stay on the Mac, found by proposal and hash. */
export const Grant = z.strictObject({
  grantId: z.string(),
  proposalId: z.string(),
  effectKey: z.string(),
  tool: z.string(),
  hash: z.string(),
  /** Those of an approver who changed what was asked for: the Mac does not have them. Absent: nobody changed it. */
  parameters: Parameters.optional(),
})
export type Grant = z.infer<typeof Grant>

export const ContextPack = z.strictObject({
  /** sha256 of the two texts, the message and what they were made of; the pack is stored under it. */
  hash: z.string(),
  /** Stable rules, for the end of the system prompt. */
  system: z.string(),
  /** What this run needs to know, put before the message. */
  task: z.string(),
})
export type ContextPack = z.infer<typeof ContextPack>

/** Everything one agent turn needs; the same for every attempt at it. */
export const RunInput = z.strictObject({
  taskId: z.string(),
  projectId: z.string(),
  agentId: z.string(),
  openclawAgentId: z.string(),
  stepId: z.string(),
  runId: z.string(),
  sessionKey: z.string(),
  message: z.string(),
  contextPack: ContextPack,
  policy: Policy,
  /** Absent: no budget counts this run. */
  reserved: Reserved.optional(),
  grants: z.array(Grant),
  /** For calls that nobody is asked about. Absent: none. */
  advance: z.array(AdvanceGrant).optional(),
  /** Why it may do nothing, where nobody here started it. Absent: it may. */
  held: z.string().optional(),
})
export type RunInput = z.infer<typeof RunInput>

export const proposalVias = ['invoke', 'resume'] as const
/** invoke: the worker calls the tool itself; resume: the agent is let do it, with the recorded parameters. */
export const ProposalVia = z.enum(proposalVias)
export type ProposalVia = z.infer<typeof ProposalVia>

const at = z.iso.datetime({ precision: 3 })

export const GatewayFacts = z.strictObject({
  version: z.string(),
  /** The practice gateway says that it is one; its results carry a badge. */
  isPractice: z.boolean(),
})
export type GatewayFacts = z.infer<typeof GatewayFacts>

/** The end of one agent turn as its executor tells it. */
const RunEnd = z.strictObject({
  outcome: RunOutcome,
  /** The agent's last words, at most 60,000 characters. */
  text: z.string(),
  error: z.string().nullable(),
  /** A later try may succeed: provider busy, run lost. */
  isRetryable: z.boolean(),
  startedAt: at,
  endedAt: at,
  usage: Usage.nullable(),
  /** It may have used more: nobody saw it end, or read its transcript. */
  isUsageLastReported: z.boolean().optional(),
  gateway: GatewayFacts,
  /** Gateway run ids that continued this run after a restart. */
  adoptedRunIds: z.array(z.string()),
  /** It is over here and lives on there: its gateway did not end it. */
  isUnheeded: z.boolean().optional(),
})

/** What the agent's side reports. Ids are deterministic, so that a repeat is recognised. */
export const RunItem = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('run_accepted'), id: z.string(), at, stepId: z.string() }),
  z.strictObject({
    kind: z.literal('gateway_awaited'),
    id: z.string(),
    at,
    stepId: z.string(),
    reason: z.string(),
  }),
  /** The gateway was asked to start it, and nobody heard an answer: it may be there. */
  z.strictObject({
    kind: z.literal('start_unanswered'),
    id: z.string(),
    at,
    stepId: z.string(),
    reason: z.string(),
  }),
  /** The gateway was told to end it, and it lives on there. */
  z.strictObject({
    kind: z.literal('end_unheeded'),
    id: z.string(),
    at,
    stepId: z.string(),
    reason: z.string(),
    /** Absent: an older worker. */
    told: EndTold.optional(),
  }),
  z.strictObject({ kind: z.literal('update'), id: z.string(), at, stepId: z.string(), text: z.string() }),
  z.strictObject({
    kind: z.literal('question'),
    id: z.string(),
    at,
    stepId: z.string(),
    text: z.string(),
    options: z.array(z.string()),
  }),
  z.strictObject({
    kind: z.literal('artifact'),
    id: z.string(),
    at,
    stepId: z.string(),
    title: z.string(),
    artifactKind: z.string(),
    /** A path in the agent's workspace, or a URL. */
    location: z.string(),
    /** sha256 of the bytes, null for a URL or a file that was not there. */
    hash: z.string().nullable(),
    size: z.int().nullable(),
    /** Why it has no hash, where it is no URL. */
    notHashed: NotHashed.optional(),
  }),
  z.strictObject({
    kind: z.literal('learning'),
    id: z.string(),
    at,
    stepId: z.string(),
    text: z.string(),
    about: z.string().nullable(),
  }),
  z.strictObject({
    kind: z.literal('proposal'),
    id: z.string(),
    at,
    stepId: z.string(),
    tool: z.string(),
    parameters: Parameters,
    hash: z.string(),
    via: ProposalVia,
  }),
  /** The gate let a call not pass; told again when it was tried more often. */
  z
    .strictObject({ kind: z.literal('call_blocked'), id: z.string(), at, stepId: z.string() })
    .extend(BlockedCall.shape),
  /** Something changed a call after the gate had let it pass. */
  z
    .strictObject({ kind: z.literal('call_changed'), id: z.string(), at, stepId: z.string() })
    .extend(ChangedCall.shape),
  /** A call was let pass by a permission that the run had brought along. */
  z.strictObject({
    kind: z.literal('passed'),
    id: z.string(),
    at,
    stepId: z.string(),
    tool: z.string(),
    parameters: Parameters,
    hash: z.string(),
    grantId: z.string(),
    effectKey: z.string(),
    source: AdvanceSource,
  }),
  /** The tool-result middleware saw a granted call return. */
  z.strictObject({
    kind: z.literal('effect'),
    id: z.string(),
    at,
    stepId: z.string(),
    proposalId: z.string(),
    effectKey: z.string(),
    outcome: z.enum(['performed', 'failed', 'uncertain']),
    detail: z.string(),
  }),
  /** To what an operator asked about a proposal; or it takes that back. */
  z.strictObject({
    kind: z.literal('reply'),
    id: z.string(),
    at,
    stepId: z.string(),
    proposalId: z.string(),
    text: z.string(),
    isWithdrawn: z.boolean(),
  }),
  z.strictObject({ kind: z.literal('finish'), id: z.string(), at, stepId: z.string(), summary: z.string() }),
  /** Of a run that nobody here asked for: what was said, and then how it ended. */
  z
    .strictObject({ kind: z.literal('transcript'), id: z.string(), at, stepId: z.string() })
    .extend(Transcript.shape),
  z.strictObject({ kind: z.literal('foreign_end'), id: z.string(), at, stepId: z.string(), end: RunEnd }),
])
export type RunItem = z.infer<typeof RunItem>

/** The end of one agent turn. A failed run is a value; the activity throws only for what a retry may mend. */
export const RunResult = RunEnd.extend({
  /** What no signal brought: at most `mostResultItemBytes`. */
  items: z.array(RunItem),
})
export type RunResult = z.infer<typeof RunResult>

export const EffectRequest = z.strictObject({
  taskId: z.string(),
  stepId: z.string(),
  sessionKey: z.string(),
  /** Whose task it is. Absent: asked by a workflow of an older version. */
  owner: z.strictObject({ projectId: z.string(), agentId: z.string() }).optional(),
  grant: Grant,
})
export type EffectRequest = z.infer<typeof EffectRequest>

export const EffectResult = z.strictObject({
  outcome: z.enum(['performed', 'failed', 'uncertain']),
  /** The tool's own words, secrets masked, at most 4,000 characters. */
  detail: z.string(),
})
export type EffectResult = z.infer<typeof EffectResult>
