import fc from 'fast-check'
import { expect, test } from 'vitest'
import { effectOf, verbs } from '../policy/effect-of-rules.ts'
import { type Approvers, approvers, type EffectClass, effectClasses } from '../policy/policy.ts'
import type { Parameters } from '../run/run.ts'
import { bulkRefusal } from './bulk-rules.ts'
import { type Risk, risks } from './risk.ts'
import { riskOf } from './risk-rules.ts'

const known = { isWhole: true, isFirst: false, isFirstThere: false }
const toAda: Parameters = { to: 'ada@example.com' }
const level = (
  effectClass: (typeof effectClasses)[number],
  parameters: Parameters = toAda,
  standing = known,
) => riskOf({ effectClass, parameters }, standing).level
const height = (risk: Risk) => risks.indexOf(risk)

test('by class alone: a letter to one is low, a publication medium, and what cannot be taken back or is not known high', () => {
  expect(effectClasses.map((one) => [one, level(one)])).toEqual([
    ['send', 'low'],
    ['publish', 'medium'],
    // Money of which nobody says how much is the highest.
    ['pay', 'high'],
    ['delete', 'high'],
    ['deploy', 'high'],
    ['buy', 'high'],
    ['exec', 'high'],
    ['other', 'high'],
  ])
})

test('money that is plainly said is medium up to 100 USD, whatever the class', () => {
  for (const one of ['pay', 'buy', 'send'] as const) {
    expect(level(one, { ...toAda, amount_usd: 100 })).toBe('medium')
    expect(level(one, { ...toAda, amount_usd: '100.01' })).toBe('high')
    expect(level(one, { ...toAda, amount: 5, currency: 'EUR' })).toBe('high')
  }
  expect(level('send', { ...toAda, invoicePrice: 5 })).toBe('high')
  expect(level('send', { ...toAda, refundInEuros: 5 })).toBe('high')
  expect(level('publish', { invoice: { totalPrice: 5 } })).toBe('high')
  const plain = { summary: 'Costly words', discussion: 'sums', recent: 'centre' }
  expect(level('send', { ...toAda, ...plain })).toBe('low')
})

test('whatever a browser is to do is of high risk: what a click does stands on the page alone', () => {
  const calls: Parameters[] = [
    { action: 'navigate', targetUrl: 'https://shop.example/checkout' },
    { action: 'act', request: { kind: 'click', ref: 'e12' } },
    { action: 'upload', paths: ['/tmp/a.pdf'] },
    { action: 'snapshot' },
  ]
  const tool = 'browser'
  for (const parameters of calls) {
    const { effectClass } = effectOf(tool, parameters)
    expect(riskOf({ tool, effectClass, parameters, needs: 'one' }, known)).toEqual({
      level: 'high',
      why: ['nobody knows what this tool does outside'],
    })
  }
})

test('what is masked, or needs two, is high; somebody other is medium; the first is one step higher', () => {
  expect(level('send', toAda, { ...known, isWhole: false })).toBe('high')
  expect(riskOf({ effectClass: 'send', parameters: toAda, needs: 'two' }, known).level).toBe('high')
  expect(riskOf({ effectClass: 'send', parameters: toAda, needs: 'other' }, known).level).toBe('medium')
  expect(level('send', toAda, { ...known, isFirst: true })).toBe('medium')
  expect(level('publish', {}, { ...known, isFirst: true })).toBe('high')
})

test('what is sent is read by whom it goes to: several or a list is medium, nobody plainly named is high', () => {
  const why = (parameters: Parameters, isFirstThere = false) => {
    const risk = riskOf({ effectClass: 'send', parameters }, { ...known, isFirstThere })
    return [risk.level, ...risk.why]
  }
  const several: Parameters[] = [{ to: ['ada', 'bo'] }, { to: 'ada, bo' }, { ...toAda, cc: 'bo' }]
  const lists: Parameters[] = [{ list: 'spring' }, { to: 'all-readers' }, { channel: '#news' }, { to: '*' }]
  const unknowns: Parameters[] = [
    {},
    { body: 'Hello' },
    { to: '' },
    { to: [] },
    { to: { name: 'ada' } },
    { from: 'ada' },
  ]
  for (const one of several) expect(why(one)).toEqual(['medium', 'it goes to several'])
  for (const one of lists) expect(why(one)).toEqual(['medium', 'it goes to a list or to everyone'])
  for (const one of unknowns) expect(why(one)).toEqual(['high', 'whom it goes to is not said plainly'])
  expect(why(toAda, true)).toEqual(['medium', 'it is the first to go there'])
  expect(why({ list: 'spring' }, true)).toEqual([
    ...['high', 'it goes to a list or to everyone', 'it is the first to go there'],
  ])
})

test('the first of its kind goes there for the first time, which counts once; of what is not sent nobody asks', () => {
  const both = { ...known, isFirst: true, isFirstThere: true }
  expect(riskOf({ effectClass: 'send', parameters: toAda }, both)).toEqual({
    ...{ level: 'medium', why: ['it is the first of its kind'] },
  })
  const page = { effectClass: 'publish' as const, parameters: { list: 'spring' } }
  expect(riskOf(page, { ...known, isFirstThere: true })).toEqual(riskOf(page, known))
})

