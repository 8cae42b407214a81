import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parametersHash } from '../ledger/digest.ts'
import type { EffectivePolicy } from '../policy/effective-rules.ts'
import type { ApprovalRule, Approvers } from '../policy/policy.ts'
import type { Scope } from '../policy/scope.ts'
import type { Parameters } from '../run/run.ts'
import { automaticRules, covers, issuedTo, mostForOneRun } from './advance-rules.ts'
import type { AdvanceSource } from './grant.ts'
import { alikeUntilReject } from './offer-rules.ts'
import { freeNames, isWithinTarget, placeTexts, recipientsOf, targetOf } from './target-rules.ts'

const noRisk: EffectivePolicy['riskApprovers'] = { medium: null, high: null }
const hash = 'a'.repeat(64)
const at = '2026-11-27T00:00:00.000Z'
const call = (tool: string, parameters: Record<string, string | number>) => ({ tool, parameters, hash, at })

test('by a rule only its own kind passes, and only what says plainly how much it moves', () => {
  const pays: AdvanceSource = {
    ...{ kind: 'automatic', effectClass: 'pay', upToUsd: 20, scope: 'project', policyVersion: 3 },
  }
  expect(covers(pays, call('pay_invoice', { amountUsd: 20 }))).toBe(true)
  expect(covers(pays, call('pay_invoice', { amountUsd: 20.01 }))).toBe(false)
  expect(covers(pays, call('pay_invoice', { amount: 5 }))).toBe(false)
  expect(covers(pays, call('pay_invoice', { amountUsd: 5, total: 900 }))).toBe(false)
  expect(covers(pays, call('pay_invoice', {}))).toBe(false)
  expect(covers(pays, call('send_message', { amountUsd: 1 }))).toBe(false)
  expect(covers(pays, call('exec', { amountUsd: 1 }))).toBe(false)
  expect(covers(pays, call('delete_invoice', { amountUsd: 1 }))).toBe(false)
})

test('a rule of a policy lets something pass only with an amount and a number a day that a document says', () => {
  const rule = { who: 'auto', upToUsd: 20, above: 'two', perDay: 3 } as const
  const of = (value: Partial<ApprovalRule>, from: Scope | 'default' = 'project') =>
    automaticRules({ approvals: { pay: { value: { ...rule, ...value }, from } }, riskApprovers: noRisk })
  expect(of({})).toEqual([{ effectClass: 'pay', scope: 'project', upToUsd: 20, perDay: 3 }])
  expect(of({ upToUsd: 0 }, 'agent')).toEqual([{ effectClass: 'pay', scope: 'agent', upToUsd: 0, perDay: 3 }])
  expect(of({ who: 'one' })).toEqual([])
  expect(of({ upToUsd: null })).toEqual([])
  expect(of({ perDay: undefined })).toEqual([])
  expect(of({}, 'default')).toEqual([])
  const approvals = {
    buy: { value: rule, from: 'portfolio' as const },
    pay: { value: rule, from: 'agent' as const },
    send: { value: rule, from: 'agent' as const },
    deploy: { value: rule, from: 'agent' as const },
  }
  const two = automaticRules({ approvals, riskApprovers: noRisk })
  expect(two.map(({ effectClass, scope }) => [effectClass, scope])).toEqual([
    ['buy', 'portfolio'],
    ['pay', 'agent'],
  ])
})

test('of a class of which every call is of a risk of which somebody is asked, no rule lets anything pass', () => {
  const value = { who: 'auto', upToUsd: 20, above: 'two', perDay: 3 } as const
  const said = { value, from: 'project' as const }
  const approvals = { buy: said, pay: said, delete: said }
  const asking = (level: 'medium' | 'high', who: Approvers) => ({
    ...noRisk,
    [level]: { value: who, from: 'agent' as const },
  })
  const of = (riskApprovers: typeof noRisk) =>
    automaticRules({ approvals, riskApprovers }).map(({ effectClass, below }) => [effectClass, below])
  expect(of(noRisk)).toEqual([
    ['buy', undefined],
    ['pay', undefined],
  ])
  // One approver is somebody, too.
  expect(of(asking('high', 'one'))).toEqual([
    ['buy', 'high'],
    ['pay', 'high'],
  ])
  expect(of(asking('medium', 'two'))).toEqual([])
})

