import { expect, test } from 'vitest'
import { aHash, aProposal } from '#test/builders.ts'
import { frozenRefusal } from '../ledger/fork-rules.ts'
import type { Approvers } from '../policy/policy.ts'
import { type ProposalState, proposalStatuses } from '../task/task.ts'
import { type Decider, type Decision, decisionRefusal, isFirstOfTwo } from './approval-rules.ts'

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

const ada = 'operator:op_ada'
const bo = 'operator:op_bo'
const agreed = (...actors: string[]) => ({ approvedBy: actors.map((actor) => ({ actor, at: inTime })) })
const refusal = (change: Partial<ProposalState>, by: Partial<Decider> = {}, more: Partial<Decision> = {}) =>
  decisionRefusal(
    aProposal(change),
    { ...decision, ...more },
    { role: 'owner', at: inTime, taskStatus, actor: ada, requestedBy: bo, ...by },
  )

test.each<[string, Partial<ProposalState>, Partial<Decider>, string, string]>([
  [
    ...(['expired', {}, { at: expiry }, 'proposal_expired'] as const),
    `The proposal expired at ${expiry}. Nothing was sent.`,
  ],
  [
    ...(['decided in time, however late somebody else comes', { status: 'approved' }] as const),
    ...([{ at: expiry, decidedByName: 'Bo' }, 'already_decided'] as const),
    'Bo approved this at an earlier time.',
  ],
  [
    'taken back by its agent',
    { status: 'withdrawn', decidedBy: 'agent:ag_1', decidedAt: inTime, reason: 'It was wrong.' },
    ...([{}, 'proposal_withdrawn'] as const),
    `The agent took this back itself at ${inTime}: It was wrong.`,
  ],
  [
    ...([
      'withdrawn with its task',
      { status: 'withdrawn', reason: 'the deadline of the task passed' },
    ] as const),
    ...([{ taskStatus: 'cancelled' }, 'proposal_withdrawn'] as const),
    'The deadline of the task passed, so its proposal is withdrawn.',
  ],
  [
    ...(['another than was seen', { hash: 'b'.repeat(64) }, {}, 'hash_differs'] as const),
    'The parameters are not those you saw. Open the proposal again.',
  ],
  [
    ...(['forbidden by now', {}, { isToolDenied: true }, 'tool_denied'] as const),
    'The policy forbids send_message, or where it goes, by now. It can only be rejected.',
  ],
  [
    ...(['stopped', {}, { stopped: 'Everything is stopped' }, 'kill_switch_on'] as const),
    'Everything is stopped. Nothing can be approved until that is lifted.',
  ],
  [
    ...(['of a task that is being cancelled', {}, { isEnding: true }, 'proposal_withdrawn'] as const),
    'The task is being cancelled, so nothing that it asked for can be approved.',
  ],
  [
    ...(['asked for by who decides', { needs: 'other' }, { requestedBy: ada }, 'needs_another'] as const),
    'You asked for this task, so somebody else must approve this.',
  ],
  [
    ...(['agreed to already', { needs: 'two', ...agreed(ada) }, {}, 'needs_another'] as const),
    'You approved this already; somebody else must approve it too.',
  ],
])('what cannot be approved says why: %s', (_, proposal, by, code, message) => {
  expect(refusal(proposal, by)).toEqual({ code, message })
})

test('what may not be approved may still be rejected', () => {
  const no = { verdict: 'rejected' } as const
  for (const by of [{ isToolDenied: true }, { stopped: 'Everything is stopped' }, { isEnding: true }])
    expect(refusal({}, by, no)).toBeNull()
  expect(refusal({ needs: 'other' }, { requestedBy: ada }, no)).toBeNull()
  expect(refusal({ needs: 'two', ...agreed(ada) }, {}, no)).toBeNull()
  expect(refusal({}, {}, { ...no, hash: 'b' })?.code).toBe('hash_differs')
})

test.each<[Approvers | undefined, string[], Partial<Decider>, boolean]>([
  [undefined, [], { requestedBy: ada }, true],
  ['one', [ada], { requestedBy: ada }, true],
  ['other', [], {}, true],
  ['other', [ada], {}, true],
  ['other', [], { requestedBy: ada }, false],
  // Made under one rule, decided under a stricter one.
  [undefined, [], { requestedBy: ada, needs: 'other' }, false],
  ['other', [], { requestedBy: ada, needs: 'one' }, false],
  ['two', [], { requestedBy: ada }, true],
  ['two', [bo], {}, true],
  ['two', [bo, ada], {}, false],
  [undefined, [ada], { needs: 'two' }, false],
])('made under %s and agreed to by %j, with %j: %s', (needs, by, change, counts) => {
  const proposal = { ...(needs && { needs }), ...agreed(...by) }
  expect(refusal(proposal, change)).toEqual(
    counts ? null : { code: 'needs_another', message: expect.anything() },
  )
})

test('nobody is taken for the one who asked where who decides, or who asked, is not told', () => {
  const by = { role: 'owner', at: inTime, taskStatus } as const
  expect(decisionRefusal(aProposal({ needs: 'other' }), decision, by)).toBeNull()
  expect(decisionRefusal(aProposal({ needs: 'other' }), decision, { ...by, actor: ada })).toBeNull()
  expect(decisionRefusal(aProposal({ needs: 'two' }), decision, { ...by, actor: ada })).toBeNull()
})

test.each<[Approvers | undefined, Approvers | undefined, string[], boolean]>([
  ['two', undefined, [], true],
  [undefined, 'two', [], true],
  ['two', 'one', [], true],
  ['two', undefined, [bo], false],
  ['other', undefined, [], false],
  [undefined, undefined, [], false],
])('made under %s, decided under %s, agreed to by %j: the first of two is %s', (made, now, by, is) => {
  const proposal = aProposal({ ...(made && { needs: made }), ...agreed(...by) })
  expect(isFirstOfTwo(proposal, now ? { needs: now } : {})).toBe(is)
})

test('what nobody has agreed to yet waits for the first of two', () => {
  expect(isFirstOfTwo(aProposal({ needs: 'two' }), {})).toBe(true)
})
