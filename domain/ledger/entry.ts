import { z } from 'zod'
import { PresenceState } from '../executor/executor.ts'
import { Role } from '../operator/operator.ts'
import { EffectClass, Policy } from '../policy/policy.ts'
import { GatewayFacts, Parameters, ProposalVia, RunOutcome, Usage } from '../run/run.ts'

const text = z.string()
const at = z.iso.datetime({ precision: 3 })
const step = { stepId: text }

/** What each type of entry carries. Past tense: a fact. A released (type, version) is never given another meaning. */
export const bodies = {
  project_created: z.strictObject({ name: text, mission: text, isSample: z.boolean(), policy: Policy }),
  project_removed: z.strictObject({ reason: text }),
  agent_created: z.strictObject({
    projectId: text,
    name: text,
    role: text,
    charter: text,
    executorId: text.nullable(),
    openclawAgentId: text,
  }),
  operator_created: z.strictObject({ name: text, role: Role }),
  executor_registered: z.strictObject({ name: text }),
  executor_presence_changed: z.strictObject({
    state: PresenceState,
    detail: text,
    gateway: GatewayFacts.nullable(),
  }),

  task_requested: z.strictObject({
    projectId: text,
    agentId: text,
    executorId: text,
    title: text,
    intent: text,
    deliverables: z.array(text),
    intentId: text,
  }),
  task_prepared: z.strictObject({ ...step, policy: Policy }),
  run_queued: z.strictObject({
    ...step,
    runId: text,
    sessionKey: text,
    reason: text,
    executorId: text,
    contextHash: text,
  }),
  run_accepted: z.strictObject({ ...step, itemId: text }),
  gateway_awaited: z.strictObject({ ...step, itemId: text, reason: text }),
  run_ended: z.strictObject({
    ...step,
    outcome: RunOutcome,
    text,
    error: text.nullable(),
    isRetryable: z.boolean(),
    startedAt: at,
    usage: Usage.nullable(),
    gateway: GatewayFacts.nullable(),
    adoptedRunIds: z.array(text),
  }),
  retry_scheduled: z.strictObject({ ...step, retryAt: at, attempt: z.int(), error: text }),
  update_posted: z.strictObject({ ...step, itemId: text, text }),
  artifact_recorded: z.strictObject({
    ...step,
    itemId: text,
    title: text,
    artifactKind: text,
    location: text,
    hash: text.nullable(),
    size: z.int().nullable(),
  }),
  summary_given: z.strictObject({ ...step, itemId: text, summary: text }),
  question_asked: z.strictObject({ ...step, questionId: text, text, options: z.array(text) }),
  question_answered: z.strictObject({ questionId: text, answer: text, intentId: text }),
  message_sent: z.strictObject({ text, intentId: text }),
  retry_requested: z.strictObject({ intentId: text }),

  approval_requested: z.strictObject({
    ...step,
    proposalId: text,
    tool: text,
    parameters: Parameters,
    hash: text,
    effectClass: EffectClass,
    via: ProposalVia,
    effectKey: text,
    expiresAt: at,
  }),
  approval_decided: z.strictObject({
    proposalId: text,
    verdict: z.enum(['approved', 'rejected']),
    reason: text,
    hash: text,
    intentId: text,
  }),
  decision_refused: z.strictObject({ proposalId: text, intentId: text, code: text, message: text }),
  approval_expired: z.strictObject({ proposalId: text }),
  approval_withdrawn: z.strictObject({ proposalId: text, reason: text }),
  effect_claimed: z.strictObject({ proposalId: text, effectKey: text, grantId: text }),
  claim_refused: z.strictObject({ proposalId: text, effectKey: text }),
  effect_performed: z.strictObject({ proposalId: text, effectKey: text, detail: text }),
  effect_failed: z.strictObject({ proposalId: text, effectKey: text, detail: text }),
  effect_uncertain: z.strictObject({ proposalId: text, effectKey: text, detail: text }),
  /** A person looked where an uncertain effect would have arrived. */
  effect_settled: z.strictObject({ proposalId: text, hasHappened: z.boolean(), note: text, intentId: text }),

  cancel_requested: z.strictObject({ reason: text, intentId: text }),
  verification_failed: z.strictObject({ missing: z.array(text) }),
  work_accepted: z.strictObject({ note: text, intentId: text }),
  task_done: z.strictObject({ summary: text }),
  task_failed: z.strictObject({ error: text }),
  task_cancelled: z.strictObject({ reason: text }),
  task_frozen: z.strictObject({ code: text, message: text }),
  intent_undeliverable: z.strictObject({ intentId: text, command: text, message: text }),
  /** Carries the state it goes back to, so that the fold stays a plain left fold. */
  rewound: z.strictObject({ after: z.int(), unknown: z.array(z.int()), state: z.json() }),

  /** The first entry of the operator whom it makes. Its token is nowhere in the record. */
  operator_invited: z.strictObject({ role: Role, email: text.nullable(), expiresAt: at }),
  invite_revoked: z.strictObject({ role: Role, email: text.nullable() }),
  operator_joined: z.strictObject({ name: text, role: Role }),
  operator_role_changed: z.strictObject({ name: text, from: Role, role: Role }),
  operator_removed: z.strictObject({ name: text, role: Role }),
} as const

export type EntryType = keyof typeof bodies
export type BodyOf<T extends EntryType> = z.infer<(typeof bodies)[T]>
export const entryTypes = Object.keys(bodies) as EntryType[]

/** A fact before it has its place: what, when and by whom. `actor` is `<kind>:<id>`, see actor.ts. */
export type Fact = {
  [T in EntryType]: { type: T; at: string; actor: string; body: BodyOf<T> }
}[EntryType]
export type FactOf<T extends EntryType> = Extract<Fact, { type: T }>

/** One fact with its place in its stream. Positions and hashes come later, from the sequencer. */
export interface LedgerEntry {
  streamId: string
  streamSeq: number
  projectId: string | null
  runId: string
  runSeq: number
  batch: number
  type: string
  version: number
  at: string
  actor: string
  body: unknown
}

/** Parses what is about to be recorded. Throws ZodError: a malformed fact is a defect of the writer. */
export function parseFact(fact: Fact): Fact {
  bodies[fact.type].parse(fact.body)
  return fact
}
