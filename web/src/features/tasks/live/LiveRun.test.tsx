// @vitest-environment happy-dom
import { act, cleanup, fireEvent, screen, within } from '@testing-library/react'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { LiveEvent } from '#domain/live/live.ts'
import { aServer, knows, renderAt } from '../feature-bench.tsx'
import { requested, runEnd, runFacts, taskId } from '../sample-story.ts'
import { TaskPage } from '../TaskPage.tsx'

/** A browser's end of a stream, which the test speaks into. */
class Stream extends EventTarget {
  static readonly CLOSED = 2
  static all: Stream[] = []
  readyState = 1
  constructor(readonly url: string) {
    super()
    Stream.all.push(this)
  }
  close() {
    this.readyState = Stream.CLOSED
  }
  say(...events: LiveEvent[]) {
    act(() => {
      for (const event of events)
        this.dispatchEvent(new MessageEvent('live', { data: JSON.stringify(event) }))
    })
  }
}
const usual = globalThis.EventSource
beforeEach(() => {
  Stream.all = []
  globalThis.EventSource = Stream as unknown as typeof EventSource
})
afterEach(() => {
  globalThis.EventSource = usual
  cleanup()
})

const running = [requested(), ...runFacts('s1', 3)]
async function open() {
  const server = aServer('viewer')
  knows(server, running)
  const page = renderAt(server, `/tasks/${taskId}`, { '/tasks/$taskId': TaskPage })
  const log = await screen.findByRole('log', { name: 'What run 1 does' })
  return { server, ...page, log, stream: Stream.all.at(-1) as Stream }
}
const begin: LiveEvent = { kind: 'begin', stepId: 's1' }
const text = (at: number, words: string): LiveEvent => ({
  ...{ kind: 'text', block: 'b1', at, text: words, isCut: false },
})
const call: LiveEvent = {
  ...{ kind: 'tool', block: 'b2', name: 'send_message', state: 'failed' },
  ...{ arguments: '{ "to": "ada" }', result: 'no such address' },
}

// The first one, as its code is fetched once.
test('its place is kept while its code is on the way, so that nothing moves when it comes', async () => {
  const opened = open()
  expect(await screen.findByRole('status', { name: 'Loading run' })).toBeTruthy()
  await opened
  expect(screen.queryByRole('status', { name: 'Loading run' })).toBeNull()
})

test('an open run is shown as it goes: words, calls with what came of them, usage, retries', async () => {
  const { log, stream } = await open()
  expect(stream.url).toBe(`/api/tasks/${taskId}/live`)
  expect(log.textContent).toContain('Asking the Mac')
  stream.say(begin, text(0, 'Dear '), text(5, 'Ada'))
  expect(await within(log).findByText('Dear Ada')).toBeTruthy()
  stream.say(
    call,
    { kind: 'note', block: 'b3', text: 'Busy. Retrying in 3s (2/8).' },
    { kind: 'usage', modelCalls: 2, outputTokens: 1_050 },
    { kind: 'dropped', count: 7 },
  )
  expect(await within(log).findByText('Busy. Retrying in 3s (2/8).')).toBeTruthy()
  expect(log.textContent).toContain('7 earlier items are not shown any more')
  expect(screen.getByText('2 model calls · 1,050 output tokens so far')).toBeTruthy()
  fireEvent.click(within(log).getByText('send_message'))
  expect(within(log).getByText('no such address')).toBeTruthy()
  expect(log.querySelector('[data-tone=danger]')?.textContent).toBe('failed')
})

test('words are not read aloud one by one; calls are, once it is quiet', async () => {
  const { log, stream } = await open()
  expect(log.getAttribute('aria-live')).toBe('off')
  stream.say(begin, text(0, 'Dear Ada'), call)
  expect(await screen.findByText('send_message: failed.')).toHaveProperty('role', 'status')
})

test('HTML of an agent stays text', async () => {
  const { log, stream } = await open()
  stream.say(begin, text(0, '<img src=x onerror=alert(1)>'))
  expect(await within(log).findByText('<img src=x onerror=alert(1)>')).toBeTruthy()
  expect(log.querySelector('img')).toBeNull()
})

test('who scrolled up is left where they are, and can follow again', async () => {
  const { log, stream } = await open()
  Object.defineProperties(log, { scrollHeight: { value: 900 }, clientHeight: { value: 300 } })
  stream.say(begin, text(0, 'one'))
  await within(log).findByText('one')
  expect(log.scrollTop).toBe(900)
  log.scrollTop = 100
  fireEvent.scroll(log)
  stream.say(text(3, ' two'))
  await within(log).findByText('one two')
  expect(log.scrollTop).toBe(100)
  fireEvent.click(screen.getByRole('button', { name: 'Follow the newest' }))
  expect(log.scrollTop).toBe(900)
})

test('a stream that was lost is said, and what it says next starts over', async () => {
  const { log, stream } = await open()
  stream.say(begin, text(0, 'before'))
  await within(log).findByText('before')
  act(() => void stream.dispatchEvent(new Event('error')))
  expect(await screen.findByText(/The live view is away and comes back by itself/)).toBeTruthy()
  act(() => void stream.dispatchEvent(new Event('open')))
  stream.say(begin, text(0, 'after'))
  expect(await within(log).findByText('after')).toBeTruthy()
  expect(log.textContent).not.toMatch(/before|away/)
})

test('once the run has ended it steps back behind the timeline, and asks for nothing any more', async () => {
  const { server, refresh, stream, log } = await open()
  stream.say(begin, text(0, 'as it went'), { kind: 'end' })
  await within(log).findByText('as it went')
  expect(screen.getByText(/The run has ended; its record follows/)).toBeTruthy()
  knows(server, [...running, runEnd('s1', 1, { text: 'as it is recorded' })])
  await act(refresh)
  const kept = await screen.findByText(/What was seen of run 1 while it ran/)
  expect(kept.closest('details')?.open).toBe(false)
  expect(screen.queryByRole('log')).toBeNull()
  expect(await screen.findByText('as it is recorded')).toBeTruthy()
  expect(Stream.all.every(({ readyState }) => readyState === Stream.CLOSED)).toBe(true)
})
