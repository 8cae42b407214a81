import type { BodyOf } from '#domain/ledger/entry.ts'
import type { Said } from './said.ts'

/** What is kept here was never part of the story. */
export function refusedAppendWords({ runId, message, wanted }: BodyOf<'late_append_refused'>): Said {
  return {
    what: 'kept out what a run of the workflow that was replaced still wanted to write',
    detail: [
      `Run ${runId}: ${message}`,
      wanted.length > 0 ? JSON.stringify(wanted, null, 2) : 'It carried no facts.',
    ].join('\n'),
    tone: 'waiting',
  }
}
