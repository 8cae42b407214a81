import { expect, test } from 'vitest'
import { aHash, aProposal } from '#test/builders.ts'
import { frozenRefusal } from '../ledger/fork-rules.ts'
import { proposalStatuses } from '../task/task.ts'
import { type Decision, decisionRefusal } from './approval-rules.ts'

const decision: Decision = {
  proposalId: aProposal().proposalId,
  verdict: 'approved',
  reason: '',
  hash: aHash,
}
const inTime = '2026-11-24T13:00:00.000Z'
const expiry = aProposal().expiresAt
const taskStatus = 'waiting'

test('an operator’s decision on what is pending, in time and with the hash that is recorded, counts', () => {
  for (const role of ['owner', 'operator'] as const)
    expect(decisionRefusal(aProposal(), decision, { role, at: inTime, taskStatus })).toBeNull()
})

test('a viewer decides nothing', () => {
  const refusal = decisionRefusal(aProposal(), decision, { role: 'viewer', at: inTime, taskStatus })
  expect(refusal).toEqual({
    code: 'role_may_not',
    message: 'A viewer may not decide approvals. Ask an owner to change your role.',
  })
})

test('a decision counts until the moment of the expiry, and not in it', () => {
  const last = new Date(Date.parse(expiry) - 1).toISOString()
  expect(decisionRefusal(aProposal(), decision, { role: 'owner', at: last, taskStatus })).toBeNull()
  expect(decisionRefusal(aProposal(), decision, { role: 'owner', at: expiry, taskStatus })?.code).toBe(
    'proposal_expired',
  )
})

test('only what is pending can be decided', () => {
  const codes = proposalStatuses.map((status) => [
    status,
    decisionRefusal(aProposal({ status, reason: 'the task was cancelled' }), decision, {
      ...{ role: 'owner', at: inTime, taskStatus },
    })?.code ?? null,
  ])
  expect(Object.fromEntries(codes)).toEqual({
    pending: null,
    approved: 'already_decided',
    rejected: 'already_decided',
    expired: 'proposal_expired',
    withdrawn: 'proposal_withdrawn',
    claimed: 'already_decided',
    performed: 'already_decided',
    failed: 'already_decided',
    uncertain: 'already_decided',
  })
})

test('what a reset made the task forget can be decided until the task ends: it counts when it is asked again', () => {
  const forgotten = aProposal({ status: 'withdrawn', reason: null })
  const by = { role: 'owner', at: inTime } as const
  expect(decisionRefusal(forgotten, decision, { ...by, taskStatus })).toBeNull()
  expect(decisionRefusal(forgotten, { ...decision, hash: 'b' }, { ...by, taskStatus })?.code).toBe(
    'hash_differs',
  )
  expect(decisionRefusal(forgotten, decision, { ...by, taskStatus: 'done' })?.message).toBe(
    'The task ended without asking for this again, so its proposal is withdrawn.',
  )
})

test('who comes second is told who decided what, and when', () => {
  const decided = aProposal({ status: 'rejected', decidedBy: 'operator:op_1', decidedAt: inTime })
  const by = { role: 'owner', at: inTime, taskStatus } as const
  expect(decisionRefusal(decided, decision, { ...by, decidedByName: 'Ada' })?.message).toBe(
    `Ada rejected this at ${inTime}.`,
  )
  expect(decisionRefusal(decided, decision, by)?.message).toBe(`operator:op_1 rejected this at ${inTime}.`)
  expect(decisionRefusal(aProposal({ status: 'performed' }), decision, by)?.message).toBe(
    'another operator approved this at an earlier time.',
  )
})

test('a decision on other parameters than those recorded is refused', () => {
  const other = { ...decision, hash: 'b'.repeat(64) }
  expect(decisionRefusal(aProposal(), other, { role: 'owner', at: inTime, taskStatus })?.code).toBe(
    'hash_differs',
  )
})

test('on a frozen task nothing is decided, whatever became of the proposal', () => {
  for (const status of proposalStatuses) {
    const by = { role: 'owner', at: inTime, taskStatus: 'frozen' } as const
    expect(decisionRefusal(aProposal({ status }), decision, by)).toEqual({
      code: 'task_not_in_state',
      message: frozenRefusal('task', 'frozen', 'decideApproval'),
    })
  }
})
