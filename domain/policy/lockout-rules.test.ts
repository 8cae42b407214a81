import { expect, test } from 'vitest'
import { effectivePolicy } from './effective-rules.ts'
import { leavingRefusal, lockoutsOf } from './lockout-rules.ts'
import { defaultPolicy } from './policy.ts'
import { PolicyDocument } from './policy-document.ts'

const now = new Date('2026-11-25T22:40:00.000Z')
const hours = { timeZone: 'Europe/Berlin', days: [1, 2, 3, 4, 5], from: '09:00', to: '17:00' }
const portfolio = PolicyDocument.parse({ hours })

const lockouts = (document: object, deciders: number, wider = portfolio) => {
  const project = PolicyDocument.parse(document)
  const effective = effectivePolicy({ portfolio: wider, project, agent: null }, defaultPolicy)
  return lockoutsOf(project, { deciders, effective, now })
}

test('a tool for reading or reporting is not forbidden, in whatever letters', () => {
  expect(lockouts({ deniedTools: ['exec', 'Read', 'FO_finish'] }, 2)).toEqual([
    { path: 'deniedTools.1', message: 'Read only reads or reports, so it is always allowed' },
    { path: 'deniedTools.2', message: 'FO_finish only reads or reports, so it is always allowed' },
  ])
})

test('a proposal waits for a decision for a minute at least', () => {
  expect(lockouts({ approvalTtlMs: 59_999 }, 2)).toEqual([
    {
      path: 'approvalTtlMs',
      message: 'must be at least one minute: every proposal would expire before anybody can decide',
    },
  ])
  expect(lockouts({ approvalTtlMs: 60_000 }, 2)).toEqual([])
})

test('a budget in dollars is at least a cent; those in tokens and runs are whole numbers anyway', () => {
  const budgetOf = (metric: string, limit: number) => ({ metric, period: 'day', limit })
  const budgets = [
    budgetOf('usd', 1e-10),
    budgetOf('usd', 0.01),
    budgetOf('usd', 0.0099),
    budgetOf('runs', 1),
  ]
  const message = 'must be at least $0.01; a paused project starts nothing'
  expect(lockouts({ budgets }, 2)).toEqual([
    { path: 'budgets.0.limit', message },
    { path: 'budgets.2.limit', message },
  ])
})

const alone = 'Only one operator can decide, so nothing of this kind could ever be approved.'
test.each([
  ['one approver', { who: 'one' }, null],
  ['two approvers', { who: 'two' }, ['who', `${alone} Invite a second one first.`]],
  [
    'somebody else',
    { who: 'other' },
    ['who', `${alone} Invite somebody else first: who asks for a task must not be the one who approves.`],
  ],
  ['itself, and above it one', { who: 'auto', upToUsd: 5, above: 'one', perDay: 3 }, null],
  [
    'itself, and above it two',
    { who: 'auto', upToUsd: 5, above: 'two', perDay: 3 },
    ['above', `${alone} Invite a second one first.`],
  ],
  [
    'one, and above an amount somebody else',
    { who: 'one', upToUsd: 5, above: 'other' },
    ['above', `${alone} Invite somebody else first: who asks for a task must not be the one who approves.`],
  ],
])('what passes by %s, where one operator decides', (_name, rule, refusal) => {
  const [field, message] = refusal ?? []
  expect(lockouts({ approvals: { pay: rule } }, 1)).toEqual(
    refusal ? [{ path: `approvals.pay.${field}`, message }] : [],
  )
  expect(lockouts({ approvals: { pay: rule } }, 2)).toEqual([])
})

test.each([
  [{ high: 'one' }, []],
  [{ high: 'two' }, [['high', `${alone} Invite a second one first.`]]],
  [
    { medium: 'other', high: 'two' },
    [
      [
        'medium',
        `${alone} Invite somebody else first: who asks for a task must not be the one who approves.`,
      ],
      ['high', `${alone} Invite a second one first.`],
    ],
  ],
])('by risk %j, where one operator decides', (riskApprovers, found) => {
  expect(lockouts({ riskApprovers }, 1)).toEqual(
    found.map(([level, message]) => ({ path: `riskApprovers.${level}`, message })),
  )
  expect(lockouts({ riskApprovers }, 2)).toEqual([])
})

