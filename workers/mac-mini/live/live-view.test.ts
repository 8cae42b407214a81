import { expect, test } from 'vitest'
import { type LiveEvent, LiveRun, liveLimits } from '#domain/live/live.ts'
import { applyLive, type LiveState, nothingLive } from '#domain/live/live-state.ts'
import { mask } from '#domain/run/masking.ts'
import type { Said } from './agent-wire.ts'
import { LiveView } from './live-view.ts'

const input = { taskId: 't_1', stepId: 's1', runId: 'run-1' }
const said = (data: Partial<Said>) => data as Said

/** A view, and what a reader sees who is sent its news each time. */
function looked() {
  const view = new LiveView(input)
  let seen: LiveState = nothingLive
  return {
    view,
    say: (text: string, more: Partial<Said> = {}) => view.heard('assistant', said({ text, ...more })),
    look(isWhole = false) {
      const run = LiveRun.parse(view.take(isWhole))
      const begin: LiveEvent[] = isWhole ? [{ kind: 'begin', stepId: run.stepId }] : []
      seen = [...begin, ...run.items].reduce<LiveState>(applyLive, seen)
      return { items: run.items, seen }
    },
  }
}

test('a text grows by what came since the last look', () => {
  const { say, look } = looked()
  say('Dear ')
  expect(look(true).items).toMatchObject([{ kind: 'text', at: 0, text: 'Dear ' }, { kind: 'usage' }])
  say('Dear Ada, ')
  say('Dear Ada, hello ')
  expect(look().items).toMatchObject([{ kind: 'text', block: 'b1', at: 5, text: 'Ada, hello ' }])
  expect(look().items).toEqual([])
})

test('without a text of the whole so far its parts are put together', () => {
  const { view, look } = looked()
  for (const delta of ['one ', 'two ']) view.heard('assistant', said({ delta }))
  expect(look(true).seen.blocks).toMatchObject([{ text: 'one two ' }])
})

test('a text that the gateway took back is corrected from where it differs', () => {
  const { say, look } = looked()
  say('one two three ')
  look(true)
  say('one 2 ')
  expect(look()).toMatchObject({
    items: [{ at: 4, text: '2 ' }],
    seen: { blocks: [{ text: 'one 2 ' }] },
  })
})

test('a call ends a text; it is shown with its arguments, then with its result', () => {
  const { view, say, look } = looked()
  say('I send it')
  const call = { name: 'send_message', toolCallId: 'call_1' }
  view.heard('tool', said({ phase: 'start', ...call, args: { to: 'ada', token: 'abc' } }))
  const { blocks } = look(true).seen
  expect(blocks).toMatchObject([
    { kind: 'text', text: 'I send it' },
    { kind: 'tool', name: 'send_message', state: 'running', result: '' },
  ])
  expect(JSON.stringify(blocks)).not.toContain('abc')
  expect(JSON.stringify(blocks)).toContain(mask)
  say('Sent')
  view.heard('tool', said({ phase: 'result', ...call, isError: true, result: 'no such address' }))
  expect(look().seen.blocks).toMatchObject([
    { kind: 'text', text: 'I send it' },
    { kind: 'tool', state: 'failed', result: 'no such address' },
    { kind: 'text', text: 'Sent' },
  ])
})

test('retries and failures are notes; model calls and tokens are counted', () => {
  const { view, look } = looked()
  view.heard('lifecycle', said({ phase: 'model' }))
  view.heard('usage', said({ outputTokens: 20 }))
  view.heard('usage', said({ outputTokens: 50 }))
  view.heard('run_status', said({ phase: 'retrying', message: 'Busy. Retrying in 3s (2/8).' }))
  view.heard('lifecycle', said({ phase: 'model' }))
  view.heard('usage', said({ outputTokens: 7 }))
  view.heard('lifecycle', said({ phase: 'error', error: 'gave up' }))
  const { seen } = look(true)
  expect(seen.usage).toEqual({ modelCalls: 2, outputTokens: 57 })
  expect(seen.blocks.map((block) => 'text' in block && block.text)).toEqual([
    'Busy. Retrying in 3s (2/8).',
    'gave up',
  ])
})

test('many items: the oldest are dropped, and it is said how many', () => {
  const { view, look } = looked()
  for (let i = 0; i < liveLimits.blocks + 40; i++) view.heard('run_status', said({ message: `note ${i}` }))
  const { seen } = look(true)
  expect(seen.blocks).toHaveLength(liveLimits.blocks)
  expect(seen.blocks[0]).toMatchObject({ text: 'note 40' })
  expect(seen.dropped).toBe(40)
})

test('an endless stream in huge frames stays within its bounds', () => {
  const { view, say, look } = looked()
  const frame = 'word '.repeat(5_000_000)
  for (let i = 0; i < 100; i++) {
    say(frame, { itemId: `item ${i} ${'x'.repeat(100_000)}` })
    view.heard('tool', said({ phase: 'start', name: frame, toolCallId: `${i}${frame}`, args: { frame } }))
  }
  const { items, seen } = look(true)
  expect(JSON.stringify(items).length).toBeLessThan(2 * liveLimits.characters)
  expect(seen.dropped).toBeGreaterThan(0)
  expect(seen.blocks.find((block) => block.kind === 'text')).toMatchObject({ isCut: true })
})
