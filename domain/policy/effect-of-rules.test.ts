import fc from 'fast-check'
import { expect, test } from 'vitest'
import vectors from '../../test/effect-vectors.json'
import { stricterOf } from './approval-need-rules.ts'
import { effectOf } from './effect-of-rules.ts'
import { neededBy } from './needed-rules.ts'
import { ApprovalRule, type Approvers, approvers, type EffectClass, effectClasses } from './policy.ts'

test.each(vectors)('$tool $parameters is $classes', ({ tool, parameters, ...effect }) => {
  expect(effectOf(tool, parameters)).toEqual(effect)
})

/** Of a shell tool what it runs has to be read whole: what can't be read may be anything. */
test.each<[string, Record<string, unknown>, EffectClass[], boolean]>([
  ['a text', { command: 'git status' }, ['exec'], true],
  ['another name for it', { cmd: 'git push' }, ['exec', 'deploy'], true],
  ['a list of words', { command: ['git', 'push'] }, ['exec', 'deploy'], true],
  ['a program and its words', { command: 'git', args: ['push'] }, ['exec', 'deploy'], true],
  ['a program and one word', { command: 'git', args: 'push' }, ['exec', 'deploy'], true],
  ['a list of nothing', { command: [] }, ['exec'], false],
  ['no command', {}, ['exec'], false],
  ['only words for it', { args: ['ls'] }, ['exec'], false],
  ['two that differ', { command: 'ls', cmd: 'git push' }, ['exec', 'deploy'], false],
  ['a text beside what is typed', { command: 'git push', input: 'yes' }, ['exec', 'deploy'], false],
  ['a number', { command: 5 }, ['exec'], false],
  ['a list with what is no word', { command: ['ls', { a: 1 }] }, ['exec'], false],
  ['words that are none', { command: 'ls', args: [7] }, ['exec'], false],
  ...['input', 'stdin', 'data', 'keys', 'text', 'script', 'code'].map(
    (name): [string, Record<string, unknown>, EffectClass[], boolean] => [
      `${name} typed into it`,
      { command: 'cat', [name]: 'rm -rf dist' },
      ['exec'],
      false,
    ],
  ),
])('a command of %s', (_name, parameters, classes, isKnown) => {
  expect(effectOf('exec', parameters)).toEqual({ effectClass: 'exec', classes, isKnown, amountUsd: null })
})

test.each<[string, Record<string, unknown>, EffectClass[]]>([
  ['list_messages', {}, ['send']],
  ['sms', {}, ['send']],
  ['gmail', {}, ['send']],
  ['removeFiles', {}, ['delete']],
  ['crm', { action: 'charges' }, ['other', 'pay']],
  ['crm', { operation: 'refund', method: 'DELETE' }, ['other', 'delete', 'pay']],
  ['crm', { verb: 'post' }, ['other']],
  ['crm', { action: 7, note: 'delete' }, ['other']],
  ['send_message', { action: 'delete' }, ['delete', 'send']],
])('%s with %j shows %j', (tool, parameters, classes) => {
  expect(effectOf(tool, parameters).classes).toEqual(classes)
})

const two: ApprovalRule = { who: 'two', upToUsd: null, above: 'two' }
const other: ApprovalRule = { who: 'other', upToUsd: null, above: 'two' }

test('what a call shows besides counts as well: the strictest of its classes', () => {
  expect(neededBy({ pay: two }, 'delete_invoice', {})).toBe('two')
  expect(neededBy({ deploy: two }, 'exec', { command: 'git push' })).toBe('two')
  expect(neededBy({ deploy: two }, 'exec', { command: 'git status' })).toBe('one')
})

test('a payment that is called like a command is a payment', () => {
  const rules = { exec: ApprovalRule.parse({ who: 'one' }), pay: two }
  for (const tool of ['process_refund', 'execute_payment', 'mcp__bash__refund'])
    expect(`${tool}: ${neededBy(rules, tool, {})}`).toBe(`${tool}: two`)
  expect(neededBy(rules, 'mcp__box__bash', { command: 'git status' })).toBe('one')
})

