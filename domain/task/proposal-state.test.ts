import { describe, expect, test } from 'vitest'
import { after, claimed, decidedAs, outcome, requestedAs } from '#test/proposals.ts'
import { aFact, afterFacts, minutesOn } from '#test/stories.ts'
import type { Fact } from '../ledger/entry.ts'
import { applyEntry } from './task-state.ts'

const statusAfter = (...facts: Fact[]) => after(...facts).proposals[0]?.status

test('a requested approval waits until it expires', () => {
  const state = after()
  expect(state).toMatchObject({ status: 'waiting', itemIds: ['p_1'] })
  expect(state.wait).toMatchObject({ kind: 'approval', detail: 'send_message', until: minutesOn(60) })
  expect(state.proposals[0]).toMatchObject({ status: 'pending', decidedAt: null, requestedAt: minutesOn(1) })
})

test('the same proposal requested again is one', () => {
  expect(after(requestedAs('p_1', { hash: 'b' })).proposals).toMatchObject([{ hash: 'b' }])
})

test('a decision is kept with who, when, why and by which intent', () => {
  const state = after(decidedAs('rejected'))
  expect(state.proposals[0]).toMatchObject({
    status: 'rejected',
    decidedAt: minutesOn(2),
    decidedBy: 'operator:op_1',
    reason: 'because',
    intentId: 'in_2',
  })
  expect(state.intentIds).toContain('in_2')
  expect(state.news).toEqual([{ kind: 'rejected', tool: 'send_message', text: 'because' }])
})

test('an approval alone is no news: its effect will be', () => {
  expect(after(decidedAs('approved'), claimed)).toMatchObject({
    news: [],
    proposals: [{ status: 'claimed', grantId: 'gr_1' }],
  })
})

test('a call that the agent must make itself is news, and is granted to the next run', () => {
  const granted = afterFacts(requestedAs('p_1', { via: 'resume' }), decidedAs('approved'), claimed)
  expect(granted.news).toEqual([{ kind: 'granted', tool: 'send_message', text: '' }])
  const queue = (stepId: string) =>
    aFact('run_queued', {
      stepId,
      runId: 'r',
      sessionKey: 'k',
      reason: '',
      executorId: 'mac-mini',
      contextHash: 'h',
    })
  const running = applyEntry(granted, queue('s2'))
  expect(running.proposals[0]?.usedIn).toBe('s2')
  expect(applyEntry(running, queue('s3')).proposals[0]?.usedIn).toBe('s2')
})

test('a refused claim belongs to an earlier run', () => {
  const refused = aFact('claim_refused', { proposalId: 'p_1', effectKey: 'k' })
  expect(after(decidedAs('approved'), refused).proposals[0]).toMatchObject({
    status: 'claimed',
    usedIn: 'earlier',
  })
})

test('a refused decision changes nothing but that its intent is known', () => {
  const before = after(decidedAs('approved'))
  const refused = aFact('decision_refused', {
    proposalId: 'p_1',
    intentId: 'in_9',
    code: 'already_decided',
    message: '',
  })
  expect(applyEntry(before, refused)).toEqual({ ...before, intentIds: [...before.intentIds, 'in_9'] })
})

test('a decision that was turned away changes nothing; of a signal the id is known, so that it is not taken up again', () => {
  const before = after(decidedAs('approved'))
  const told = { code: 'role_may_not', message: '' }
  const body = { proposalId: 'p_1', verdict: 'approved', hash: 'h', intentId: null, ...told } as const
  expect(applyEntry(before, aFact('decision_turned_away', body, 90))).toEqual(before)
  const nobody = { proposalId: null, verdict: null, hash: null, intentId: 'in_9', ...told }
  expect(applyEntry(before, aFact('decision_turned_away', nobody, 90))).toEqual({
    ...before,
    intentIds: [...before.intentIds, 'in_9'],
  })
})

