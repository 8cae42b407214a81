import type { BodyOf, EntryType } from '#domain/ledger/entry.ts'
import type { Tone } from '../theme/tokens.ts'

/** One entry of the story. The sentence begins with the actor's name, which is not part of it. */
export interface Said {
  what: string
  /** Words of a person or an agent, as they were written; shown with their line breaks. */
  words?: string
  /** Recorded material that opens on demand. */
  detail?: string
  tone?: Tone
  /** Machinery: true, but not what the reader came for. */
  isQuiet?: boolean
}

/** What an entry refers to by id. */
export interface About {
  toolOf: (proposalId: string) => string
  questionOf: (questionId: string) => string
  /** Its title. */
  taskOf: (taskId: string) => string
}

export type Words = { [T in EntryType]: (body: BodyOf<T>, about: About) => Said }
export type Some<Prefixed extends EntryType> = Pick<Words, Prefixed>
