import type { BodyOf } from '#domain/ledger/entry.ts'
import type { Said } from './said.ts'

export const backfilledWords = ({ from, to, lost }: BodyOf<'entries_backfilled'>): Said => ({
  what:
    from === to
      ? `put entry ${from} back from the history of the workflow, after the record was restored`
      : `put entries ${from} to ${to} back from the history of the workflow, after the record was restored`,
  detail: lost.length > 0 ? `In no history, and lost: entries ${lost.join(', ')}` : '',
  tone: lost.length > 0 ? 'waiting' : 'muted',
})

export const lostEntryWords = ({ streamSeq }: BodyOf<'entry_lost'>): Said => ({
  what: `lost entry ${streamSeq} when the record was restored: no history holds what it was`,
  tone: 'waiting',
})
