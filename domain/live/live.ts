import { z } from 'zod'

/** Of the live view, which may leave out anything: the record is the ledger's. */
export const liveLimits = {
  /** What is shown of one run: pieces, and characters of all of them. */
  blocks: 60,
  characters: 128 * 1_024,
  /** Of one text of the agent. */
  text: 64 * 1_024,
  /** Of a tool's arguments, and of its result. */
  detail: 4_000,
  note: 500,
  name: 100,
} as const

const block = z.string().min(1).max(40)
const count = z.int().min(0)

/** A piece of a run as it is by now; a later one of the same block takes its place. */
export const LiveItem = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('text'),
      block,
      /** From this character on the text is the one here. */
      at: count.max(liveLimits.text),
      text: z.string().max(liveLimits.text),
      /** There is more of it than is shown. */
      isCut: z.boolean(),
    }),
    z.strictObject({
      kind: z.literal('tool'),
      block,
      name: z.string().max(liveLimits.name),
      state: z.enum(['running', 'done', 'failed']),
      arguments: z.string().max(liveLimits.detail),
      result: z.string().max(liveLimits.detail),
    }),
    z.strictObject({ kind: z.literal('note'), block, text: z.string().max(liveLimits.note) }),
    z.strictObject({ kind: z.literal('usage'), modelCalls: count, outputTokens: count }),
    /** How many blocks were given up so far, the oldest first. */
    z.strictObject({ kind: z.literal('dropped'), count }),
  ])
  .meta({ id: 'LiveItem' })
export type LiveItem = z.infer<typeof LiveItem>

/** What a reader is told: items, and where a run begins anew for it or has ended. */
export const LiveEvent = z
  .union([
    LiveItem,
    z.strictObject({ kind: z.literal('begin'), stepId: z.string() }),
    z.strictObject({ kind: z.literal('end') }),
  ])
  .meta({ id: 'LiveEvent' })
export type LiveEvent = z.infer<typeof LiveEvent>

export const LiveRun = z
  .strictObject({
    taskId: z.string().max(40),
    stepId: z.string().max(100),
    /** All that is known of it, in place of what was sent before. */
    isWhole: z.boolean(),
    isEnded: z.boolean(),
    items: z.array(LiveItem).max(2 * liveLimits.blocks),
  })
  .meta({ id: 'LiveRun' })
export type LiveRun = z.infer<typeof LiveRun>

export const LiveBatch = z.strictObject({ runs: z.array(LiveRun).max(64) }).meta({ id: 'LiveBatch' })
export type LiveBatch = z.infer<typeof LiveBatch>

/** Whose runs somebody looks at. Nothing is sent of others. */
export const LiveWatched = z
  .strictObject({
    watched: z.array(z.strictObject({ taskId: z.string(), needsWhole: z.boolean() })),
  })
  .meta({ id: 'LiveWatched' })
export type LiveWatched = z.infer<typeof LiveWatched>
