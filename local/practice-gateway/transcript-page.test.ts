import { expect, test } from 'vitest'
import type { TranscriptMessage } from './store.ts'
import { pageOf } from './transcript-page.ts'

const messageOf = (seq: number, text = 'x'): TranscriptMessage => ({
  ...{ role: 'assistant', content: [{ type: 'text', text }], timestamp: 1, usage: {} },
  __openclaw: { runId: 'run-1', seq },
})
const transcriptOf = (count: number, text?: string) =>
  Array.from({ length: count }, (_, nth) => messageOf(nth + 1, text))
const placesOf = (messages: object[]) => (messages as TranscriptMessage[]).map((one) => one.__openclaw.seq)

test('a page holds the newest, and says where the rest begins', () => {
  const { messages, ...rest } = pageOf(transcriptOf(5), 2)
  expect([placesOf(messages), rest]).toEqual([[4, 5], { hasMore: true, nextOffset: 2, totalMessages: 5 }])
  expect(placesOf(pageOf(transcriptOf(5), 2, 2).messages)).toEqual([2, 3])
  const last = pageOf(transcriptOf(5), 2, 4)
  expect([placesOf(last.messages), last.hasMore]).toEqual([[1], false])
  expect(pageOf(transcriptOf(5), 2, 9)).toMatchObject({ messages: [], hasMore: false })
})

test('it holds no more than 6 MiB, and of one message of more than 128 KiB only a mark', () => {
  const { messages, nextOffset } = pageOf(transcriptOf(100, 'x'.repeat(120_000)), 1_000)
  expect([messages.length, nextOffset]).toEqual([52, 52])
  expect(Buffer.byteLength(JSON.stringify(messages))).toBeLessThanOrEqual(6_291_456)
  const [mark] = pageOf([messageOf(1, 'x'.repeat(131_072))], 1).messages
  expect(mark).toMatchObject({ role: 'assistant', __openclaw: { seq: 1, reason: 'oversized' } })
  expect(mark).not.toHaveProperty('usage')
})
