import { describe, expect, test } from 'vitest'
import { aHash } from '#test/builders.ts'
import { after, claimed, decidedAs, outcome, requestedAs } from '#test/proposals.ts'
import { aFact, minutesOn } from '#test/stories.ts'
import type { Fact } from '../ledger/entry.ts'
import { applyEntry } from './task-state.ts'

test('of two, the sooner says until when, and the other is counted', () => {
  const state = after(requestedAs('p_2', { tool: 'exec', expiresAt: minutesOn(30) }))
  expect(state.wait).toMatchObject({ detail: 'send_message and 1 more', until: minutesOn(30) })
})

describe('of several proposals each keeps its own', () => {
  const other = (change = {}) => requestedAs('p_2', { tool: 'exec', via: 'resume', ...change })
  const both = (...facts: Fact[]) => after(other(), ...facts)
  const statuses = (...facts: Fact[]) => both(...facts).proposals.map(({ status }) => status)

  test('what is decided, expired, withdrawn or refused of one leaves the other pending, and names its own tool', () => {
    const expired = aFact('approval_expired', { proposalId: 'p_2' })
    const withdrawn = aFact('approval_withdrawn', { proposalId: 'p_2', reason: 'cancelled' })
    expect(both(decidedAs('rejected', 'p_2')).news).toEqual([
      { kind: 'rejected', tool: 'exec', text: 'because' },
    ])
    expect(both(expired).news).toEqual([{ kind: 'expired', tool: 'exec', text: '' }])
    expect(statuses(decidedAs('rejected', 'p_2'))).toEqual(['pending', 'rejected'])
    expect(statuses(withdrawn)).toEqual(['pending', 'withdrawn'])
    expect(statuses(decidedAs('approved'), expired)).toEqual(['approved', 'expired'])
    expect(statuses(decidedAs('approved', 'p_2'), expired)).toEqual(['pending', 'approved'])
    expect(statuses(decidedAs('approved', 'p_2'), withdrawn)).toEqual(['pending', 'approved'])
  })

  test('a claim tells of the call that is claimed', () => {
    const ofOther = aFact('effect_claimed', { proposalId: 'p_2', effectKey: 'k', grantId: 'gr_2' })
    expect(both(claimed).news).toEqual([])
    expect(both(ofOther).news).toEqual([{ kind: 'granted', tool: 'exec', text: '' }])
  })

  test('a change is of the one that it names', () => {
    const change = {
      from: aHash,
      parameters: { to: 'b' },
      hash: 'b',
      effectClass: 'send',
      reason: '',
    } as const
    const edited = aFact('proposal_edited', { proposalId: 'p_2', intentId: 'in_2', ...change })
    expect(both(edited).proposals.map(({ hash }) => hash)).toEqual([aHash, 'b'])
  })

  test('a person settles the one that they looked at', () => {
    const settled = aFact('effect_settled', {
      ...{ proposalId: 'p_2', hasHappened: true, note: 'I looked.', intentId: 'in_s' },
    })
    const unknown = (proposalId: string) =>
      aFact('effect_uncertain', { proposalId, effectKey: 'k', detail: '?' })
    expect(statuses(unknown('p_1'), settled)).toEqual(['uncertain', 'pending'])
    expect(both(unknown('p_2'), settled).news.at(-1)).toEqual({
      ...{ kind: 'performed', tool: 'exec', text: 'I looked.' },
    })
  })

  test('the one that was performed is asked for again, the other is not told of', () => {
    const done = both(claimed, outcome('effect_performed'))
    expect(applyEntry(done, requestedAs('p_1')).news).toEqual([...done.news, ...done.news])
    expect(applyEntry(done, other({ hash: 'c' }))).toMatchObject({
      ...{ news: done.news, proposals: [{ status: 'performed' }, { status: 'pending', hash: 'c' }] },
    })
  })
})

test('each of two who agree is kept with when, and one of them again is no other proposal’s', () => {
  const given = (proposalId: string, minute: number, actor: string) =>
    aFact('approval_given', { proposalId, reason: '', hash: aHash, intentId: `in_${minute}` }, minute, actor)
  const state = after(
    requestedAs('p_2'),
    given('p_1', 2, 'operator:op_1'),
    given('p_2', 3, 'operator:op_2'),
    given('p_1', 4, 'operator:op_3'),
  )
  const [one, two, three] = [2, 3, 4].map((minute, i) => ({
    actor: `operator:op_${i + 1}`,
    at: minutesOn(minute),
  }))
  expect(state.proposals.map(({ approvedBy }) => approvedBy)).toEqual([[one, three], [two]])
  expect(state.intentIds).toEqual(['in_test', 'in_2', 'in_3', 'in_4'])
})
