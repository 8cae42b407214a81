import { z } from 'zod'

const text = z.string().nullish()

/** An event of the gateway's `agent` stream (brief 3.2), as far as the live view reads it. Unknown fields pass. */
export const AgentSaid = z.object({
  runId: z.string(),
  sessionKey: z.string(),
  stream: z.string(),
  data: z
    .object({
      /** All of the message so far. */
      text,
      delta: text,
      itemId: text,
      phase: text,
      name: text,
      toolCallId: text,
      args: z.unknown().optional(),
      result: z.unknown().optional(),
      isError: z.boolean().nullish(),
      message: text,
      error: text,
      outputTokens: z.number().min(0).max(1e9).nullish(),
    })
    .nullish(),
})
export type AgentSaid = z.infer<typeof AgentSaid>
export type Said = NonNullable<AgentSaid['data']>
