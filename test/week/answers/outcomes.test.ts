import { expect, test } from 'vitest'
import { nanoOf } from '../amounts.ts'
import { aRunEnd, aTask, ledgerOfTold, minute, office, told } from '../told.ts'
import { decisions, money, objectives } from './outcomes.ts'

const now = new Date(minute(60))
const booked = (kind: 'revenue' | 'cost', moneyId: string, amount: string, occurredOn = '2026-11-25') =>
  told(`${kind}_booked`, 'project/pr_1', {
    ...{ moneyId, amount, currency: 'USD', occurredOn, source: 'form' as const, note: '' },
    ...{ externalId: null, importedFrom: null },
  })

const story = [
  ...office,
  booked('revenue', 'mo_1', '10.10'),
  booked('revenue', 'mo_2', '5', '2026-10-01'),
  booked('cost', 'mo_3', '1.005'),
  booked('cost', 'mo_4', '99'),
  told('money_reversed', 'project/pr_1', {
    ...{ moneyId: 'mo_4', reason: 'twice', kind: 'cost', amount: '99', currency: 'USD' },
  }),
  aTask('t_1'),
  aRunEnd('t_1', 3_000_000),
  aRunEnd('t_1', null),
  told('question_answered', 'task/t_1', { questionId: 'q_1', answer: 'x', intentId: 'in_1' }),
  told('message_sent', 'task/t_1', { text: 'x', intentId: 'in_2' }, { actor: 'system:reconciler' }),
  told('work_accepted', 'task/t_1', { note: '', intentId: 'in_3' }),
  told('operator_rate_set', 'project/pr_1', { perHour: '60', currency: 'USD' }),
]

test('what is left is revenue less all costs, to the billionth, with the runs that have no price', () => {
  const left = {
    ...{ revenue: nanoOf('15.10'), modelCost: nanoOf('0.003'), otherCost: nanoOf('1.005') },
    ...{ operatorCost: nanoOf('9'), roi: nanoOf('5.092'), runsWithoutPrice: 1 },
    ...{ events: 3, runs: 2, operatorMinutes: 9 },
  }
  expect(money.recorded(ledgerOfTold(...story), now)).toEqual({
    projects: [{ project: 'Letters', ...left }],
    all: left,
    last30Days: { ...left, revenue: nanoOf('10.10'), roi: nanoOf('0.092'), events: 2 },
  })
})

test('objectives and decisions are told by who set them, and a reviewed decision is not due', () => {
  const objectiveId = 'ob_1'
  const set = { objectiveId, week: '2026-W48', title: 'Ten readers', target: null }
  const end = { objectiveId, week: '2026-W48', title: 'Ten readers', outcome: 'hit', note: '' } as const
  const decided = (decisionId: string, reviewOn: string) =>
    told('decision_made', 'project/pr_1', {
      ...{ decisionId, title: decisionId, context: '', choice: 'nine', reviewOn },
    })
  const ledger = ledgerOfTold(
    ...office,
    told('objective_set', 'project/pr_1', set),
    told('objective_closed', 'project/pr_1', end, { actor: 'operator:op_2' }),
    decided('de_1', '2026-11-26'),
    decided('de_2', '2026-11-27'),
    decided('de_3', '2026-11-20'),
    told('decision_reviewed', 'project/pr_1', {
      ...{ decisionId: 'de_3', title: 'de_3', verdict: 'confirmed', note: '' },
    }),
  )
  expect(objectives.recorded(ledger, now)).toMatchObject([
    { title: 'Ten readers', outcome: 'hit', setByName: 'The owner', closedByName: 'Grace' },
  ])
  expect(decisions.recorded(ledger, now)).toMatchObject([{ title: 'de_1' }])
})
