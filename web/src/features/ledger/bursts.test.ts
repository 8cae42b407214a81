import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Entry } from '#api/ledger/contract.ts'
import { burstMs, burstsOf } from './bursts.ts'

const about = { toolOf: () => 'send_message', questionOf: () => 'Which?', taskOf: () => 'Send it' }
const start = Date.parse('2026-11-24T12:00:00.000Z')
const anEntry = (streamSeq: number, change: Partial<Entry> = {}): Entry => ({
  position: streamSeq,
  streamId: 'task/t_1',
  streamSeq,
  projectId: 'pr_1',
  type: 'message_sent',
  version: 1,
  at: new Date(start + streamSeq * 1_000).toISOString(),
  actor: 'operator:op_1',
  actorName: 'Mara',
  body: { text: `No ${streamSeq}`, intentId: 'in_1' },
  ...change,
})
const quiet = { type: 'moon_landed', body: {} }
const newestFirst = (...entries: Entry[]) => entries.toReversed()

test('what happened to one thing in a row is one line, whoever did it', () => {
  const bursts = burstsOf(
    newestFirst(
      anEntry(1),
      anEntry(2, { actor: 'agent:ag_1' }),
      anEntry(3, { streamId: 'task/t_2' }),
      anEntry(4),
    ),
    about,
  )
  expect(bursts.map(({ deeds }) => deeds.map(({ said }) => said.words))).toEqual([
    ['No 4'],
    ['No 3'],
    ['No 2', 'No 1'],
  ])
})

test('another thing or a longer pause begins another line', () => {
  const later = new Date(start + 2_000 + burstMs + 1).toISOString()
  const bursts = burstsOf(
    newestFirst(anEntry(1, { streamId: 'task/t_2' }), anEntry(2), anEntry(3, { at: later })),
    about,
  )
  expect(bursts).toHaveLength(3)
})

test('machinery is counted where something was done, and told by its newest step where nothing was', () => {
  const [burst] = burstsOf(newestFirst(anEntry(1), anEntry(2, quiet), anEntry(3, quiet)), about)
  expect(burst).toMatchObject({ quiet: 2, deeds: [{ said: { words: 'No 1' } }], entry: { streamSeq: 3 } })
  const [alone] = burstsOf(newestFirst(anEntry(1, quiet), anEntry(2, quiet)), about)
  expect(alone).toMatchObject({ quiet: 1, deeds: [{ entry: { streamSeq: 2 } }] })
})

test('a run is machinery, unless it went wrong', () => {
  const queued = { type: 'run_queued', body: { reason: 'first' } }
  const end = (outcome: string) => ({
    type: 'run_ended',
    body: { outcome, error: 'Busy', usage: null, adoptedRunIds: [] },
  })
  const deedsOf = (change: Partial<Entry>) => burstsOf(newestFirst(anEntry(1), anEntry(2, change)), about)[0]
  expect(deedsOf(end('failed'))?.deeds).toHaveLength(2)
  expect(deedsOf(queued)).toMatchObject({ quiet: 1, deeds: [{ entry: { streamSeq: 1 } }] })
})

test('no entry is lost or told twice, and a newer one leaves the older lines as they are', () => {
  const anyEntries = fc
    .array(fc.record({ streamId: fc.constantFrom('task/a', 'task/b'), isQuiet: fc.boolean() }), {
      minLength: 1,
      maxLength: 30,
    })
    .map((list) =>
      list
        .map(({ streamId, isQuiet }, i) => anEntry(i + 1, { streamId, ...(isQuiet && quiet) }))
        .toReversed(),
    )
  fc.assert(
    fc.property(anyEntries, (entries) => {
      const bursts = burstsOf(entries, about)
      const told = bursts.reduce((sum, { deeds, quiet }) => sum + deeds.length + quiet, 0)
      expect(told).toBe(entries.length)
      expect(new Set(bursts.map(({ key }) => key)).size).toBe(bursts.length)
      const before = burstsOf(entries.slice(1), about)
      const unchanged = before.slice(1)
      expect(bursts.slice(bursts.length - unchanged.length)).toEqual(unchanged)
    }),
  )
})