describe('what is known of an effect only grows', () => {
  test('uncertain may become performed or failed, performed stays', () => {
    expect(statusAfter(claimed, outcome('effect_uncertain'), outcome('effect_performed'))).toBe('performed')
    expect(statusAfter(claimed, outcome('effect_uncertain'), outcome('effect_failed'))).toBe('failed')
    expect(statusAfter(claimed, outcome('effect_performed'), outcome('effect_failed'))).toBe('performed')
    expect(statusAfter(claimed, outcome('effect_performed'), outcome('effect_uncertain'))).toBe('performed')
  })

  test('a failure was seen: uncertainty does not undo it', () => {
    expect(statusAfter(claimed, outcome('effect_failed'), outcome('effect_uncertain'))).toBe('failed')
  })

  test('a person who looked settles what is uncertain, and nothing else', () => {
    const settled = (hasHappened: boolean) =>
      aFact('effect_settled', { proposalId: 'p_1', hasHappened, note: 'I looked.', intentId: 'in_s' }, 9)
    const unknown = after(claimed, outcome('effect_uncertain'))
    expect(applyEntry(unknown, settled(true))).toMatchObject({
      proposals: [{ status: 'performed', detail: 'I looked.' }],
      intentIds: [...unknown.intentIds, 'in_s'],
      news: [{ kind: 'uncertain' }, { kind: 'performed', text: 'I looked.' }],
    })
    expect(applyEntry(unknown, settled(false)).proposals[0]?.status).toBe('failed')
    const known = after(claimed, outcome('effect_performed'))
    expect(applyEntry(known, settled(false)).proposals).toEqual(known.proposals)
    expect(applyEntry({ ...unknown, status: 'done' }, settled(true)).news).toEqual(unknown.news)
  })

  test('each is told once', () => {
    const state = after(
      claimed,
      outcome('effect_uncertain', '?'),
      outcome('effect_uncertain', '??'),
      outcome('effect_performed'),
    )
    expect(state.news).toEqual([
      { kind: 'uncertain', tool: 'send_message', text: '?' },
      { kind: 'performed', tool: 'send_message', text: 'id 1' },
    ])
  })

  test('an effect of no known proposal changes nothing', () => {
    const before = after()
    const stranger = aFact('effect_performed', { proposalId: 'p_9', effectKey: 'k', detail: '' })
    expect(applyEntry(before, stranger)).toEqual(before)
  })
})

describe('expiry and withdrawal', () => {
  const expired = aFact('approval_expired', { proposalId: 'p_1' })
  const withdrawn = aFact('approval_withdrawn', { proposalId: 'p_1', reason: 'cancelled' })

  test('end what is pending', () => {
    expect(after(expired)).toMatchObject({
      proposals: [{ status: 'expired' }],
      news: [{ kind: 'expired', tool: 'send_message', text: '' }],
    })
    expect(after(withdrawn)).toMatchObject({
      proposals: [{ status: 'withdrawn', reason: 'cancelled' }],
      news: [],
    })
  })

  test('come too late for what is decided', () => {
    for (const late of [expired, withdrawn]) expect(statusAfter(decidedAs('approved'), late)).toBe('approved')
  })
})

test('when to remind of it and who must agree are kept where they are told, and that it was reminded of while it waits', () => {
  expect(after().proposals[0]).not.toHaveProperty('remindAt')
  expect(after().proposals[0]).not.toHaveProperty('needs')
  const [told] = afterFacts(requestedAs('p_1', { needs: 'two', remindAt: minutesOn(30) })).proposals
  expect(told).toMatchObject({ needs: 'two', remindAt: minutesOn(30) })
  const reminded = aFact('approval_reminded', { proposalId: 'p_1' }, 30)
  expect(after(reminded).proposals[0]?.remindedAt).toBe(minutesOn(30))
  expect(after(decidedAs('approved'), reminded).proposals[0]?.remindedAt).toBeUndefined()
})

test('seen to fail and then seen to be done, it is done', () => {
  expect(statusAfter(claimed, outcome('effect_failed'), outcome('effect_performed'))).toBe('performed')
})