const real = (tool: string, parameters: Parameters) => ({
  ...{ tool, parameters, at },
  hash: parametersHash(tool, parameters),
})
test('by a rule nothing passes that is of a risk of which somebody is asked; what the Mac cannot know counts as the first', () => {
  const passes = (below: 'medium' | 'high', effectClass: 'pay' | 'send', tried: ReturnType<typeof real>) =>
    covers(
      {
        ...{ kind: 'automatic', effectClass, upToUsd: 500, scope: 'project', policyVersion: 3 },
        ...{ below, knownTools: ['pay_invoice', 'send_gift'] },
      },
      tried,
    )
  expect(passes('high', 'pay', real('pay_invoice', { amountUsd: 20 }))).toBe(true)
  expect(passes('high', 'pay', real('pay_invoice', { amountUsd: 120 }))).toBe(false)
  expect(passes('high', 'pay', real('pay_bill', { amountUsd: 20 }))).toBe(false)
  const secret = { amountUsd: 20, note: 'password: hunter22hunter' }
  expect(passes('high', 'pay', real('pay_invoice', secret))).toBe(false)
  // What is sent moves no money, whatever amount is typed into it.
  const gift = real('send_gift', { to: 'ada@example.com', amountUsd: 0 })
  expect(passes('high', 'send', gift)).toBe(false)
})

test('by a standing grant nothing passes that is of a risk of which somebody else is asked', () => {
  const parameters = { to: 'ada@example.com', body: 'Hello' }
  const source: AdvanceSource = {
    ...{ kind: 'standing', standingGrantId: 'sg_1', tool: 'send_message', effectClass: 'send' },
    ...{ target: targetOf(hash, parameters), until: '2026-11-28T00:00:00.000Z' },
  }
  const secret = real('send_message', { ...parameters, body: 'password: hunter22hunter' })
  expect(covers(source, secret)).toBe(true)
  expect(covers({ ...source, below: 'high' }, secret)).toBe(false)
  expect(covers({ ...source, below: 'medium' }, real('send_message', parameters))).toBe(true)
})

test('by a standing grant only its tool passes, to where it says, and not after its time', () => {
  const target = targetOf(hash, { to: 'ada@example.com', body: 'Hello' })
  const source: AdvanceSource = {
    ...{ kind: 'standing', standingGrantId: 'sg_1', tool: 'send_message', effectClass: 'send', target },
    until: '2026-11-28T00:00:00.000Z',
  }
  const letter = call('send_message', { to: 'ada@example.com', body: 'Something else' })
  expect(covers(source, letter)).toBe(true)
  expect(covers(source, { ...letter, tool: 'send_mail' })).toBe(false)
  expect(covers(source, { ...letter, at: '2026-11-28T00:00:00.000Z' })).toBe(false)
  expect(covers(source, call('send_message', { to: 'eve@example.com', body: 'Hello' }))).toBe(false)
})

test('another place, one more parameter, a place that is left out or hidden deeper, more money: none is within it', () => {
  const target = targetOf(hash, { to: 'ada', cc: ['bo'], amountUsd: 10, note: 'x' })
  expect(placeTexts(target)).toEqual(['cc ["bo"]', 'to ada', 'up to $10'])
  const good = { to: 'ada', cc: ['bo'], amountUsd: 9, note: 'y' }
  expect(isWithinTarget(target, 'b', good)).toBe(true)
  const { cc: _cc, ...withoutCc } = good
  for (const bad of [
    { ...good, cc: ['bo', 'eve'] },
    { ...good, bcc: 'eve' },
    withoutCc,
    { ...good, note: { to: 'eve' } },
    { ...good, amountUsd: 11 },
    { ...good, amountUsd: 'some' },
  ])
    expect(isWithinTarget(target, 'b', bad)).toBe(false)
})

test('a tool of many does under a standing grant what the approved call did, and nothing else', () => {
  const parameters = { action: 'message', customer: '42', text: 'Hello' }
  const target = targetOf(hash, parameters)
  expect(placeTexts(target)).toEqual(['action message', 'customer 42'])
  expect(freeNames(target)).toEqual(['text'])
  const source: AdvanceSource = {
    ...{ kind: 'standing', standingGrantId: 'sg_1', tool: 'crm_send', effectClass: 'send', target },
    until: '2026-11-28T00:00:00.000Z',
  }
  expect(covers(source, call('crm_send', { ...parameters, text: 'Bye' }))).toBe(true)
  expect(covers(source, call('crm_send', { ...parameters, action: 'notify' }))).toBe(false)
  expect(covers(source, call('crm_send', { ...parameters, action: 'delete' }))).toBe(false)
  expect(covers(source, call('crm_send', { customer: '42' }))).toBe(false)
  // One that was made before what to do was part of it.
  const loose = { ...source, target: { ...target, places: { customer: '"42"' } } } as AdvanceSource
  expect(covers(loose, call('crm_send', { action: 'delete', customer: '42' }))).toBe(false)
  // What to do is no place.
  expect(targetOf(hash, { action: 'send', text: 'Hi' })).toEqual({ kind: 'call', hash })
})

