import { readdirSync, readFileSync } from 'node:fs'
import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js'
import { describe, expect, test } from 'vitest'
import { knownThrough, planBackfill } from '#domain/backfill/plan-rules.ts'
import { canonicalOf } from '#domain/ledger/digest.ts'
import { taskBackfill } from '#domain/task/task-backfill-rules.ts'
import { aTime } from '#test/builders.ts'
import { type HistoryEvent, readHistory, streamSeqOf } from './history-reading.ts'

// Of real runs, as the replay tests have them.
const folder = new URL('../../../workflows/histories/', import.meta.url)
const eventsOf = (name: string): HistoryEvent[] =>
  (historyFromJSON(JSON.parse(readFileSync(new URL(name, folder), 'utf8'))).events ?? []) as HistoryEvent[]
const names = readdirSync(folder).filter((name) => name.endsWith('.json'))

describe.each(names)('%s', (name) => {
  const events = eventsOf(name)
  const read = readHistory(events, 'r1')

  test('shows every append that was answered, in the order of its stream', () => {
    const answers = events.filter((event) => streamSeqOf(event) !== null)
    expect(read.appends).toHaveLength(answers.length)
    const seqs = read.appends.map(({ ack }) => ack.streamSeq)
    expect(seqs).toEqual(seqs.toSorted((a, b) => a - b))
  })
})

test('a whole task is put back from the history of its one run', () => {
  const events = eventsOf(names.find((name) => name.includes('approved') || name.includes('happy')) ?? '')
  const read = readHistory(events, 'r1')
  const streamId = read.appends[0]?.batch.streamId ?? ''
  const shown = { streamId, ...read }
  const plan = planBackfill([], shown, { kind: taskBackfill, canonical: canonicalOf, at: aTime })
  expect(plan).toMatchObject({ lost: [], stops: null })
  expect(plan.groups.flatMap(({ facts }) => facts).at(-2)?.type).toBe('task_done')
  expect(knownThrough(shown)).toBeGreaterThan(5)
  expect(read.packs[0]).toMatchObject({
    hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    task: expect.any(String),
  })
})

test('before a reset an append was of the run that was reset', () => {
  const asked = (id: number) =>
    ({
      eventId: id,
      activityTaskScheduledEventAttributes: { input: json({ batch: { facts: [] } }) },
    }) as never
  const answered = (id: number, streamSeq: number) =>
    ({
      activityTaskCompletedEventAttributes: { scheduledEventId: id, result: json({ ack: { streamSeq } }) },
    }) as never
  const reset = (baseRunId: string) => ({ workflowTaskFailedEventAttributes: { baseRunId } }) as never
  const events = [
    asked(1),
    answered(1, 2),
    reset('a'),
    asked(4),
    reset('b'),
    answered(4, 3),
    asked(7),
    answered(7, 4),
  ]
  expect(readHistory(events, 'c').appends.map(({ runId }) => runId)).toEqual(['a', 'c', 'c'])
})

test('what is not ours is left alone', () => {
  const strange = [
    { workflowExecutionStartedEventAttributes: { input: json(null) } },
    { activityTaskCompletedEventAttributes: { scheduledEventId: 1, result: json('done') } },
    { activityTaskCompletedEventAttributes: { scheduledEventId: 1, result: { payloads: [] } } },
  ] as never[]
  expect(readHistory(strange, 'r1')).toEqual({ begins: [], appends: [], packs: [] })
})

function json(value: unknown) {
  const data = new TextEncoder().encode(JSON.stringify(value))
  return { payloads: [{ metadata: { encoding: new TextEncoder().encode('json/plain') }, data }] }
}
