import type { Entry } from '#api/ledger/contract.ts'

/** Entries for tests of this feature. */
export const ledgerNow = new Date('2026-11-24T12:00:00.000Z')
export const taskId = 't_0123456789abcdef'
export const projectId = 'pr_0123456789abcdef'

/** The entry at this position, a minute older for each one before 1,000. */
export const anEntry = (position: number, change: Partial<Entry> = {}): Entry => ({
  position,
  streamId: `task/${taskId}`,
  streamSeq: position,
  projectId,
  type: 'update_posted',
  version: 1,
  at: new Date(ledgerNow.getTime() - (1_000 - position) * 60_000).toISOString(),
  actor: 'agent:ag_0123456789abcdef',
  actorName: 'Letter editor',
  body: { stepId: 's1', itemId: `u${position}`, text: `Update ${position}` },
  ...change,
})

/** Newest first. */
export const entriesFrom = (newest: number, count: number) =>
  Array.from({ length: count }, (_, i) => anEntry(newest - i))
