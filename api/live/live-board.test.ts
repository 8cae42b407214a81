import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { Refused } from '#domain/errors.ts'
import type { LiveRun } from '#domain/live/live.ts'
import { Unavailable } from '../http/problem.ts'
import { LiveBoard } from './live-board.ts'
import { ringLimits } from './live-ring.ts'

const run = (change: Partial<LiveRun> = {}): LiveRun => ({
  ...{ taskId: 't_1', stepId: 's1', isWhole: false, isEnded: false },
  items: [{ kind: 'note', block: 'b1', text: 'hello' }],
  ...change,
})
const nobody = () => {}
const kindsOf = (sent: { text: string }[]) =>
  sent.map(({ text }) => JSON.parse(text.split('data: ')[1] ?? '').kind as string)

test('what is said of a task that nobody looks at is not kept', () => {
  const board = new LiveBoard()
  expect(board.take('mac-mini', { runs: [run({ isWhole: true })] })).toEqual({ watched: [] })
  expect(board.size).toBe(0)
})

test('who looks is asked for; all of it is wanted first, then what is new', () => {
  const board = new LiveBoard()
  const reader = board.join('t_1', 'mac-mini', nobody)
  const needs = (needsWhole: boolean) => ({ watched: [{ taskId: 't_1', needsWhole }] })
  expect(board.take('mac-mini', { runs: [] })).toEqual(needs(true))
  expect(board.take('mac-mini', { runs: [run()] })).toEqual(needs(true))
  expect(reader.after(0)).toEqual([])
  expect(board.take('mac-mini', { runs: [run({ isWhole: true })] })).toEqual(needs(false))
  expect(board.take('mac-mini', { runs: [run(), run({ isEnded: true, items: [] })] })).toEqual(needs(false))
  const sent = reader.after(0)
  expect(kindsOf(sent)).toEqual(['begin', 'note', 'note', 'end'])
  expect(kindsOf(reader.after(sent[1]?.seq ?? 0))).toEqual(['note', 'end'])
})

test('another run than before is wanted from its beginning', () => {
  const board = new LiveBoard()
  const reader = board.join('t_1', 'mac-mini', nobody)
  board.take('mac-mini', { runs: [run({ isWhole: true })] })
  expect(board.take('mac-mini', { runs: [run({ stepId: 's2' })] }).watched).toMatchObject([
    { needsWhole: true },
  ])
  board.take('mac-mini', { runs: [run({ stepId: 's2', isWhole: true })] })
  expect(kindsOf(reader.after(0))).toEqual(['begin', 'note'])
})

test('another executor’s task is refused, and nothing of that request is taken', () => {
  const board = new LiveBoard()
  const mine = board.join('t_1', 'mac-mini', nobody)
  const theirs = board.join('t_2', 'studio', nobody)
  const runs = [run({ isWhole: true }), run({ isWhole: true, taskId: 't_2' })]
  expect(() => board.take('mac-mini', { runs })).toThrow(Refused)
  expect([mine.after(0), theirs.after(0)]).toEqual([[], []])
  expect(board.take('studio', { runs: [] }).watched).toMatchObject([{ taskId: 't_2' }])
})

test('an endless run is bounded: it is thrown away, and all that is known of it asked for again', () => {
  const board = new LiveBoard()
  const reader = board.join('t_1', 'mac-mini', nobody)
  const text = 'x'.repeat(60_000)
  const long = run({ items: [{ kind: 'text', block: 'b1', at: 0, text, isCut: false }] })
  let asked = 0
  for (let i = 0; i < 200; i++) {
    const needsWhole = board.take('mac-mini', { runs: [] }).watched[0]?.needsWhole ?? false
    if (needsWhole) asked += 1
    board.take('mac-mini', { runs: [{ ...long, isWhole: needsWhole }] })
    const kept = reader.after(0).reduce((sum, sent) => sum + sent.text.length, 0)
    expect(kept).toBeLessThanOrEqual(ringLimits.characters)
  }
  expect(asked).toBeGreaterThan(10)
})

test('tasks and readers are bounded, and what nobody reads makes room', () => {
  const board = new LiveBoard({ rings: 2, readers: 1, graceMs: 60_000 })
  const first = board.join('t_1', 'mac-mini', nobody)
  expect(() => board.join('t_1', 'mac-mini', nobody)).toThrow(Unavailable)
  board.join('t_2', 'mac-mini', nobody)
  expect(() => board.join('t_3', 'mac-mini', nobody)).toThrow(Unavailable)
  first.leave()
  board.join('t_3', 'mac-mini', nobody)
  expect(board.size).toBe(2)
})

test('who comes back in time goes on where it was; later it is freed', async () => {
  const board = new LiveBoard({ graceMs: 50 })
  const first = board.join('t_1', 'mac-mini', nobody)
  board.take('mac-mini', { runs: [run({ isWhole: true })] })
  const seen = first.after(0)[0]
  const place = board.placeOf(/id: (.*)\n/.exec(seen?.text ?? '')?.[1])
  expect(place).toBe(seen?.seq)
  first.leave()
  expect(kindsOf(board.join('t_1', 'mac-mini', nobody).after(place))).toEqual(['note'])
  expect(['other.5', 'x', undefined].map((id) => board.placeOf(id))).toEqual([0, 0, 0])
  const other = new LiveBoard({ graceMs: 20 })
  other.join('t_1', 'mac-mini', nobody).leave()
  await sleep(60)
  expect(other.size).toBe(0)
})

test('what was seen of a run that ended is let go, though somebody still looks', async () => {
  const board = new LiveBoard({ graceMs: 20 })
  const reader = board.join('t_1', 'mac-mini', nobody)
  board.take('mac-mini', { runs: [run({ isWhole: true, isEnded: true })] })
  expect(reader.after(0)).toHaveLength(3)
  await sleep(60)
  expect(reader.after(0)).toEqual([])
})
