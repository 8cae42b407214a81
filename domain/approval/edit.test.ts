import { expect, test } from 'vitest'
import { aProposal } from '#test/builders.ts'
import { parametersHash } from '../ledger/digest.ts'
import type { Approvers } from '../policy/policy.ts'
import { mostParameterBytes, type Parameters } from '../run/run.ts'
import { needOf } from './approval-rules.ts'
import { asDecided, edited, editRefusal, refusalOfDecision } from './edit.ts'

const parameters = { to: 'ada@example.com', amount_usd: 400 }
const hash = parametersHash('pay_invoice', parameters)
const asked = aProposal({ tool: 'pay_invoice', effectClass: 'pay', parameters, hash, needs: 'two' })
const less = { ...parameters, amount_usd: 40 }
const approvals = { pay: { who: 'one', upToUsd: 100, above: 'two' } } as const
const by = {
  role: 'owner',
  at: '2026-11-24T13:00:00.000Z',
  taskStatus: 'waiting',
  actor: 'operator:op_1',
} as const
const decisionOf = (edit: { from: string; parameters: Parameters }, change = {}) => ({
  ...{ proposalId: asked.proposalId, verdict: 'approved' as const, reason: '', edit },
  hash: parametersHash('pay_invoice', edit.parameters),
  ...change,
})
const refusalOf = (edit: { from: string; parameters: Parameters }, change = {}, proposal = asked) => {
  const decision = decisionOf(edit, change)
  return refusalOfDecision(proposal, asDecided(proposal, decision, approvals), decision, by)
}

test('who must agree is told from the edited parameters, and nobody has agreed to them yet', () => {
  const given = { ...asked, approvedBy: [{ actor: 'operator:op_1', at: by.at }] }
  const cheaper = edited(given, { parameters: less }, approvals)
  expect(cheaper).toMatchObject({
    parameters: less,
    hash: parametersHash('pay_invoice', less),
    effectClass: 'pay',
  })
  expect(cheaper).not.toHaveProperty('needs')
  expect(cheaper).not.toHaveProperty('approvedBy')
  expect(edited(asked, { parameters: { ...parameters, amount_usd: 500 } }, approvals).needs).toBe('two')
})

test('a change that is bound to what was seen counts, also of who had agreed to what was there before', () => {
  expect(refusalOf({ from: hash, parameters: less })).toBeNull()
  const given = { ...asked, approvedBy: [{ actor: 'operator:op_1', at: by.at }] }
  expect(refusalOf({ from: hash, parameters: { ...less, amount_usd: 900 } }, {}, given)).toBeNull()
})

test('neither other parameters than were seen nor another hash than that of the edited ones count', () => {
  expect(refusalOf({ from: 'b'.repeat(64), parameters: less })).toEqual({
    code: 'hash_differs',
    message: 'The parameters are not those you saw. Open the proposal again.',
  })
  expect(refusalOf({ from: hash, parameters: less }, { hash })?.code).toBe('hash_differs')
})

test('where somebody else has to approve, who changed it is not that: a change takes two', () => {
  const other = { pay: { who: 'other', upToUsd: null, above: 'two' } } as const
  const one = edited({ ...asked, needs: 'other' }, { parameters: less }, other)
  expect([needOf({ ...asked, needs: 'other' }, {}), needOf(one, {})]).toEqual(['other', 'two'])
  // Stricter by now than when it was asked for.
  const plain = edited(asked, { parameters: less }, approvals)
  expect(['one', 'other', 'two'].map((needs) => needOf(plain, { needs: needs as Approvers }))).toEqual([
    'one',
    'two',
    'two',
  ])
})

test('a no changes nothing', () => {
  expect(refusalOf({ from: hash, parameters: less }, { verdict: 'rejected' })).toEqual({
    code: 'edit_refused',
    message: 'Only what is approved can be changed. Reject it without a change.',
  })
})

test('what was decided stays decided', () => {
  const decided = { ...asked, status: 'rejected' as const }
  expect(refusalOf({ from: hash, parameters: less }, {}, decided)?.code).toBe('already_decided')
})

test('what is masked, equal, too long or a secret may not take its place, and the sentence says why', () => {
  const why = (proposal: typeof asked, next: Parameters) =>
    editRefusal(proposal, { from: proposal.hash, parameters: next })
  expect(why({ ...asked, hash: 'c'.repeat(64) }, less)?.message).toMatch(/^Part of it is masked/)
  expect(why(asked, { amount_usd: 400, to: 'ada@example.com' })?.message).toMatch(/^Nothing is changed/)
  expect(why(asked, { to: 'x'.repeat(mostParameterBytes) })?.message).toMatch(/^It is longer than 64 KB/)
  expect(why(asked, { ...less, api_key: 'abcdef' })?.message).toMatch(/^api_key looks like a secret/)
  expect(why(asked, { ...less, note: { deep: [`sk-live-${'a'.repeat(20)}`] } })?.message).toMatch(
    /^note looks like/,
  )
  for (const odd of ['\u0000', '\ud800'])
    expect(why(asked, { ...less, to: odd })?.message).toMatch(/^It holds characters/)
  expect(why(asked, less)).toBeNull()
  expect(why(asked, { ...less, api_key: 'abcdef' })?.code).toBe('edit_refused')
})

test('what is exactly as long as anybody approves may take its place', () => {
  const longest = { to: 'x'.repeat(mostParameterBytes - '{"to":""}'.length) }
  expect(editRefusal(asked, { from: hash, parameters: longest })).toBeNull()
  // Counted in bytes, not in characters.
  const umlauts = { to: 'ü'.repeat(mostParameterBytes / 2) }
  expect(editRefusal(asked, { from: hash, parameters: umlauts })?.message).toMatch(/^It is longer/)
})
