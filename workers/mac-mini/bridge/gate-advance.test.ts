import { expect, test } from 'vitest'
import type { AdvanceGrant, AdvanceSource } from '#domain/grant/grant.ts'
import { targetOf } from '#domain/grant/target-rules.ts'
import { parametersHash } from '#domain/ledger/digest.ts'
import { Policy } from '#domain/policy/policy.ts'
import { aRunInput } from '#test/builders.ts'
import { aGate } from '#test/gate.ts'
import { gateOnDisk } from '#test/gate-on-disk.ts'
import { Gate } from './gate.ts'

const bill = { to: 'acme', amountUsd: 12 }
const pays: AdvanceSource = {
  ...{ kind: 'automatic', effectClass: 'pay', upToUsd: 20, scope: 'project', policyVersion: 3 },
}
const standing: AdvanceSource = {
  ...{ kind: 'standing', standingGrantId: 'sg_1', tool: 'pay_bill', effectClass: 'pay' },
  ...{ target: targetOf('x', bill), until: '2099-01-01T00:00:00.000Z' },
}
const advance = (count: number, source: AdvanceSource = pays): AdvanceGrant[] =>
  Array.from({ length: count }, (_, nth) => ({
    ...{ grantId: `gr_${nth}`, effectKey: `task/t_test/s1/a/${nth}`, source },
  }))
const held = { decision: 'block', text: expect.stringMatching(/held for approval/) }
const confirmed = (setting: ReturnType<typeof aGate>, params: object) => ({
  ...setting.call('pay_bill', params as never),
  ...{ args: params as never, isError: false, result: { content: 'paid' } },
})

test('as many pass as the run brought along, each told as an effect of its own and confirmed; the next one asks', async () => {
  const setting = aGate()
  const { gate, call } = setting
  const run = setting.open({ advance: advance(2) })
  for (const amountUsd of [12, 13]) {
    const params = { ...bill, amountUsd }
    expect(await gate.decide(call('pay_bill', params))).toEqual({ decision: 'allow', params })
    gate.performed(confirmed(setting, params))
  }
  expect(await gate.decide(call('pay_bill', bill))).toEqual(held)
  const [one, paid, two, paidToo, asked] = run.unsent()
  expect(one).toMatchObject({
    kind: 'passed',
    grantId: 'gr_0',
    tool: 'pay_bill',
    parameters: bill,
    source: pays,
  })
  expect(two).toMatchObject({ kind: 'passed', grantId: 'gr_1' })
  expect(paid).toMatchObject({ kind: 'effect', outcome: 'performed', proposalId: one?.id, detail: 'paid' })
  expect(paidToo).toMatchObject({ kind: 'effect', outcome: 'performed', proposalId: two?.id })
  expect(asked).toMatchObject({ kind: 'proposal' })
})

test('what says no amount, says more, is denied, or comes from a run that nobody here started, uses none', async () => {
  const { gate, open, call, journal } = aGate()
  open({ advance: advance(1) })
  expect(await gate.decide(call('pay_bill', { to: 'acme' }))).toEqual(held)
  expect(await gate.decide(call('pay_bill', { ...bill, amountUsd: 21 }))).toEqual(held)
  expect(await gate.decide(call('exec', bill))).toEqual(held)
  expect(await gate.decide(call('pay_bill', bill, { runId: 'announce' }))).toEqual(held)
  expect(journal.find('task/t_test/s1/a/0')).toBeNull()
  const other = aGate()
  other.open({ advance: advance(1), policy: Policy.parse({ deniedTools: ['pay_bill'] }) })
  expect(await other.gate.decide(call('pay_bill', bill))).toMatchObject({
    text: expect.stringMatching(/not allowed here by policy/),
  })
})

test('a revoked standing grant is refused at once, also by a worker that starts anew without network', async () => {
  const { gate, open, call, told, killSwitch, dataFolder } = aGate()
  open({ advance: advance(2, standing) })
  expect(await gate.decide(call('pay_bill', bill))).toMatchObject({ decision: 'allow' })
  told.orders = { everything: null, scopes: {}, agents: {}, revokedGrants: ['sg_1'] }
  await killSwitch.refresh()
  expect(await gate.decide(call('pay_bill', bill))).toEqual(held)
  const again = gateOnDisk(dataFolder)
  expect(await again.gate.decide(call('pay_bill', bill))).toEqual(held)
  again.desk.stop()
})