test('an attachment and an amount are not free', () => {
  const target = targetOf(hash, { to: 'ada', attachments: ['a.pdf'], body: 'x', amountUsd: 5 })
  expect(freeNames(target)).toEqual(['body'])
  expect(freeNames({ kind: 'call', hash })).toEqual([])
})

test('what names no place, or holds what is not flat, is covered by exactly the same call alone', () => {
  const calls: Parameters[] = [{}, { text: 'Hi' }, { to: 'ada', more: { to: 'eve' } }]
  for (const parameters of calls) {
    const target = targetOf(hash, parameters)
    expect(target).toEqual({ kind: 'call', hash })
    expect(isWithinTarget(target, hash, parameters)).toBe(true)
    expect(isWithinTarget(target, 'b'.repeat(64), parameters)).toBe(false)
  }
})

test('the approved call itself is always within, whatever it is', () => {
  const flat = fc.oneof(fc.string(), fc.integer(), fc.array(fc.string(), { maxLength: 3 }))
  const name = fc.constantFrom('to', 'cc', 'channelId', 'body', 'amountUsd', 'url')
  fc.assert(
    fc.property(fc.dictionary(name, flat), (parameters) => {
      expect(isWithinTarget(targetOf(hash, parameters), hash, parameters)).toBe(true)
    }),
  )
})

test('a run never gets more than is left of any limit, and a few at most', () => {
  const any = fc.integer({ min: 0, max: 200 })
  fc.assert(
    fc.property(any, any, fc.option(fc.integer({ min: -5, max: 20 })), (limit, taken, left) => {
      const count = issuedTo(limit, taken, left)
      expect(count).toBeGreaterThanOrEqual(0)
      expect(count).toBeLessThanOrEqual(mostForOneRun)
      expect(count + taken).toBeLessThanOrEqual(Math.max(limit, taken))
      if (left !== null) expect(count).toBeLessThanOrEqual(Math.max(0, left))
    }),
  )
})

test('like approvals are counted back to the last reject of the tool', () => {
  const decided = (status: 'performed' | 'rejected', to: string) => ({
    ...{ proposalId: to, status, hash, parameters: { to } },
  })
  const target = targetOf(hash, { to: 'ada' })
  const yes = decided('performed', 'ada')
  expect(alikeUntilReject(target, [yes, decided('performed', 'bo'), yes])).toHaveLength(2)
  expect(alikeUntilReject(target, [yes, decided('rejected', 'bo'), yes])).toHaveLength(1)
  expect(alikeUntilReject(target, [decided('rejected', 'ada'), yes])).toEqual([])
})

test('whom a call goes to is read from what says so: not where it comes from, a reply or a file', () => {
  const letter = { to: 'ada', from: 'office', replyTo: 'bo', file: 'a.pdf', body: 'Dear all' }
  expect(recipientsOf(letter)).toEqual({ named: [{ name: 'to', value: 'ada' }], reach: 'one' })
  expect(recipientsOf({ action: 'send', channel: 'telegram', target: 42, message: 'Hi' })).toMatchObject({
    reach: 'one',
  })
  expect(recipientsOf({ to: 'ada', cc: null, bcc: '' })?.reach).toBe('one')
  expect(recipientsOf({ to: 'ada', bcc: ['bo'] })?.named).toHaveLength(2)
  expect(recipientsOf({ file: 'a.pdf' })).toBeNull()
  expect(recipientsOf({ to: true })).toBeNull()
  expect(recipientsOf({ to: 'ada', more: { to: 'eve' } })).toBeNull()
})

test('one more recipient never makes it fewer', () => {
  const order = ['one', 'several', 'list']
  const to = fc.array(fc.constantFrom('ada', 'bo@example.com', 'all', 'a, b'), { minLength: 1, maxLength: 4 })
  fc.assert(
    fc.property(to, fc.constantFrom('eve', '#news'), (some, one) => {
      const height = (parameters: Parameters) => order.indexOf(recipientsOf(parameters)?.reach ?? '')
      expect(height({ to: [...some, one] })).toBeGreaterThanOrEqual(height({ to: some }))
      expect(height({ to: some, cc: one })).toBeGreaterThan(0)
    }),
  )
})