test('who decides may not go, where a risk needs more than would be left', () => {
  const document = PolicyDocument.parse({ riskApprovers: { high: 'two' } })
  expect(leavingRefusal('Grace', 1, [{ whose: 'Letter', document }])).toBe(
    'Without Grace only one operator could decide, and the policy of Letter needs more than that for what is of high risk: nothing of this kind could ever be approved. Change that policy, or invite somebody first.',
  )
  expect(leavingRefusal('Grace', 2, [{ whose: 'Letter', document }])).toBeNull()
})

test('hours that never meet are a finding of the hours, or of the document where it names none', () => {
  const message = 'Together with the hours of the other scopes no time is left, so no run would ever start.'
  expect(lockouts({ hours: { ...hours, days: [7] } }, 2)).toEqual([{ path: 'hours.from', message }])
  const never = PolicyDocument.parse({ hours: { ...hours, from: '02:00', to: '02:30', days: [7] } })
  const project = PolicyDocument.parse({})
  const agent = PolicyDocument.parse({ hours })
  const effective = effectivePolicy({ portfolio: never, project, agent }, defaultPolicy)
  expect(lockoutsOf(project, { deciders: 2, effective, now })).toEqual([{ path: '', message }])
  expect(
    lockoutsOf(PolicyDocument.parse({ approvals: { pay: { who: 'two' } } }), { deciders: 1, effective, now }),
  ).toHaveLength(2)
})

test('hours that leave what is within them no time name it, the first three', () => {
  const project = PolicyDocument.parse({ hours: { ...hours, days: [2], from: '09:00', to: '10:00' } })
  const effective = effectivePolicy({ portfolio: null, project, agent: null }, defaultPolicy)
  const [monday, tuesday] = [1, 2].map((day) => [{ ...hours, days: [day] }])
  const found = (names: string[], document = project) => {
    const narrower = names.map((name) => ({ name, hours: (name === 'Ada' ? tuesday : monday) ?? [] }))
    return lockoutsOf(document, { deciders: 2, effective, narrower, now })
  }
  const refused = (message: string) => [{ path: 'hours.from', message }]
  expect(found(['Ada'])).toEqual([])
  expect(found(['Ada', 'Kai'])).toEqual(
    refused('Kai could never start: together with its own hours no time is left.'),
  )
  expect(found(['Kai', 'Ines', 'Ada', 'Tom', 'Uma', 'Vic'])).toEqual(
    refused('Kai, Ines, Tom, 2 more could never start: together with their own hours no time is left.'),
  )
  expect(found(['Kai'], PolicyDocument.parse({}))).toEqual([])
})

const stated = (rule: object) => [
  { whose: 'all projects', document: PolicyDocument.parse({ approvals: { send: { who: 'one' } } }) },
  { whose: 'Letter', document: PolicyDocument.parse({ approvals: { send: { who: 'one' }, delete: rule } }) },
]
const needs = (left: string) =>
  `Without Grace only ${left} could decide, and the policy of Letter needs more than that for deleting: nothing of this kind could ever be approved. Change that policy, or invite somebody first.`

test.each([
  [2, { who: 'two' }, null],
  [1, { who: 'one' }, null],
  [1, { who: 'other' }, needs('one operator')],
  [1, { who: 'one', upToUsd: 5, above: 'two' }, needs('one operator')],
  [1, { who: 'auto', upToUsd: 5, above: 'one', perDay: 1 }, null],
  [0, { who: 'two' }, needs('nobody')],
])('with %d left and deleting by %j, who decides may go or is told why not', (left, rule, refusal) => {
  expect(leavingRefusal('Grace', left, stated(rule))).toBe(refusal)
})
