import type { TranscriptMessage } from './store.ts'

/** As the real gateway has them (2026.9.6), in bytes of JSON. */
const mostBytes = 6_291_456
const mostOfOne = 131_072

const bytesOf = (value: unknown) => Buffer.byteLength(JSON.stringify(value))

/** So many of the newest messages, without `offset` of them, as fit into one answer, and where the rest begins. */
export function pageOf(all: readonly TranscriptMessage[], limit: number, offset = 0) {
  const end = Math.max(0, all.length - offset)
  const messages = all.slice(Math.max(0, end - limit), end).map(shownOf)
  let bytes = bytesOf(messages)
  while (bytes > mostBytes && messages.length > 1) bytes -= bytesOf(messages.shift()) + 1
  const nextOffset = offset + messages.length
  const hasMore = messages.length > 0 && nextOffset < all.length
  return { messages, hasMore, ...(hasMore && { nextOffset }), totalMessages: all.length }
}

/** Of one that is too large only a mark is left: neither its run, its key nor its use. */
function shownOf(message: TranscriptMessage): object {
  if (bytesOf(message) <= mostOfOne) return message
  const { role, timestamp, toolCallId, toolName } = message
  const content = [{ type: 'text', text: '[chat.history omitted: message too large]' }]
  const mark = { seq: message.__openclaw.seq, truncated: true, reason: 'oversized' }
  return { role, timestamp, toolCallId, toolName, content, __openclaw: mark }
}
