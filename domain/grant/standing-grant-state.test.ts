import { expect, test } from 'vitest'
import { aHash } from '#test/builders.ts'
import { aFact, minutesOn } from '#test/stories.ts'
import type { Fact } from '../ledger/entry.ts'
import { applyStandingGrantEntry, type StandingGrantState } from './standing-grant-state.ts'

const made = aFact(
  'standing_grant_made',
  {
    ...{ projectId: 'pr_1', agentId: 'ag_1', taskId: 't_1', proposalId: 'p_1', tool: 'send_message' },
    ...{ effectClass: 'send', target: { kind: 'call', hash: aHash }, count: 3, until: minutesOn(60) },
  },
  1,
  'operator:op_1',
)
const revoked = aFact('standing_grant_revoked', { reason: 'Enough' }, 2, 'operator:op_2')
const ended = (why: 'used_up' | 'expired') => aFact('standing_grant_ended', { why, uses: 3 }, 3)
const after = (...facts: Fact[]) =>
  facts.reduce<StandingGrantState | null>((state, fact) => applyStandingGrantEntry(state, fact), null)
const open = {
  ...{ made: made.body, madeAt: minutesOn(1), madeBy: 'operator:op_1' },
  ...{ revokedAt: null, revokedBy: null, endedAt: null, endReason: null },
}

test('a standing grant that was made is open, and says who made it and when', () => {
  expect(after(made)).toEqual(open)
})

test('who revoked it is kept beside who made it', () => {
  expect(after(made, revoked)).toEqual({
    ...{ ...open, revokedAt: minutesOn(2), revokedBy: 'operator:op_2' },
  })
})

test('it ends once, used up or expired, and stays revoked where it was', () => {
  for (const why of ['used_up', 'expired'] as const)
    expect(after(made, ended(why))).toEqual({ ...open, endedAt: minutesOn(3), endReason: why })
  expect(after(made, revoked, ended('expired'))).toMatchObject({
    ...{ revokedAt: minutesOn(2), endedAt: minutesOn(3), endReason: 'expired' },
  })
})

test('nothing is revoked or ended before it was made, and no other entry belongs here', () => {
  for (const fact of [revoked, ended('used_up')])
    expect(() => after(fact)).toThrow(`${fact.type} has no fold in a standing grant's stream`)
  const other = aFact('approval_expired', { proposalId: 'p_1' })
  expect(() => after(made, other)).toThrow("approval_expired has no fold in a standing grant's stream")
})
