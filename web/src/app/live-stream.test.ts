import { QueryClient } from '@tanstack/react-query'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { followLedger } from './live.ts'

/** A browser's end of a stream, which the test speaks into. */
class Stream extends EventTarget {
  static readonly CLOSED = 2
  static all: Stream[] = []
  readyState = 0
  constructor(readonly url: string) {
    super()
    Stream.all.push(this)
  }
  close() {
    this.readyState = Stream.CLOSED
  }
  says(type: string, data: unknown = null) {
    this.dispatchEvent(new MessageEvent(type, { data: JSON.stringify(data) }))
  }
}
beforeEach(() => {
  Stream.all = []
  vi.stubGlobal('EventSource', Stream)
})
afterEach(() => vi.unstubAllGlobals())

/** A page that has read its home. */
function following() {
  const client = new QueryClient()
  client.setQueryData(['home'], {})
  const away: boolean[] = []
  const stop = followLedger(client, (isAway) => away.push(isAway))
  const isStale = () => client.getQueryState(['home'])?.isInvalidated
  const reads = () => client.setQueryData(['home'], {})
  return { away, stop, isStale, reads }
}
const open = () => Stream.all.filter(({ readyState }) => readyState !== Stream.CLOSED)

test('a page begins with what it reads, and reads everything again after its stream was away', () => {
  const { away, stop, isStale } = following()
  open()[0]?.says('open')
  expect([isStale(), away]).toEqual([false, [false]])
  open()[0]?.says('error')
  expect([isStale(), away]).toEqual([false, [false, true]])
  open()[0]?.says('open')
  expect([isStale(), away]).toEqual([true, [false, true, false]])
  stop()
})

test('told of a restore, a page lets the record that comes again be, and reads everything anew from its end', () => {
  const { stop, isStale, reads } = following()
  const [before] = Stream.all
  before?.says('open')
  before?.says('restored', { through: 0 })
  expect(before?.readyState).toBe(Stream.CLOSED)
  expect(open().map(({ url }) => url)).toEqual(['/api/stream'])
  // Not yet: what is written before the new stream is open would be missed.
  expect(isStale()).toBe(false)
  open()[0]?.says('open')
  expect(isStale()).toBe(true)
  reads()
  // A stream that breaks off and comes back is no second restore.
  expect(Stream.all).toHaveLength(2)
  stop()
  expect(open()).toEqual([])
})

test('a stream that was answered with an error is opened anew until it holds, and then everything is read again', () => {
  vi.useFakeTimers()
  const { away, stop, isStale } = following()
  const refused = () => {
    const [stream] = open()
    stream?.close()
    stream?.says('error')
  }
  refused()
  expect([open(), isStale()]).toEqual([[], false])
  vi.advanceTimersByTime(10_000)
  refused()
  vi.advanceTimersByTime(10_000)
  open()[0]?.says('open')
  expect([away, isStale()]).toEqual([[true, true, false], true])
  refused()
  stop()
  vi.advanceTimersByTime(60_000)
  expect(open()).toEqual([])
  vi.useRealTimers()
})
