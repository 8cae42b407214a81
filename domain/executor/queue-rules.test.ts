import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Priority, priorities } from '../task/task-words.ts'
import {
  type PastPlace,
  placesIn,
  priorityKeyOf,
  startOrder,
  underWayKey,
  type WaitingRun,
} from './queue-rules.ts'

const second = (n: number) => new Date(Date.UTC(2026, 10, 26, 9) + n * 1_000).toISOString()
/** `A1`: of project A. Seconds. */
const run = (taskId: string, queued: number, priority: Priority = 'normal'): WaitingRun => ({
  taskId,
  priority,
  projectId: taskId.charAt(0),
  queuedAt: second(queued),
})
const begun = (taskId: string, queued: number, started: number | null): PastPlace => ({
  ...run(taskId, queued),
  startedAt: started === null ? null : second(started),
})
const order = (waiting: WaitingRun[], past: PastPlace[] = []) =>
  startOrder(waiting, past).map(({ taskId }) => taskId)

describe('who starts next', () => {
  test('of one project is who waits longest', () => {
    expect(order([run('A2', 5), run('A3', 9), run('A1', 1)])).toEqual(['A1', 'A2', 'A3'])
  })

  test('of several is each in turn, whoever asked for more', () => {
    const runs = [run('A1', 1), run('A2', 2), run('A3', 3), run('B1', 4), run('B2', 5)]
    expect(order(runs)).toEqual(['A1', 'B1', 'A2', 'B2', 'A3'])
  })

  test('is whose turn it is still, after one of the others has started', () => {
    const runs = [run('A2', 2), run('A3', 3), run('B1', 4), run('B2', 5)]
    expect(order(runs, [begun('A1', 1, 10)])).toEqual(['B1', 'A2', 'B2', 'A3'])
  })

  test('is no longer one project alone once another asks: it has the turn that is on', () => {
    const served = [begun('A1', 0, 10), begun('A2', 0, 20), begun('A3', 0, 30)]
    const runs = [run('A4', 0), run('A5', 0), run('B1', 31), run('B2', 32)]
    expect(order(runs, served)).toEqual(['B1', 'A4', 'B2', 'A5'])
  })

  test('is whatever is urgent, then what is high, and what is low last, whoever waits longest', () => {
    const runs = [
      run('A1', 1, 'low'),
      run('A2', 2),
      run('A3', 3, 'urgent'),
      run('B1', 4, 'high'),
      run('B2', 5, 'urgent'),
    ]
    expect(order(runs)).toEqual(['A3', 'B2', 'B1', 'A2', 'A1'])
  })

  test('is a turn of its own in each priority', () => {
    const served = [begun('A1', 0, 10), begun('A2', 0, 20)]
    expect(order([run('A3', 21, 'high'), run('B1', 22, 'high')], served)).toEqual(['A3', 'B1'])
  })

  test('is not sooner the turn of a project because one of its own gave up its place', () => {
    expect(order([run('A2', 2), run('A3', 3), run('B1', 4)], [begun('A1', 1, null)])).toEqual([
      'B1',
      'A2',
      'A3',
    ])
  })

  test('does not depend on what found a free slot: that took no turn', () => {
    expect(order([run('A2', 2), run('B1', 3)], [begun('A1', 0, 0.9)])).toEqual(['A2', 'B1'])
  })
})

test('Temporal is told a priority as it counts them, each behind what is under way', () => {
  expect(priorities.map((one) => [one, priorityKeyOf(one)])).toEqual([
    ['low', 5],
    ['normal', 4],
    ['high', 3],
    ['urgent', 2],
  ])
  expect(Math.min(...priorities.map(priorityKeyOf))).toBeGreaterThan(underWayKey)
})

test('a place says how many wait, since when, and who comes first', () => {
  const places = placesIn(startOrder([run('A1', 1), run('A2', 2), run('B1', 3)]))
  expect(places.get('A2')).toEqual({ position: 3, length: 3, queuedAt: second(2), ahead: ['A1', 'B1'] })
  expect(places.get('A1')).toEqual({ position: 1, length: 3, queuedAt: second(1), ahead: [] })
  const many = placesIn(Array.from({ length: 9 }, (_, n) => run(`A${n}`, n)))
  expect(many.get('A8')).toMatchObject({ position: 9, ahead: ['A0', 'A1', 'A2', 'A3', 'A4'] })
})

const waiting = fc.uniqueArray(
  fc.record({ project: fc.constantFrom('A', 'B', 'C'), nth: fc.nat(99), at: fc.nat(999) }),
  { selector: ({ project, nth }) => `${project}${nth}`, maxLength: 40 },
)
const runsOf = (asked: { project: string; nth: number; at: number }[]) =>
  asked.map(({ project, nth, at }) => run(`${project}${nth}`, at))

test('each that waits has one place, and in a project nobody passes who waits longer', () => {
  fc.assert(
    fc.property(waiting, (asked) => {
      const runs = runsOf(asked)
      const line = startOrder(runs)
      expect(new Set(line)).toEqual(new Set(runs))
      for (const project of ['A', 'B', 'C']) {
        const times = line.filter(({ projectId }) => projectId === project).map(({ queuedAt }) => queuedAt)
        expect(times).toEqual([...times].sort())
      }
    }),
  )
})

test('while several projects wait, none starts two more than another', () => {
  fc.assert(
    fc.property(waiting, (asked) => {
      const line = startOrder(runsOf(asked))
      const left = (project: string, from: number) =>
        line.slice(from).some(({ projectId }) => projectId === project)
      const started: Record<string, number> = { A: 0, B: 0, C: 0 }
      for (const [i, { projectId }] of line.entries()) {
        started[projectId] = (started[projectId] ?? 0) + 1
        const counts = ['A', 'B', 'C'].filter((one) => left(one, i + 1)).map((one) => started[one] ?? 0)
        expect(Math.max(0, ...counts) - Math.min(...counts, Number.POSITIVE_INFINITY)).toBeLessThanOrEqual(1)
      }
    }),
  )
})

test('whoever starts, those behind move up by one and keep their order', () => {
  fc.assert(
    fc.property(waiting, (asked) => {
      const runs = runsOf(asked)
      const [first, ...rest] = startOrder(runs)
      if (!first) return
      const left = runs.filter((one) => one !== first)
      expect(startOrder(left, [{ ...first, startedAt: second(5_000) }])).toEqual(rest)
    }),
  )
})
