import { expect, test } from 'vitest'
import { planOf } from './plan.ts'
import { type Spending, type SpentTask, spendingVerdict } from './verdict.ts'

const usd = (dollars: number) => Math.round(dollars * 1e9)

function good(change: Partial<SpentTask> = {}, budget: Partial<Spending['places'][0]> = {}): Spending {
  return {
    ...{ seed: 7, kills: 3, held: 1 },
    tasks: [
      {
        ...{ taskId: 't_1', place: 'tight', status: 'done', transcript: usd(0.6) },
        runs: [{ stepId: 's1', outcome: 'over_budget', reserved: usd(0.5), booked: usd(0.6) }],
        ...change,
      },
    ],
    places: [{ name: 'tight', limit: usd(0.5), used: usd(0.6), reserved: 0, unknownRuns: 0, ...budget }],
  }
}

test('what is booked as it was spent, with nothing left reserved, is right', () => {
  expect(spendingVerdict(good())).toEqual({
    breaches: [],
    line:
      'seed 7: 1 tasks with 1 runs (1 or more) under 3 kills; ' +
      '1 runs stopped, 1 tasks held by their budget (1 or more together); ' +
      'reserved at the end $0.00 ($0.00); booked $0.60 ($0.60 by the transcripts); unknown 0; ' +
      '0 over by more than a turn (0)',
  })
})

test('an open reservation, and a task or a run without an end, are told', () => {
  const runs = [{ stepId: 's1', outcome: null, reserved: usd(0.5), booked: usd(0.6) }]
  expect(spendingVerdict(good({ status: 'running', runs }, { reserved: usd(0.1) })).breaches).toEqual([
    't_1 is running',
    't_1 s1 has no end',
    'tight still has $0.10 reserved',
  ])
})

test('what was spent and not booked, or booked and not spent, is told', () => {
  expect(spendingVerdict(good({ transcript: usd(0.8) })).breaches).toEqual([
    't_1 booked $0.60, its transcript says $0.80',
    'the budget tight has $0.60 used, its transcripts say $0.80',
  ])
})

test('one turn over what was reserved may be, and more may not', () => {
  const run = { stepId: 's1', outcome: 'over_budget', reserved: usd(0.5), booked: usd(0.8) }
  const told = spendingVerdict(good({ transcript: usd(0.8), runs: [run] }, { used: usd(0.8) }))
  expect(told.breaches).toEqual(['t_1 s1 used $0.80 of $0.50 reserved: more than one turn over it'])
})

/** So many tasks, the first ones of which ran. */
function shrunken(count: number, ran: number): Spending {
  const spending = good()
  const [first] = spending.tasks
  if (!first) throw new Error('there is a task')
  const idle = { ...first, place: 'wide', status: 'cancelled', transcript: 0, runs: [] }
  const run = { stepId: 's1', outcome: 'finished', reserved: usd(0.5), booked: 0 }
  const rest = Array.from({ length: count - 1 }, (_, at) => ({
    ...{ ...idle, taskId: `t_${at + 2}` },
    runs: at + 2 <= ran ? [run] : [],
  }))
  return { ...spending, tasks: [first, ...rest] }
}

test('half of the tasks have to run, 50 of 100, and fewer are told', () => {
  expect(spendingVerdict(shrunken(100, 50)).breaches).toEqual([])
  expect(spendingVerdict(shrunken(100, 49)).breaches).toEqual(['only 49 runs, and 100 tasks ask for 50'])
  expect(spendingVerdict(shrunken(5, 3)).breaches).toEqual([])
  expect(spendingVerdict(shrunken(5, 2)).breaches).toEqual(['only 2 runs, and 5 tasks ask for 3'])
})

test('a budget has to hold something back, or to stop it', () => {
  const runs = [{ stepId: 's1', outcome: 'finished', reserved: usd(0.5), booked: usd(0.6) }]
  const free = good({ runs })
  expect(spendingVerdict(free).breaches).toEqual([])
  expect(spendingVerdict({ ...free, held: 0 }).breaches).toEqual(['no budget stopped a run or held one back'])
})

test('a plan follows from its seed, and has as many tasks and kills as were asked for', () => {
  const asked = { tasks: 8, kills: 5, seed: 7 }
  expect(planOf(asked)).toEqual(planOf(asked))
  expect(planOf(asked)).not.toEqual(planOf({ ...asked, seed: 8 }))
  expect([planOf(asked).tasks.length, planOf(asked).kills.length]).toEqual([8, 5])
})
