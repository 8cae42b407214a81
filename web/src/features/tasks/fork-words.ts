import type { Entry } from '#api/ledger/contract.ts'
import type { TaskState } from '#domain/task/task.ts'
import { saidOf } from '../../words/entry-words.ts'
import { aboutOf } from './timeline-groups.ts'

export interface ForkedFact {
  key: string
  words: string
  /** Exactly what is recorded of it. */
  body: string
}

/** Both contents of a frozen task, fact by fact. */
export function forkedFacts(task: TaskState): { held: ForkedFact[]; wanted: ForkedFact[] } {
  const { held = [], wanted = [] } = task.fork ?? {}
  return {
    held: held.map(({ streamSeq, fact }) => forked(task, fact, `Entry ${streamSeq}`)),
    wanted: wanted.map((fact, i) => forked(task, fact, `Fact ${i + 1}`)),
  }
}

function forked(task: TaskState, value: unknown, key: string): ForkedFact {
  const fact = value as Pick<Entry, 'type' | 'body'>
  return { key, words: `${key}: ${wordsOf(task, fact)}`, body: JSON.stringify(fact.body, null, 2) ?? '' }
}

/** What can't be recorded need not have the shape of its type. */
function wordsOf(task: TaskState, fact: Pick<Entry, 'type' | 'body'>): string {
  try {
    return saidOf(fact, aboutOf(task)).what
  } catch {
    return String(fact.type).replaceAll('_', ' ')
  }
}
