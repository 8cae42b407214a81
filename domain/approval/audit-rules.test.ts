import { expect, test } from 'vitest'
import type { Fact } from '../ledger/entry.ts'
import { auditOf } from './audit-rules.ts'

const hash = 'ab'.repeat(32)
const at = '2026-11-26T09:00:00.000Z'
const ofEffect = { proposalId: 'p_1', effectKey: 'e_1' }
const asked: Fact = {
  type: 'approval_requested',
  ...{ at, actor: 'agent:ag_1' },
  body: {
    ...{ ...ofEffect, stepId: 's1', tool: 'send_message', parameters: {}, hash },
    ...{ effectClass: 'send', via: 'resume', expiresAt: at },
  },
}
const decided = (change: object = {}): Fact => ({
  type: 'approval_decided',
  ...{ at, actor: 'operator:op_1' },
  body: { proposalId: 'p_1', verdict: 'approved', reason: '', hash, intentId: 'i_1', ...change },
})
const given: Fact = {
  type: 'approval_given',
  ...{ at, actor: 'operator:op_2' },
  body: { proposalId: 'p_1', reason: 'Fine', hash, intentId: 'i_2' },
}
const claimed: Fact = {
  type: 'effect_claimed',
  ...{ at, actor: 'system:control' },
  body: { ...ofEffect, grantId: 'gr_1' },
}
const became = (type: 'effect_performed' | 'effect_failed' | 'effect_uncertain', detail = 'Seen'): Fact => ({
  type,
  ...{ at, actor: 'executor:mac-mini' },
  body: { ...ofEffect, detail },
})
const settled = (hasHappened: boolean): Fact => ({
  type: 'effect_settled',
  ...{ at, actor: 'operator:op_1' },
  body: { proposalId: 'p_1', hasHappened, note: 'I looked', intentId: 'i_3' },
})

test('who agreed, to which parameters, and that it went out and was done once', () => {
  expect(auditOf([asked, given, decided(), claimed, became('effect_performed')])).toEqual({
    timesAsked: 1,
    agreements: [
      { actor: 'operator:op_2', at, verdict: 'approved', reason: 'Fine', hash, isSameHash: true },
      { actor: 'operator:op_1', at, verdict: 'approved', reason: '', hash, isSameHash: true },
    ],
    declined: [],
    givenOut: [{ at, grantId: 'gr_1' }],
    outcomes: [{ actor: 'executor:mac-mini', at, kind: 'performed', evidence: 'Seen', isByPerson: false }],
    timesPerformed: 1,
  })
})

test('a decision on other parameters than those that were asked for says so', () => {
  const [agreement] = auditOf([asked, decided({ hash: 'cd'.repeat(32) })]).agreements
  expect(agreement).toMatchObject({ isSameHash: false })
})

test('what did not count is there with its reason', () => {
  const refused: Fact = {
    type: 'decision_refused',
    ...{ at, actor: 'operator:op_2' },
    body: { proposalId: 'p_1', intentId: 'i_4', code: 'already_decided', message: 'Ada decided it before.' },
  }
  const second: Fact = { type: 'claim_refused', at, actor: 'system:control', body: ofEffect }
  expect(auditOf([asked, decided(), refused, claimed, second]).declined).toEqual([
    { actor: 'operator:op_2', at, words: 'Ada decided it before.' },
    { actor: 'system:control', at, words: expect.stringMatching(/^A second permission/) },
  ])
})

test.each<[string, Fact[], number | null]>([
  ['not decided yet', [asked], 0],
  ['rejected', [asked, decided({ verdict: 'rejected' })], 0],
  ['approved and not given out', [asked, decided()], 0],
  ['given out, and nothing heard', [asked, decided(), claimed], null],
  ['uncertain', [asked, decided(), claimed, became('effect_uncertain')], null],
  ['uncertain, and seen later', [asked, claimed, became('effect_uncertain'), became('effect_performed')], 1],
  ['told twice', [asked, claimed, became('effect_performed'), became('effect_performed')], 1],
  ['failed', [asked, claimed, became('effect_failed')], 0],
  ['failed, then not known', [asked, claimed, became('effect_failed'), became('effect_uncertain')], 0],
  ['a person saw it', [asked, claimed, became('effect_uncertain'), settled(true)], 1],
  ['a person saw that it is not there', [asked, claimed, became('effect_uncertain'), settled(false)], 0],
])('how often it was performed: %s', (_, entries, times) => {
  expect(auditOf(entries).timesPerformed).toBe(times)
})
