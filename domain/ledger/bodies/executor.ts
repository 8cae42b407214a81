import { z } from 'zod'
import { MirroredKind, MirrorOwner, Side, Subject } from '../../drift/finding.ts'
import { PresenceState } from '../../executor/executor.ts'
import { RefusedCalls } from '../../executor/refused-calls.ts'
import { StrayCalls } from '../../run/blocked-call.ts'
import { GatewayFacts } from '../../run/run.ts'
import { text } from './fields.ts'

/** What an executor's stream holds. */
export const executorBodies = {
  executor_registered: z.strictObject({ name: text }),
  /** The one before it opens nothing any more. */
  executor_token_renewed: z.strictObject({ name: text }),
  executor_token_revoked: z.strictObject({ name: text }),
  /** It takes no agents any more, and its name is not used again. */
  executor_retired: z.strictObject({ name: text }),
  executor_presence_changed: z.strictObject({
    state: PresenceState,
    detail: text,
    gateway: GatewayFacts.nullable(),
  }),
  /** A file on the Mac stops everything there, for this reason; null: it is gone. Who puts it there needs no network. */
  executor_stop_file_changed: z.strictObject({
    reason: text.nullable(),
    /** By that Mac's clock; the entry's own time is when it was told. Absent: an older worker told how it is. */
    changedAt: z.iso.datetime().optional(),
  }),
  /** Its worker is asked to let its runs end and to take no more, until that is lifted. */
  executor_drain_ordered: z.strictObject({ reason: text }),
  executor_drain_lifted: z.strictObject({ note: text }),
  /** How many runs may be under way on it at once; null: as many as it has slots. */
  executor_limited: z.strictObject({ limit: z.int().min(1).nullable() }),
  /** The first look: what was there then is what the record holds to be right. */
  baseline_adopted: z.strictObject({ cron: z.int(), agents: z.int(), files: z.int() }),
  /** `side` null: it is right that it is not there. */
  mirror_adopted: z.strictObject({
    kind: MirroredKind,
    subject: Subject,
    owner: MirrorOwner,
    isPassing: z.boolean(),
    side: Side.nullable(),
    /** What was done there for it, in words. Absent: nothing. */
    detail: text.optional(),
  }),
  mirror_dropped: z.strictObject({ kind: MirroredKind, subject: Subject }),
  look_requested: z.strictObject({ intentId: text }),
  bridge_calls_refused: RefusedCalls,
  /** The gate blocked them, and no open run of a task is behind them. */
  stray_calls_blocked: StrayCalls,
} as const
