import { z } from 'zod'
import { NotHashed } from '../../artifact/artifact.ts'
import { AdvanceGrant } from '../../grant/grant.ts'
import { Policy } from '../../policy/policy.ts'
import { BlockedCall } from '../../run/blocked-call.ts'
import { ChangedCall } from '../../run/changed-call.ts'
import { Transcript } from '../../run/foreign-run.ts'
import { EndTold, GatewayFacts, Reserved, RunOutcome, Usage } from '../../run/run.ts'
import { holdKinds, limitScopes } from '../../task/task-words.ts'
import { at, step, text } from './fields.ts'

/** What a task's stream holds of its runs. */
export const runBodies = {
  task_prepared: z.strictObject({ ...step, policy: Policy }),
  run_queued: z.strictObject({
    ...step,
    runId: text,
    sessionKey: text,
    reason: text,
    executorId: text,
    contextHash: text,
    /** What it may use before it is stopped; null: no budget counts that. Absent: no budget at all. */
    reserved: Reserved.optional(),
    /** Permissions for calls that nobody is asked about, claimed with this entry. Absent: none. */
    advance: z.array(AdvanceGrant).optional(),
  }),
  /** Nobody heard how the run ended, and its Mac made those void that were not used. */
  grants_released: z.strictObject({ ...step, released: z.array(text), used: z.array(text) }),
  /** A run is due and does not start; `until` is when that is looked at again. */
  run_held: z.strictObject({
    kind: z.enum(holdKinds),
    reason: text,
    until: at.nullable(),
    /** Of a limit: whose runs it counts. Absent in older entries. */
    scope: z.enum(limitScopes).optional(),
  }),
  run_released: z.strictObject({ intentId: text }),
  /** A kill switch is on: the open run is told to end. */
  run_stop_ordered: z.strictObject({ ...step, intentId: text, reason: text }),
  run_accepted: z.strictObject({ ...step, itemId: text }),
  gateway_awaited: z.strictObject({ ...step, itemId: text, reason: text }),
  /** The gateway was asked to start the run, and nobody heard an answer: it may be there. */
  start_unanswered: z.strictObject({ ...step, itemId: text, reason: text }),
  /** The gateway was told to end the run, and it lives on there. */
  end_unheeded: z.strictObject({ ...step, itemId: text, reason: text, told: EndTold.optional() }),
  run_ended: z.strictObject({
    ...step,
    outcome: RunOutcome,
    text,
    error: text.nullable(),
    isRetryable: z.boolean(),
    startedAt: at,
    usage: Usage.nullable(),
    /** It may have used more: nobody saw it end, or read its transcript. */
    isUsageLastReported: z.boolean().optional(),
    gateway: GatewayFacts.nullable(),
    adoptedRunIds: z.array(text),
    /** It is over here and lives on there: its gateway did not end it. */
    isUnheeded: z.boolean().optional(),
  }),
  /** The gate let a call of the run not pass. The proposals beside it are `approval_requested`. */
  call_blocked: z.strictObject({ ...step, itemId: text }).extend(BlockedCall.shape),
  /** A call ran otherwise than the gate had let it pass: both values, and a finding of its executor. */
  call_changed: z.strictObject({ ...step, itemId: text }).extend(ChangedCall.shape),
  /** Nobody held it any more, and its run was seen to be over. `usage` null: nobody knows what that used. */
  reservation_freed: z.strictObject({
    ...step,
    owner: text,
    leaseUntil: at.nullable(),
    reason: text,
    usage: Usage.nullable(),
  }),
  /** Of a run that nobody here asked for. */
  transcript_recorded: z.strictObject({ ...step, itemId: text }).extend(Transcript.shape),
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
    /** Absent where there is a hash, of a URL, and in entries from before it was said. */
    notHashed: NotHashed.optional(),
  }),
  /** What the agent found out and wants kept beyond this task; `about` is what it is about, in its words. */
  learning_recorded: z.strictObject({ ...step, itemId: text, text, about: text.nullable() }),
  summary_given: z.strictObject({ ...step, itemId: text, summary: text }),
} as const
