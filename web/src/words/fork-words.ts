import type { Entry } from '#api/ledger/contract.ts'
import type { Fork } from '#domain/ledger/fork.ts'
import { saidOf } from './entry-words.ts'
import type { About } from './said.ts'

export interface ForkedFact {
  key: string
  words: string
  /** Exactly what is recorded of it. */
  body: string
}

export interface ForkedFacts {
  held: ForkedFact[]
  wanted: ForkedFact[]
}

/** Both contents of what is frozen, fact by fact. What froze before they were kept has none. */
export function forkedFacts(fork: Partial<Fork> | null | undefined, about: About): ForkedFacts {
  const { held = [], wanted = [] } = fork ?? {}
  return {
    held: held.map(({ streamSeq, fact }) => forked(fact, `Entry ${streamSeq}`, about)),
    wanted: wanted.map((fact, i) => forked(fact, `Fact ${i + 1}`, about)),
  }
}

function forked(value: unknown, key: string, about: About): ForkedFact {
  const fact = value as Pick<Entry, 'type' | 'body'>
  return { key, words: `${key}: ${wordsOf(fact, about)}`, body: JSON.stringify(fact.body, null, 2) ?? '' }
}

/** What can't be recorded need not have the shape of its type. */
function wordsOf(fact: Pick<Entry, 'type' | 'body'>, about: About): string {
  try {
    return saidOf(fact, about).what
  } catch {
    return String(fact.type).replaceAll('_', ' ')
  }
}