test('it says why it is not lower, the strongest alone, and nothing of what is low', () => {
  expect(riskOf({ effectClass: 'send', parameters: toAda }, known)).toEqual({ level: 'low', why: [] })
  expect(riskOf({ effectClass: 'pay', parameters: { amount_usd: 3 }, needs: 'two' }, known).why).toEqual([
    'it needs two approvers',
  ])
  expect(riskOf({ effectClass: 'publish', parameters: {} }, { ...known, isFirst: true }).why).toEqual([
    'it is published',
    'it is the first of its kind',
  ])
})

const anyProposal = fc.record({
  effectClass: fc.constantFrom(...effectClasses),
  parameters: fc.dictionary(
    fc.constantFrom('amount_usd', 'amount', 'to', 'body'),
    fc.oneof(fc.nat(500), fc.string({ maxLength: 3 })),
  ) as fc.Arbitrary<Parameters>,
  needs: fc.constantFrom(...approvers),
})
const anyStanding = fc.record({
  ...{ isWhole: fc.boolean(), isFirst: fc.boolean(), isFirstThere: fc.boolean() },
})

test('to know less, or to need more, never lowers it', () => {
  fc.assert(
    fc.property(anyProposal, anyStanding, (proposal, standing) => {
      const risk = height(riskOf(proposal, standing).level)
      const others = [
        riskOf(proposal, { ...standing, isWhole: false }),
        riskOf(proposal, { ...standing, isFirst: true }),
        riskOf(proposal, { ...standing, isFirstThere: true }),
        riskOf({ ...proposal, needs: 'two' }, standing),
        riskOf({ ...proposal, effectClass: 'other' }, standing),
      ]
      for (const other of others) expect(height(other.level)).toBeGreaterThanOrEqual(risk)
    }),
  )
})

test('a verb that is typed besides never lowers it', () => {
  const anyTool = fc.constantFrom(
    'send_message',
    'post_page',
    'pay_invoice',
    'order_part',
    'crm_sync',
    'mail',
  )
  const anyVerb = fc.record({
    name: fc.constantFrom(...verbs),
    word: fc.constantFrom('publish', 'send', 'notify', 'pay', 'buy', 'delete', 'deploy', 'look', 'post'),
  })
  fc.assert(
    fc.property(anyTool, anyProposal, anyStanding, anyVerb, (tool, { parameters, needs }, standing, verb) => {
      const heightOf = (said: Parameters) => {
        const { effectClass } = effectOf(tool, said)
        return height(riskOf({ tool, effectClass, parameters: said, needs }, standing).level)
      }
      const typed = { ...parameters, [verb.name]: verb.word }
      expect(heightOf(typed)).toBeGreaterThanOrEqual(heightOf(parameters))
    }),
    { numRuns: 1_000 },
  )
})

test('whatever is not low says why, and only what is not high may be decided with others', () => {
  fc.assert(
    fc.property(anyProposal, anyStanding, (proposal, standing) => {
      const risk = riskOf(proposal, standing)
      expect(risk.why.length > 0).toBe(risk.level !== 'low')
      const refusal = bulkRefusal(risk)
      expect(refusal?.code ?? null).toBe(risk.level === 'high' ? 'high_risk' : null)
      if (refusal) expect(refusal.message).toContain(risk.why[0])
    }),
  )
})

interface Case {
  needs?: Approvers
  isWhole?: boolean
  isFirst?: boolean
}
test.each<[EffectClass, Parameters, Case, string[]]>([
  ['publish', {}, {}, ['it is published']],
  ['pay', { amount_usd: 3 }, {}, ['it moves money']],
  ['buy', { amount_usd: 3 }, {}, ['it moves money']],
  ['deploy', {}, {}, ['it changes what runs']],
  ['delete', {}, {}, ['it deletes']],
  ['exec', {}, {}, ['a command can do anything on the Mac']],
  ['other', {}, {}, ['nobody knows what this tool does outside']],
  ['send', { ...toAda, amount_usd: 0, note: null }, {}, []],
  ['send', { ...toAda, note: null }, {}, []],
  ['send', { ...toAda, amount_usd: 100 }, {}, ['it moves money']],
  ['send', { ...toAda, amount_usd: 101 }, {}, ['more than 100 USD']],
  ['pay', {}, {}, ['how much money is not said plainly']],
  ['send', toAda, { isWhole: false }, ['part of it is masked and cannot be read here']],
  ['send', toAda, { needs: 'two' }, ['it needs two approvers']],
  ['send', toAda, { needs: 'other' }, ['it needs somebody other than the requester']],
  [
    ...(['pay', { amount_usd: 101 }, { needs: 'two', isWhole: false }] as const),
    ['more than 100 USD', 'part of it is masked and cannot be read here', 'it needs two approvers'],
  ],
  ['delete', {}, { isFirst: true }, ['it deletes', 'it is the first of its kind']],
])('it says why in words: %s of %j, %j', (effectClass, parameters, { needs, ...standing }, why) => {
  const proposal = { effectClass, parameters, ...(needs && { needs }) }
  expect(riskOf(proposal, { ...known, ...standing }).why).toEqual(why)
})
