import { expect, test } from 'vitest'
import { minutesOn } from '#test/stories.ts'
import { type Difference, differences, type FindingKind, findingKinds } from './finding.ts'
import {
  adoptWords,
  type Decidable,
  handWork,
  isHeavy,
  meaningOf,
  repairWords,
  verdictRefusal,
} from './finding-rules.ts'

const side = { hash: 'h', line: 'l', text: 't', isMasked: false }
const subject = { key: 'k', name: 'Quotes', where: 'main' }
const finding = (change: Partial<Decidable> = {}): Decidable => ({
  kind: 'cron',
  difference: 'changed',
  subject,
  status: 'open',
  ours: side,
  theirs: side,
  repair: null,
  ...change,
})
const possible: [FindingKind, Difference][] = [
  ...(['missing', 'extra', 'changed', 'duplicate'] as const).map((d): [FindingKind, Difference] => [
    'cron',
    d,
  ]),
  ...(['missing', 'extra', 'changed'] as const).flatMap((d): [FindingKind, Difference][] => [
    ['agent', d],
    ['agent_file', d],
  ]),
  ['agent_skills', 'changed'],
  ['task', 'missing'],
  ['task', 'lost'],
  ['runbook', 'missing'],
  ['runbook', 'lost'],
  ['workflow', 'paused'],
  ['workflow', 'ahead'],
  ['projection', 'changed'],
  ['projection', 'unlike'],
  ['reset', 'taken_over'],
  ['relay', 'stuck'],
  ['sequencer', 'stuck'],
  ['blob', 'missing'],
  ['artifact', 'missing'],
  ['artifact', 'changed'],
  ['artifact', 'lost'],
  ['run', 'extra'],
  ['run_end', 'unheeded'],
  ...(['missing', 'extra', 'changed'] as const).map((d): [FindingKind, Difference] => ['permission', d]),
  ['gate_plugin', 'extra'],
  ['gate_plugin', 'changed'],
  ['gate_plugin', 'ungated'],
  ['anchor', 'changed'],
  ['anchor', 'stuck'],
  ['workflow', 'extra'],
  ['workflow', 'stuck'],
]

test.each(possible)(
  '%s %s: it says what it means, and what repairing does or who does it',
  (kind, difference) => {
    expect(meaningOf({ kind, difference })).not.toMatch(/disagree\.$/)
    const hand = handWork(finding({ kind, difference }))
    const words = repairWords({ kind, difference, subject })
    expect(Boolean(hand), 'either by hand or by us').toBe(words === '')
    expect(adoptWords({ kind, theirs: side })).toMatch(/^hold /)
  },
)

test('nothing else is possible, and none of it claims a repair', () => {
  const known = new Set(possible.map((pair) => pair.join(' ')))
  for (const kind of findingKinds)
    for (const difference of differences)
      if (!known.has(`${kind} ${difference}`)) expect(repairWords({ kind, difference, subject })).toBe('')
})

test('a value that the record does not hold whole is not written back', () => {
  expect(handWork(finding())).toBeNull()
  expect(handWork(finding({ ours: { ...side, isMasked: true } }))).toMatch(/without its secrets/)
  expect(handWork(finding({ ours: { ...side, text: null } }))).toMatch(/too long/)
  expect(handWork(finding({ difference: 'extra', ours: null }))).toBeNull()
})

test('what is settled is not decided again, and a repair is waited for, but not for ever', () => {
  const at = minutesOn(10)
  for (const status of ['repaired', 'adopted', 'gone'] as const)
    expect(verdictRefusal(finding({ status }), 'ignore', at)?.code).toBe('finding_settled')
  const asked = (minute: number) =>
    finding({
      status: 'repairing',
      repair: { intentId: 'in_1', askedAt: minutesOn(minute), detail: '', seen: null },
    })
  expect(verdictRefusal(asked(9), 'repair', at)?.message).toMatch(/second look/)
  expect(verdictRefusal(asked(7), 'repair', at)).toBeNull()
  expect(verdictRefusal(finding({ status: 'ignored' }), 'repair', at)).toBeNull()
})

test('a task is not adopted away, nor an agent that somebody works on, nor what a policy says', () => {
  const at = minutesOn(10)
  const codeOf = (change: Partial<Decidable>) => verdictRefusal(finding(change), 'adopt', at)?.code
  expect(codeOf({ kind: 'agent_skills', difference: 'changed' })).toBe('finding_by_hand')
  expect(codeOf({ kind: 'task', difference: 'missing' })).toBe('finding_by_hand')
  expect(codeOf({ kind: 'agent', difference: 'missing', ours: { ...side, hash: '' } })).toBe(
    'finding_by_hand',
  )
  for (const kind of [
    'runbook',
    'run_end',
    'projection',
    'reset',
    'relay',
    'sequencer',
    'blob',
    'artifact',
    'anchor',
  ] as const)
    expect(codeOf({ kind, difference: 'changed' }), kind).toBe('finding_by_hand')
  expect(codeOf({ kind: 'agent', difference: 'missing' })).toBeUndefined()
  expect(codeOf({})).toBeUndefined()
})

test('what stops work or does it twice comes first', () => {
  const heavy = possible.filter(([kind, difference]) => isHeavy({ kind, difference }))
  expect(heavy.map((pair) => pair.join(' ')).sort()).toEqual([
    'agent missing',
    'anchor changed',
    'cron duplicate',
    'gate_plugin changed',
    'gate_plugin ungated',
    'relay stuck',
    'runbook lost',
    'runbook missing',
    'sequencer stuck',
    'task lost',
    'task missing',
    'workflow ahead',
    'workflow paused',
    'workflow stuck',
  ])
})

test('of rows that only a person can put right, no answer speaks of a repair', () => {
  const unlike = finding({ kind: 'projection', difference: 'unlike' })
  const told = verdictRefusal(unlike, 'adopt', minutesOn(0))?.message
  expect(told).toBe('It is what its entries say. Put it right by hand, or ignore it with a reason.')
  expect(verdictRefusal(unlike, 'repair', minutesOn(0))?.code).toBe('finding_by_hand')
  const changed = finding({ kind: 'projection', difference: 'changed' })
  expect(verdictRefusal(changed, 'adopt', minutesOn(0))?.message).toMatch(/Repair it/)
})

test('a permission that appeared is taken away, and how commands are allowed at all is set in OpenClaw', () => {
  const permission = { kind: 'permission', difference: 'extra' } as const
  expect(handWork(finding(permission))).toBeNull()
  const setting = finding({ ...permission, subject: { ...subject, key: 'commands/main' } })
  expect(handWork(setting)).toMatch(/set in OpenClaw/)
  expect(verdictRefusal(setting, 'repair', minutesOn(0))).toMatchObject({ code: 'finding_by_hand' })
  expect(verdictRefusal(setting, 'adopt', minutesOn(0))).toBeNull()
})
