import type { Fact } from '#domain/ledger/entry.ts'
import type { Tx } from '../../client.ts'

/** What a row of a projection comes to: by its columns, as JSON has them. */
export type Row = Record<string, unknown>
/** By the name of their table. */
export type Rows = Record<string, Row[]>

/** One entry as a fold of its stream takes it. */
export interface StoredFact {
  streamId: string
  streamSeq: number
  projectId: string | null
  runId: string
  batch: number
  fact: Fact
}

/** Folds one stream, entry by entry, into the rows that belong to it. */
export interface RowFold {
  take(entry: StoredFact): void
  /** `tx` for texts that the entries name by their hash. */
  rows(tx: Tx): Rows | Promise<Rows>
}

/** A stream whose rows follow from its state alone. */
export function stateFold<S>(
  apply: (state: S | null, fact: Fact) => S,
  rowsOf: (state: S, streamSeq: number) => Rows,
): RowFold {
  let state: S | null = null
  let last = 0
  return {
    take({ fact, streamSeq }) {
      state = apply(state, fact)
      last = streamSeq
    },
    rows: () => (state === null ? {} : rowsOf(state, last)),
  }
}
