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
const passedBy = (type: 'effect_passed' | 'standing_grant_used'): Fact => ({
  type,
  ...{ at, actor: 'executor:mac-mini' },
  body: {
    ...{ ...ofEffect, stepId: 's1', tool: 'send_message', parameters: {}, hash, effectClass: 'send' },
    ...{ grantId: 'gr_9', standingGrantId: 'sg_1', scope: 'portfolio', policyVersion: 1, upToUsd: 5 },
  } as never,
})

test('who agreed, to which parameters, and that it went out and was done once', () => {
  expect(auditOf([asked, given, decided(), claimed, became('effect_performed')])).toEqual({
    timesAsked: 1,
    asked: null,
    changes: [],
    agreements: [
      {
        actor: 'operator:op_2',
        at,
        verdict: 'approved',
        reason: 'Fine',
        hash,
        isSameHash: true,
        policies: null,
      },
      { actor: 'operator:op_1', at, verdict: 'approved', reason: '', hash, isSameHash: true, policies: null },
    ],
    declined: [],
    givenOut: [{ at, grantId: 'gr_1' }],
    outcomes: [
      {
        ...{ actor: 'executor:mac-mini', at, kind: 'performed', evidence: 'Seen' },
        ...{ isByPerson: false, isAgain: false },
      },
    ],
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
  const turnedAway: Fact = {
    type: 'decision_turned_away',
    ...{ at, actor: 'operator:op_3' },
    body: {
      ...{ proposalId: 'p_1', verdict: 'approved', hash, intentId: null },
      ...{ code: 'role_may_not', message: 'A viewer may not decide.' },
    },
  }
  const second: Fact = { type: 'claim_refused', at, actor: 'system:control', body: ofEffect }
  expect(auditOf([asked, turnedAway, decided(), refused, claimed, second]).declined).toEqual([
    { actor: 'operator:op_3', at, words: 'A viewer may not decide.' },
    { actor: 'operator:op_2', at, words: 'Ada decided it before.' },
    { actor: 'system:control', at, words: 'A second permission was asked for and not given.' },
  ])
})

test.each<[string, Fact[], number | null]>([
  ['not decided yet', [asked], 0],
  ['rejected', [asked, decided({ verdict: 'rejected' })], 0],
  ['approved and not given out', [asked, decided()], 0],
  ['given out, and nothing heard', [asked, decided(), claimed], null],
  ['uncertain', [asked, decided(), claimed, became('effect_uncertain')], null],
  ['uncertain, and seen later', [asked, claimed, became('effect_uncertain'), became('effect_performed')], 1],
  [
    'told twice in the same words',
    [asked, claimed, became('effect_performed'), became('effect_performed')],
    1,
  ],
  [
    'seen to be done twice',
    [asked, claimed, became('effect_performed'), became('effect_performed', 'Sent as 2')],
    2,
  ],
  [
    'three times, and not known meanwhile',
    [
      ...[asked, claimed, became('effect_performed'), became('effect_uncertain')],
      ...[became('effect_performed', 'Sent as 2'), became('effect_performed', 'Sent as 3')],
    ],
    3,
  ],
  [
    'done after a person saw it',
    [asked, claimed, became('effect_uncertain'), settled(true), became('effect_performed')],
    2,
  ],
  ['a person saw what was done', [asked, claimed, became('effect_performed'), settled(true)], 1],
  [
    'done after a person saw that it is not there',
    [asked, claimed, became('effect_uncertain'), settled(false), became('effect_performed')],
    1,
  ],
  ['failed', [asked, claimed, became('effect_failed')], 0],
  ['failed, then not known', [asked, claimed, became('effect_failed'), became('effect_uncertain')], 0],
  ['uncertain, though nobody saw it go out', [asked, became('effect_uncertain')], null],
  ['passed by the policy, and nothing heard', [passedBy('effect_passed')], null],
  ['passed by a standing grant, and nothing heard', [passedBy('standing_grant_used')], null],
  ['passed, and seen', [passedBy('effect_passed'), became('effect_performed')], 1],
  ['a person saw it', [asked, claimed, became('effect_uncertain'), settled(true)], 1],
  ['a person saw that it is not there', [asked, claimed, became('effect_uncertain'), settled(false)], 0],
])('how often it was performed: %s', (_, entries, times) => {
  expect(auditOf(entries).timesPerformed).toBe(times)
})

test('what is done once more is told apart from what was done first, and from who looked', () => {
  const done = became('effect_performed')
  const again = became('effect_performed', 'Sent as 2')
  const { outcomes } = auditOf([asked, claimed, done, settled(true), done, became('effect_failed'), again])
  expect(outcomes.map(({ isAgain }) => isAgain)).toEqual([false, false, false, false, true])
})

test('a call that the gate blocked as a repeat of this effect did not count', () => {
  const blocked: Fact = {
    type: 'call_blocked',
    ...{ at, actor: 'executor:mac-mini' },
    body: {
      ...{ stepId: 's2', itemId: 'b_1', tool: 'send_message', effectClass: 'send', hash },
      ...{ why: 'grant_replayed', times: 1, proposalId: 'p_1' },
    },
  }
  expect(auditOf([asked, decided(), claimed, became('effect_performed'), blocked]).declined).toEqual([
    {
      actor: 'executor:mac-mini',
      at,
      words: 'The gate blocked send_message: its permission was used before.',
    },
  ])
})

test('a decision says which versions of the policy it was made under', () => {
  const policies = [{ scope: 'portfolio' as const, scopeId: 'portfolio', version: 3 }]
  const [first, last] = auditOf([asked, given, decided({ policies })]).agreements
  expect([first?.policies, last?.policies]).toEqual([null, policies])
})

test('what an approver changed is told with both hashes, beside what was asked for', () => {
  const to = 'cd'.repeat(32)
  const edited: Fact = {
    type: 'proposal_edited',
    ...{ at, actor: 'operator:op_1' },
    body: {
      ...{ proposalId: 'p_1', from: hash, hash: to, parameters: { to: 'b' }, effectClass: 'send' },
      ...{ reason: '', intentId: 'i_1' },
    },
  }
  expect(auditOf([asked, edited, decided({ hash: to })])).toMatchObject({
    asked: { parameters: {}, hash },
    changes: [{ actor: 'operator:op_1', from: hash, to, parameters: { to: 'b' } }],
    agreements: [{ hash: to, isSameHash: false }],
  })
})

test('who rejected is told as such, and an earlier yes stays one', () => {
  const { agreements } = auditOf([asked, given, decided({ verdict: 'rejected', reason: 'No' })])
  expect(agreements).toMatchObject([{ verdict: 'approved' }, { verdict: 'rejected', reason: 'No' }])
})

test('what passed without asking was given out and asked of nobody', () => {
  for (const type of ['effect_passed', 'standing_grant_used'] as const)
    expect(auditOf([passedBy(type)])).toEqual({
      ...{ timesAsked: 0, asked: null, changes: [], agreements: [], declined: [], outcomes: [] },
      ...{ givenOut: [{ at, grantId: 'gr_9' }], timesPerformed: null },
    })
})

test('of each outcome: who says so, what it is, and whether a person looked', () => {
  const entries = [
    became('effect_failed', 'No'),
    became('effect_uncertain', '?'),
    settled(true),
    settled(false),
  ]
  const [machine, person] = ['executor:mac-mini', 'operator:op_1']
  expect(auditOf(entries).outcomes).toEqual([
    { actor: machine, at, kind: 'failed', evidence: 'No', isByPerson: false, isAgain: false },
    { actor: machine, at, kind: 'uncertain', evidence: '?', isByPerson: false, isAgain: false },
    { actor: person, at, kind: 'performed', evidence: 'I looked', isByPerson: true, isAgain: false },
    { actor: person, at, kind: 'failed', evidence: 'I looked', isByPerson: true, isAgain: false },
  ])
})

test('asked twice it is held against what was asked last, and a change without its question is told alone', () => {
  const first: Fact = { ...asked, body: { ...asked.body, hash: 'ef'.repeat(32) } } as Fact
  expect(auditOf([first, asked, decided()])).toMatchObject({
    ...{ timesAsked: 2, agreements: [{ isSameHash: true }] },
  })
  const change = { from: hash, hash, parameters: {}, effectClass: 'send', reason: '', intentId: 'i_1' }
  const edited = { ...decided(), type: 'proposal_edited', body: { proposalId: 'p_1', ...change } } as Fact
  expect(auditOf([edited])).toMatchObject({ asked: null, changes: [{ from: hash, to: hash }] })
})
