import type { Done } from '../faults.ts'
import type { Played } from '../player.ts'
import type { RawLine } from '../reader.ts'
import type { ToolCall } from '../tool-log.ts'

/** A task as the api shows it; only what is looked at. */
export interface ShownTask {
  id: string
  status: string
  waitKind: string | null
  waitDetail: string | null
  streamSeq: number
  pendingIntents: number
  state: {
    summary: string | null
    proposals: { proposalId: string; status: string }[]
    questions: { questionId: string; answer: string | null }[]
    runs: unknown[]
  }
}

/** A task's workflow as Temporal has it. */
export interface SeenWorkflow {
  taskId: string
  status: string
}

/** A task that stood still, and that an operator had repaired. */
export interface Repaired {
  taskId: string
  difference: string
  /** What a look said of its workflow. */
  theirs: string
  /** When it was asked for, milliseconds. */
  at: number
}

/** All that is known of a run, from five sides that know nothing of each other. */
export interface Evidence {
  played: Played[]
  done: Done[]
  repaired: Repaired[]
  /** The tool's own log, and what it sent. */
  calls: ToolCall[]
  sent: string[]
  /** The export. */
  lines: RawLine[]
  head: { position: number; hash: string; unplaced: number }
  shown: ShownTask[]
  workflows: SeenWorkflow[]
  /** Where the product's own rebuild of every row differs from the row. */
  rebuilt: { table: string; key: string; field: string | null }[]
}

/** What must never be. */
export interface Breach {
  kind: 'lost' | 'doubled' | 'unapproved' | 'wrongly uncertain' | 'record' | 'task' | 'recovery' | 'run'
  words: string
}
