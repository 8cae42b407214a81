import { describe, expect, test } from 'vitest'
import { aHash, aProposal } from '#test/builders.ts'
import { aFact, afterFacts, minutesOn, queued } from '#test/stories.ts'
import type { Fact } from '../ledger/entry.ts'
import { newsOfOutside } from './proposal-state.ts'
import type { ProposalState, TaskNews } from './task.ts'

describe('what passes by itself', () => {
  const call = {
    ...{ stepId: 's1', proposalId: 'p_9', tool: 'pay', parameters: { amount_usd: 3 }, hash: aHash },
    ...({ effectClass: 'pay', effectKey: 'k', grantId: 'gr_9' } as const),
  }
  const rule = { scope: 'project', policyVersion: 4, upToUsd: 5 } as const
  const passed = aFact('effect_passed', { ...call, ...rule }, 3)
  const used = aFact('standing_grant_used', { ...call, standingGrantId: 'sg_1' }, 3)

  test('is claimed from the start by the run that had the permission, and says what let it pass', () => {
    const kept = {
      ...{ ...call, via: 'resume', status: 'claimed', usedIn: 's1' },
      ...{ requestedAt: minutesOn(3), expiresAt: minutesOn(3), decidedAt: minutesOn(3), decidedBy: null },
      ...{ reason: null, intentId: null, detail: null },
    }
    expect(afterFacts(passed).proposals).toEqual([{ ...kept, passedBy: { kind: 'automatic', ...rule } }])
    expect(afterFacts(used).proposals).toEqual([
      { ...kept, passedBy: { kind: 'standing', standingGrantId: 'sg_1' } },
    ])
    expect(afterFacts(used)).toMatchObject({ itemIds: ['p_9'], news: [] })
  })

  test('told twice is one effect, and what is known of it stays', () => {
    const other = aFact('effect_passed', { ...call, ...rule, proposalId: 'p_8' }, 3)
    const seen = aFact('effect_performed', { proposalId: 'p_9', effectKey: 'k', detail: 'Paid' })
    expect(afterFacts(passed, other, seen, passed).proposals).toMatchObject([
      { proposalId: 'p_9', status: 'performed', detail: 'Paid' },
      { proposalId: 'p_8', status: 'claimed' },
    ])
  })

  test('is no news to the run that did it, unless nobody saw the call return; after that run it is', () => {
    const became = (type: 'effect_performed' | 'effect_failed' | 'effect_uncertain') =>
      aFact(type, { proposalId: 'p_9', effectKey: 'k', detail: 'So' }, 4)
    const ended = aFact('run_ended', {
      ...{ stepId: 's1', outcome: 'ok', text: '', error: null, isRetryable: false, startedAt: minutesOn(1) },
      ...{ usage: null, gateway: null, adoptedRunIds: [] },
    })
    const kinds = (...facts: Fact[]) => afterFacts(...facts).news.map(({ kind }) => kind)
    for (const kind of ['performed', 'failed'] as const) {
      expect(kinds(queued('s1', 2), passed, became(`effect_${kind}`))).toEqual([])
      expect(kinds(queued('s1', 2), passed, ended, became(`effect_${kind}`))).toEqual([kind])
      // Another run is under way: it did not do it.
      const later = [queued('s1', 2), passed, ended, queued('s2', 3)]
      expect(kinds(...later, became(`effect_${kind}`))).toEqual([kind])
    }
    expect(kinds(queued('s1', 2), passed, became('effect_uncertain'))).toEqual(['uncertain'])
  })
})

test.each<[Partial<ProposalState>, Omit<TaskNews, 'tool'> | null]>([
  [
    { status: 'performed', detail: 'id 1' },
    { kind: 'performed', text: 'id 1' },
  ],
  [
    { status: 'failed', detail: 'No' },
    { kind: 'failed', text: 'No' },
  ],
  [
    { status: 'uncertain', detail: null },
    { kind: 'uncertain', text: '' },
  ],
  [
    { status: 'claimed', via: 'resume' },
    { kind: 'granted', text: '' },
  ],
  [{ status: 'claimed', via: 'resume', usedIn: 's1' }, null],
  [{ status: 'claimed', via: 'invoke' }, null],
  [{ status: 'approved', via: 'resume' }, null],
  [{ status: 'pending', via: 'resume' }, null],
])('what an agent has to hear of what got outside: %j', (change, news) => {
  expect(newsOfOutside(aProposal(change))).toEqual(news && { tool: 'send_message', ...news })
})
