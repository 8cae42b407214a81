import { describe, expect, test } from 'vitest'
import { aHash } from '#test/builders.ts'
import { after, claimed, decidedAs, outcome, requestedAs } from '#test/proposals.ts'
import { aFact, afterFacts, minutesOn } from '#test/stories.ts'
import type { FactOf } from '../ledger/entry.ts'

describe('an approver changes it', () => {
  const to = 'b'.repeat(64)
  const editedAs = (change: Partial<FactOf<'proposal_edited'>['body']> = {}) =>
    aFact(
      'proposal_edited',
      {
        ...{ proposalId: 'p_1', from: aHash, parameters: { to: 'b' }, hash: to, effectClass: 'send' },
        ...{ reason: '', intentId: 'in_2' },
        ...change,
      },
      2,
      'operator:op_1',
    )
  const given = aFact('approval_given', { proposalId: 'p_1', reason: '', hash: aHash, intentId: 'in_1' }, 1)

  test('its parameters and hash are those from then on, and what was asked for is kept', () => {
    const [proposal] = after(editedAs()).proposals
    expect(proposal).toMatchObject({ parameters: { to: 'b' }, hash: to, status: 'pending' })
    expect(proposal?.edited).toEqual({
      asked: { parameters: { to: 'a' }, hash: aHash },
      changes: [{ actor: 'operator:op_1', at: minutesOn(2), from: aHash, to }],
    })
  })

  test('who had agreed to what was there before counts no more, and the need is that of the change', () => {
    const asked = afterFacts(requestedAs('p_1', { needs: 'two' }), given, editedAs())
    expect(asked.proposals[0]?.approvedBy).toBeUndefined()
    expect(asked.proposals[0]?.needs).toBeUndefined()
    expect(afterFacts(requestedAs('p_1'), editedAs({ needs: 'two' })).proposals[0]?.needs).toBe('two')
  })

  test('an approval that says what is needed by now makes that its need, and one that says nothing leaves it', () => {
    const more = aFact('approval_given', { ...given.body, needs: 'two' }, 1)
    expect(afterFacts(requestedAs('p_1'), more).proposals[0]?.needs).toBe('two')
    expect(afterFacts(requestedAs('p_1'), given).proposals[0]).not.toHaveProperty('needs')
  })

  test('a second change still knows what was asked for first', () => {
    const again = editedAs({ from: to, parameters: { to: 'c' }, hash: 'c'.repeat(64) })
    expect(after(editedAs(), again).proposals[0]?.edited).toMatchObject({
      asked: { parameters: { to: 'a' } },
      changes: [{ to }, { from: to }],
    })
  })

  test('its agent is told what was done instead', () => {
    const changed = 'to: "b"'
    expect(after(editedAs(), decidedAs('approved'), claimed, outcome('effect_performed')).news).toEqual([
      { kind: 'performed', tool: 'send_message', text: 'id 1', changed },
    ])
    const resumed = afterFacts(
      requestedAs('p_1', { via: 'resume' }),
      editedAs(),
      decidedAs('approved'),
      claimed,
    )
    expect(resumed.news).toEqual([{ kind: 'granted', tool: 'send_message', text: '', changed }])
  })

  test('asked for again after a reset it is what its agent wants, until the decision comes again', () => {
    expect(after(editedAs(), requestedAs('p_1')).proposals[0]).toMatchObject({
      hash: aHash,
      parameters: { to: 'a' },
    })
  })
})
