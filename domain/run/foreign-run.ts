import { z } from 'zod'

/** Who had a gateway run an agent, where it was not Front Office. */
export const starterKinds = ['cron', 'chat', 'client', 'subagent', 'wake_up', 'gateway'] as const
export const Starter = z.strictObject({
  kind: z.enum(starterKinds),
  /** Of the job, the channel or the session; empty where it has none. */
  name: z.string().max(200),
})
export type Starter = z.infer<typeof Starter>

/** What a task's record holds of the foreign run that it began with. */
export const Adopted = z.strictObject({
  /** The gateway's own. */
  runId: z.string(),
  sessionKey: z.string(),
  starter: Starter,
  /** By the gateway's clock; null where it gave no time that could be. */
  startedAt: z.iso.datetime({ precision: 3 }).nullable(),
})
export type Adopted = z.infer<typeof Adopted>

/** A run that nobody here asked for, as its Mac reports it. */
export const ForeignRun = Adopted.extend({
  runId: z.string().min(1).max(300),
  sessionKey: z.string().min(1).max(500),
  openclawAgentId: z.string().min(1).max(120),
  /** What the agent was asked, secrets masked; empty where that is not known. */
  message: z.string().max(4_000),
})
export type ForeignRun = z.infer<typeof ForeignRun>

/** One message of a transcript. */
export const Said = z.strictObject({ by: z.enum(['asker', 'agent']), text: z.string() })
export const ToolUse = z.strictObject({ tool: z.string(), calls: z.int(), failures: z.int() })
export const Transcript = z.strictObject({
  messages: z.array(Said),
  tools: z.array(ToolUse),
  /** More was said than is kept. */
  isCut: z.boolean(),
})
export type Transcript = z.infer<typeof Transcript>
