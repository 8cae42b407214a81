import { z } from 'zod'

/** Tokens, by our own count, of what is added to an agent's prompt. */
export const packBudget = 10_000

const DocumentPart = z.strictObject({
  documentId: z.string(),
  title: z.string(),
  version: z.int(),
  /** Sections of that version, by their number from 0. */
  ordinals: z.array(z.int()),
  /** Empty where it is the whole document, or stands before the first heading. */
  heading: z.string(),
  why: z.enum(['always', 'found']),
  tokens: z.int(),
})
export type DocumentPart = z.infer<typeof DocumentPart>

/** What a pack was made of, kept with it: so that somebody can ask later what an agent knew. */
export const ContextManifest = z
  .strictObject({
    budget: z.int(),
    /** Of the rules and the task text, as they were given; together at most the budget, or what must be in. */
    tokens: z.strictObject({ system: z.int(), task: z.int(), mustHaves: z.int() }),
    documents: z.array(DocumentPart),
    /** What the budget had no room for, in the order in which it would have been taken. */
    leftOut: z.array(DocumentPart),
    /** What was searched for, as Postgres was asked. */
    query: z.string(),
  })
  .meta({ id: 'ContextManifest' })
export type ContextManifest = z.infer<typeof ContextManifest>