test('what may do anything needs the strictest that is asked of anything, unless the policy speaks of it', () => {
  expect(neededBy({ pay: two, send: other }, 'exec', { command: 'python a.py' })).toBe('two')
  expect(neededBy({ pay: two }, 'crm_sync', {})).toBe('two')
  expect(neededBy({ pay: two, other }, 'crm_sync', {})).toBe('other')
  expect(neededBy({ pay: two }, 'send_message', {})).toBe('one')
  expect(neededBy(undefined, 'crm_sync', {})).toBe('one')
})

test('an amount that is not known is the highest', () => {
  const pay: ApprovalRule = { who: 'one', upToUsd: 50, above: 'two' }
  expect(neededBy({ pay }, 'pay_invoice', { amountUsd: 50 })).toBe('one')
  expect(neededBy({ pay }, 'pay_invoice', { amountUsd: 50, fee: 900 })).toBe('two')
  expect(neededBy({ pay }, 'pay_invoice', { amount: 50 })).toBe('two')
})

test('up to an amount less is asked only of what pays or buys by its name: any other call may have an amount typed into it', () => {
  const limit: ApprovalRule = { who: 'one', upToUsd: 50, above: 'two' }
  const rules = Object.fromEntries(effectClasses.map((effect) => [effect, limit]))
  const of = (tool: string, parameters: Record<string, unknown>, stated: typeof rules = rules) =>
    neededBy(stated, tool, { ...parameters, amountUsd: 0 })
  expect(of('pay_invoice', {})).toBe('one')
  expect(of('buy_paper', {})).toBe('one')
  expect(of('deploy_release', { target: 'live' })).toBe('two')
  expect(of('send_message', { to: 'ada' })).toBe('two')
  expect(of('crm_sync', {}, { pay: limit })).toBe('two')
  expect(of('exec', { command: 'stripe payouts create' }, { pay: limit })).toBe('two')
  expect(of('delete_invoice', {})).toBe('two')
  expect(of('delete_invoice', {}, { pay: limit })).toBe('one')
  expect(of('deploy_release', {}, { deploy: { ...limit, upToUsd: null } })).toBe('one')
  expect(of('send_message', { action: 'pay' }, { pay: limit })).toBe('two')
})

const anyLimit = fc
  .record({
    ...{ who: fc.constantFrom(...approvers), above: fc.constantFrom(...approvers) },
    upToUsd: fc.option(fc.nat(100), { nil: null }),
  })
  .filter((rule) => ApprovalRule.safeParse(rule).success)
const anyLimits = fc.dictionary(fc.constantFrom(...effectClasses), anyLimit) as fc.Arbitrary<
  Partial<Record<EffectClass, ApprovalRule>>
>
const moneyNames = [
  'amountUsd',
  'amount',
  'total',
  'priceCents',
  'currency',
  'quantity',
  'eur',
  'fee',
  'refund',
]
const anyValue = fc.oneof(fc.nat(200), fc.constantFrom('USD', 'EUR', '5', 'x'))
const anyMore = fc.dictionary(
  fc.constantFrom(...moneyNames, 'to', 'note', 'order'),
  fc.oneof(anyValue, fc.dictionary(fc.constantFrom(...moneyNames), anyValue)),
)
const isMore = (more: Approvers, than: Approvers) => stricterOf(more, than) === more

test('a currency that is no text is none that is known', () => {
  for (const currency of [{}, { toString: 'USD' }, ['USD'], 1, null])
    expect(effectOf('pay_invoice', { amountUsd: 5, currency }).amountUsd).toBeNull()
  expect(effectOf('pay_invoice', { amount: 5, currency: 'usd' }).amountUsd).toBe(5)
})

