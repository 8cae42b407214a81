import { expect, test } from 'vitest'
import { aProposal, aTask } from '#test/builders.ts'
import { actionRefusal, proposalRefusal } from './refusal-rules.ts'

const now = new Date('2026-11-24T12:00:00.000Z')
const taskStatus = 'waiting' as const

test('an open proposal can be decided by those who may', () => {
  expect(proposalRefusal('owner', aProposal(), now, { taskStatus })).toBeNull()
  expect(proposalRefusal('operator', aProposal(), now, { taskStatus })).toBeNull()
  expect(proposalRefusal('viewer', aProposal(), now, { taskStatus })).toContain(
    'viewer may not decide approvals',
  )
})

test('a proposal is refused from the moment that it expires, with a time that a person can read', () => {
  const refusal = proposalRefusal('owner', aProposal({ expiresAt: now.toISOString() }), now, { taskStatus })
  expect(refusal).toMatch(/^The proposal expired at Tue,? 24 Nov 2026.*Nothing was sent\.$/)
  expect(refusal).not.toContain('T12')
})

test('the role is asked before the state, as the server does', () => {
  const running = aTask({ status: 'running' })
  expect(actionRefusal('viewer', running, 'retryTask')).toContain('viewer may not retry tasks')
  expect(actionRefusal('owner', running, 'retryTask')).toContain('Only a failed or cancelled task')
  expect(actionRefusal('owner', aTask({ status: 'failed' }), 'retryTask')).toBeNull()
})

test('who asked, or approved already, reads that somebody else must; they may still reject', () => {
  const who = { taskStatus, actor: 'operator:op_1', requestedBy: 'operator:op_1' }
  const other = aProposal({ needs: 'other' })
  expect(proposalRefusal('owner', other, now, who)).toContain('You asked for this task')
  expect(proposalRefusal('owner', other, now, { ...who, verdict: 'rejected' })).toBeNull()
  const approvedBy = [{ actor: 'operator:op_1', at: '2026-11-24T11:00:00.000Z' }]
  const two = aProposal({ needs: 'two', approvedBy })
  expect(proposalRefusal('owner', two, now, who)).toContain('somebody else must approve it too')
  expect(proposalRefusal('owner', two, now, { ...who, actor: 'operator:op_2' })).toBeNull()
})
