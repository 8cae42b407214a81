import { z } from 'zod'
import { Heartbeat, PausePlace, SkipReason } from '../../agent/heartbeat.ts'
import { Loop } from '../../policy/loop.ts'
import { at, text } from './fields.ts'

const settings = {
  name: text,
  role: text,
  charter: text,
  executorId: text.nullable(),
  openclawAgentId: text,
}
const beat = { scheduledAt: at }

/** What an agent's stream holds: what it is, its heartbeat, and each beat. */
export const agentBodies = {
  agent_created: z.strictObject({ projectId: text, ...settings }),
  agent_changed: z.strictObject(settings),
  agent_retired: z.strictObject({ reason: text }),
  /** It does the same over and over: no run of it starts until an operator lets it go on. */
  agent_paused: Loop,
  agent_resumed: z.strictObject({ note: text }),
  heartbeat_set: Heartbeat,
  heartbeat_removed: z.strictObject({ reason: text }),
  heartbeat_paused: z.strictObject({ where: PausePlace, note: text }),
  heartbeat_resumed: z.strictObject({ where: PausePlace, note: text }),
  /** An operator wants a beat now; `note` is what it should look at this time. */
  beat_asked: z.strictObject({ note: text }),
  /** `seen` is the ledger's position up to which it looked; `news` are the lines that its task was given. */
  beat_started: z.strictObject({ ...beat, taskId: text, seen: z.int(), news: z.array(text) }),
  beat_skipped: z.strictObject({ ...beat, reason: SkipReason }),
  /** The task of an earlier beat is still open. `untold` is the note with which this one was asked for: nobody is told of it. */
  beat_coalesced: z.strictObject({ ...beat, taskId: text, untold: text.optional() }),
  /** Planned times of which nothing is recorded, the first and the last of them. */
  beat_missed: z.strictObject({ ...beat, until: at, count: z.int(), reason: text }),
} as const