test('a further parameter never lowers what a call needs, unless it pays or buys and said nothing of money yet', () => {
  const tools = ['send_message', 'deploy_release', 'delete_page', 'publish_post', 'crm_sync', 'exec']
  fc.assert(
    fc.property(anyLimits, fc.constantFrom(...tools), anyMore, anyMore, (rules, tool, more, said) => {
      const call = tool === 'exec' ? { command: 'stripe refunds create', ...said } : said
      expect(isMore(neededBy(rules, tool, { ...more, ...call }), neededBy(rules, tool, call))).toBe(true)
    }),
  )
  const anyMoney = fc.constantFrom('eur', 'fee', 'refundCents', 'bid', 'balance', 'amountUsd', 'total_usd')
  fc.assert(
    fc.property(anyLimits, anyMoney, anyValue, anyMore, (rules, name, value, more) => {
      const of = (parameters: Record<string, unknown>) => neededBy(rules, 'pay_invoice', parameters)
      expect(isMore(of({ ...more, [name]: value }), of({ [name]: value }))).toBe(true)
    }),
    { numRuns: 500 },
  )
})

test('what a parameter says a tool does comes on top of what it may do anyway, and gives it no amount', () => {
  expect(neededBy({ deploy: two, send: other }, 'crm_sync', { action: 'notify' })).toBe('two')
  expect(neededBy({ other: two }, 'crm_sync', { action: 'notify' })).toBe('two')
  expect(neededBy({ other, delete: two }, 'crm_sync', { action: 'delete' })).toBe('two')
  expect(effectOf('crm_sync', { action: 'charge', amountUsd: 1 })).toEqual({
    ...{ effectClass: 'other', classes: ['other', 'pay'], isKnown: false, amountUsd: null },
  })
  const stated = { exec: ApprovalRule.parse({ who: 'one' }), deploy: two }
  expect(neededBy(stated, 'bash', { cmd: 'git push', command: 'git status' })).toBe('two')
  expect(neededBy(stated, 'bash', { cmd: 'git push', input: 'x' })).toBe('two')
})

const anyVerbs = fc.dictionary(
  fc.constantFrom('action', 'operation', 'verb', 'method', 'command', 'cmd', 'input'),
  fc.constantFrom('send', 'notify', 'delete', 'pay', 'ls', 'git push', 'GET', 'x'),
)
test('a parameter that says what to do never lowers what a call needs', () => {
  const tools = ['send_message', 'deploy_release', 'crm_sync', 'pay_invoice', 'http_request', 'bash']
  const anyRun = fc.constantFrom<Record<string, string>>(
    { command: 'git push' },
    { cmd: 'git push' },
    { cmd: 'x' },
  )
  fc.assert(
    fc.property(anyLimits, fc.constantFrom(...tools), anyVerbs, anyRun, (rules, tool, more, run) => {
      const of = (parameters: Record<string, unknown>) => neededBy(rules, tool, parameters)
      const call = tool === 'bash' ? run : {}
      expect(isMore(of({ ...more, ...call }), of(call))).toBe(true)
    }),
    { numRuns: 500 },
  )
})

const anyRule = fc.constantFrom(...approvers).map((who) => ApprovalRule.parse({ who }))
const anyRules = fc.dictionary(fc.constantFrom(...effectClasses), anyRule) as fc.Arbitrary<
  Partial<Record<EffectClass, ApprovalRule>>
>
const anyCommand = fc.string({
  unit: fc.constantFrom('ls', 'rm', ' ', ';', '$(', ')', '"', '-x', 'git', 'push', "'", '\\', '`'),
})

test('to add to a command never needs less', () => {
  fc.assert(
    fc.property(anyRules, anyCommand, anyCommand, (rules, a, b) => {
      const of = (command: string) => neededBy(rules, 'exec', { command })
      expect(stricterOf(of(`${a} ; ${b}`), of(a))).toBe(of(`${a} ; ${b}`))
    }),
    { numRuns: 1_000 },
  )
})
