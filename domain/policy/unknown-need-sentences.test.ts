import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { linesInForce } from '#test/effective.ts'
import { askedOfAny, neededBy } from './needed-rules.ts'
import type { ApprovalRule } from './policy.ts'
import { PolicyDocument } from './policy-document.ts'

describe('what may do anything needs the strictest that is asked of any kind, and is said so', () => {
  const asking = (approvals: unknown) => PolicyDocument.parse({ approvals })
  const [two, other] = [{ who: 'two' }, { who: 'other' }]
  const said = (documents: Parameters<typeof linesInForce>[0]) =>
    linesInForce(documents).flatMap(({ key, sentence, from }) =>
      /exec|approvals.other/.test(key) ? [`${from} ${key}: ${sentence}`] : [],
    )
  const known =
    'default approvals.exec: Running a command that is known to change nothing needs one approver.'
  const unknown = 'approvals.exec.unknown: Running a command of which it is not known what it does'

  test('with what is asked, of which kinds, and from where', () => {
    expect(said({ portfolio: asking({ pay: two, delete: two, send: other }) })).toEqual([
      known,
      `portfolio ${unknown} needs two approvers, the strictest that is asked of any kind (paying and deleting).`,
      'portfolio approvals.other: Anything else with an effect needs two approvers, the strictest that is asked of any kind (paying and deleting).',
    ])
    expect(said({ portfolio: asking({ send: other }), agent: asking({ pay: two }) })[1]).toMatch(
      /^agent .* needs two approvers, .* \(paying\)/,
    )
    expect(said({ portfolio: asking({ buy: two }), agent: asking({ pay: two }) })[1]).toMatch(/^portfolio /)
  })

  test('where it is asked above an amount only, an amount that is typed makes it no less', () => {
    const pay = { who: 'one', upToUsd: 50, above: 'two' }
    expect(said({ project: asking({ pay }) })[2]).toBe(
      'project approvals.other: Anything else with an effect needs two approvers, the strictest that is asked of any kind (paying).',
    )
    expect(said({ project: asking({ pay, buy: two }) })[2]).toMatch(/\(paying and buying\)\.$/)
  })

  test('but not where the policy says what it needs, or nobody asks for more than one', () => {
    expect(said({ project: asking({ pay: two, exec: { who: 'one' }, other }) })).toEqual([
      'project approvals.exec: Running commands needs one approver.',
      'project approvals.other: Anything else with an effect needs somebody other than who asked for the task.',
    ])
    expect(said({ project: asking({ pay: { who: 'one' } }) })).toEqual([
      `default approvals.exec: Running commands needs one approver.`,
      `default approvals.other: Anything else with an effect needs one approver.`,
    ])
  })

  test('as the gate asks it of a call without an amount, whatever the rules are', () => {
    const rule = fc.constantFrom<ApprovalRule>(
      { who: 'one', upToUsd: null, above: 'two' },
      { who: 'other', upToUsd: null, above: 'two' },
      { who: 'two', upToUsd: null, above: 'two' },
      { who: 'one', upToUsd: 20, above: 'other' },
      { who: 'auto', upToUsd: 20, above: 'two', perDay: 3 },
    )
    const rules = fc.dictionary(fc.constantFrom('send', 'pay', 'delete', 'deploy'), rule)
    fc.assert(
      fc.property(rules, (approvals) => {
        const { needs } = askedOfAny(approvals)
        expect(neededBy(approvals, 'exec', { command: 'date' })).toBe(needs)
        expect(neededBy(approvals, 'crm_sync', {})).toBe(needs)
        expect(neededBy(approvals, 'crm_sync', { amountUsd: 0 })).toBe(needs)
        expect(neededBy(approvals, 'exec', { command: 'ls' })).toBe('one')
      }),
    )
  })
})

test('what is asked of high risk only because it is asked of medium risk is said once', () => {
  const asking = (medium: 'two' | 'one' | null, high: 'two' | null) =>
    PolicyDocument.parse({ riskApprovers: { medium, high } })
  const said = (documents: Parameters<typeof linesInForce>[0]) =>
    linesInForce(documents).flatMap(({ key, from }) => (key.startsWith('risk') ? [`${from} ${key}`] : []))
  expect(said({ project: asking('two', null) })).toEqual(['project riskApprovers.medium'])
  expect(said({ portfolio: asking(null, 'two'), agent: asking('two', null) })).toEqual([
    'agent riskApprovers.medium',
    'portfolio riskApprovers.high',
  ])
})