test('after its end was told a run uses none any more, and what was begun and not seen to return is uncertain', async () => {
  const { gate, open, call } = aGate()
  const run = open({ advance: advance(2) })
  await gate.decide(call('pay_bill', bill))
  gate.settleUnconfirmed(run)
  expect(await gate.decide(call('pay_bill', bill))).toEqual(held)
  expect(run.unsent().slice(0, 2)).toMatchObject([
    { kind: 'passed', effectKey: 'task/t_test/s1/a/0' },
    { kind: 'effect', outcome: 'uncertain', effectKey: 'task/t_test/s1/a/0' },
  ])
})

test('a use that a crash kept from being told is told at the end of its run, before what became of it', () => {
  const { journal, vault, open, gate } = aGate()
  const run = open({ advance: advance(1) })
  const grant = { proposalId: 'p_1', tool: 'pay_bill', hash: parametersHash('pay_bill', bill) }
  vault.keep(grant.proposalId, grant.tool, bill)
  journal.start('task/t_test/s1/a/0', { sessionKey: aRunInput().sessionKey, grant })
  gate.settleUnconfirmed(run)
  expect(run.unsent().map(({ kind }) => kind)).toEqual(['passed', 'effect'])
})

test('what was made void can never be used, and what was used can never be made void; both answers stay', async () => {
  const { gate, open, call, journal, dataFolder } = aGate()
  open({ advance: advance(2) })
  expect(journal.makeVoid('task/t_test/s1/a/0', 'taken_back')).toBe(true)
  expect(await gate.decide(call('pay_bill', bill))).toMatchObject({ decision: 'allow' })
  expect(await gate.decide(call('pay_bill', bill))).toEqual(held)
  const again = gateOnDisk(dataFolder)
  for (const one of [journal, again.journal])
    expect([0, 1].map((nth) => one.makeVoid(`task/t_test/s1/a/${nth}`, 'taken_back'))).toEqual([true, false])
  again.desk.stop()
})

const forbidsNow = [
  ['a tool that was denied since', { deniedTools: ['pay_bill'], domains: null }, bill],
  [
    'a domain that was taken off the list since',
    { deniedTools: [], domains: ['example.com'] },
    { ...bill, url: 'https://acme.test/pay' },
  ],
] as const
test.each(forbidsNow)('no call passes in advance in a run under way: %s', async (_, now, params) => {
  const { gate, open, call, told, journal } = aGate()
  open({ advance: advance(2) })
  told.terms = {
    isClaimed: true,
    ...now,
    deniedTools: [...now.deniedTools],
    domains: now.domains && [...now.domains],
  }
  const answer = await gate.decide(call('pay_bill', params))
  expect(answer).toMatchObject({
    decision: 'block',
    text: expect.stringMatching(/It was NOT done. Do not repeat it.$/),
  })
  expect(journal.find('task/t_test/s1/a/0')).toBeNull()
})

test('one whose permission was given back is asked for; where nobody answers, what the run has counts', async () => {
  const { gate, open, call, told } = aGate()
  open({ advance: advance(2) })
  told.terms = { isClaimed: false, deniedTools: [], domains: null }
  expect(await gate.decide(call('pay_bill', bill))).toEqual(held)
  told.terms = null
  expect(await gate.decide(call('pay_bill', bill))).toMatchObject({ decision: 'allow' })
})

test('one passes no more where its run was stopped while the control plane was asked', async () => {
  const setting = aGate()
  const { desk, told, killSwitch, call } = setting
  setting.open({ advance: advance(1) })
  const callTerms = async () => {
    told.orders = { everything: 'Ada stopped everything', scopes: {}, agents: {} }
    await killSwitch.refresh()
    return setting.callTerms()
  }
  const gate = new Gate({ ...setting, desk, callTerms, isOwnTool: async () => true })
  expect(await gate.decide(call('pay_bill', bill))).toMatchObject({ decision: 'block' })
  expect(setting.journal.find('task/t_test/s1/a/0')).toBeNull()
})
