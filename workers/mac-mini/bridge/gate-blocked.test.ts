import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runIdOf } from '#domain/ids.ts'
import { parametersHash } from '#domain/ledger/digest.ts'
import { Policy } from '#domain/policy/policy.ts'
import { RunItem } from '#domain/run/run.ts'
import { aTime } from '#test/builders.ts'
import { aGate } from '#test/gate.ts'
import { Gate } from './gate.ts'
import type { StrayCall } from './stray-calls.ts'

const letter = { to: 'ada@example.com', body: 'Hello' }
const blockedIn = (run: { unsent(): RunItem[] }) =>
  run.unsent().flatMap((item) => (item.kind === 'call_blocked' ? [item] : []))

test('a denied call is on the record by its hash, and nothing of its parameters', async () => {
  const { gate, open, call } = aGate()
  const run = open({ policy: Policy.parse({ deniedTools: ['deploy_site'] }) })
  await gate.decide(call('deploy_site', { to: 'main', key: 'correct horse' }))
  const [item] = run.unsent()
  expect(RunItem.parse(item)).toEqual({
    ...{ kind: 'call_blocked', id: expect.stringMatching(/^b_[0-9a-f]{24}$/), at: expect.any(String) },
    ...{ stepId: 's1', tool: 'deploy_site', effectClass: 'deploy', why: 'denied', times: 1 },
    hash: parametersHash('deploy_site', { to: 'main', key: 'correct horse' }),
  })
})

test('each way of not passing says why', async () => {
  const { gate, open, call, approved, dataFolder, told, killSwitch } = aGate()
  const [used, gone] = [approved('send_message', letter, 'a'), approved('exec', { command: 'ls' }, 'b')]
  const run = open({ grants: [used, gone] })
  rmSync(join(dataFolder, 'vault', `${gone.proposalId}.json`))
  await gate.decide(call('send_message', { ...letter, bcc: 'eve' }))
  await gate.decide(call('send_message', letter))
  await gate.decide(call('send_message', letter))
  await gate.decide(call('exec', { command: 'ls' }))
  await gate.decide(call('post_note', { text: 'x'.repeat(70_000) }))
  told.orders = { everything: 'Out of hand', scopes: {}, agents: {} }
  await killSwitch.refresh()
  await gate.decide(call('exec', { command: 'date' }))
  told.orders = { everything: null, scopes: {}, agents: {} }
  await killSwitch.refresh()
  run.report({ kind: 'finish', id: 'f_1', at: aTime, stepId: 's1', summary: 'Done.' })
  await gate.decide(call('exec', { command: 'date' }))
  expect(blockedIn(run).map(({ why, proposalId }) => [why, proposalId])).toEqual([
    ['parameters_differ', used.proposalId],
    ['grant_replayed', used.proposalId],
    ['parameters_gone', gone.proposalId],
    ['too_long', undefined],
    ['kill_switch', undefined],
    ['turn_ended', undefined],
  ])
})

test('the id of another run opens nothing in this session, and its own does', async () => {
  const { gate, open, call, approved, journal } = aGate()
  const grant = approved('send_message', letter)
  const own = runIdOf('t_test', 's1')
  const run = open({ runId: own, grants: [grant] })
  const stolen = call('send_message', letter, { runId: runIdOf('t_other', 's1') })
  expect(await gate.decide(stolen)).toMatchObject({ decision: 'block' })
  expect(journal.find(grant.effectKey)).toBeNull()
  expect(run.unsent()).toMatchObject([{ kind: 'call_blocked', why: 'run_unknown' }])
  expect(await gate.decide({ ...stolen, runId: own })).toMatchObject({ decision: 'allow' })
})

test('the same call again is counted: told at 1, 2, 10, 100, and how often in all at the end', async () => {
  const { gate, open, call } = aGate()
  const run = open({ policy: Policy.parse({ deniedTools: ['exec'] }) })
  for (let n = 0; n < 123; n++) await gate.decide(call('exec', { command: 'ls' }))
  gate.settleUnconfirmed(run)
  gate.settleUnconfirmed(run)
  const items = blockedIn(run)
  expect(items.map(({ times }) => times)).toEqual([1, 2, 10, 100, 123])
  expect(new Set(items.map(({ id }) => id)).size).toBe(5)
})

test('a call that is held is a proposal, and only its repeats are told beside it', async () => {
  const { gate, open, call } = aGate()
  const run = open()
  for (let n = 0; n < 3; n++) await gate.decide(call('send_message', letter))
  const [proposal] = run.unsent()
  expect(run.unsent()).toMatchObject([
    { kind: 'proposal' },
    { kind: 'call_blocked', why: 'held', times: 2, proposalId: proposal?.id },
  ])
})

test('who tries ever other calls does not flood the record', async () => {
  const { gate, open, call } = aGate()
  const run = open({ policy: Policy.parse({ deniedTools: ['exec'] }) })
  for (let n = 0; n < 1_000; n++) await gate.decide(call('exec', { command: `ls ${n}` }))
  gate.settleUnconfirmed(run)
  const items = blockedIn(run)
  expect(items.filter(({ isRest }) => !isRest)).toHaveLength(50)
  expect(items.filter(({ isRest }) => isRest).map(({ times }) => times)).toEqual([1, 2, 10, 100, 950])
})

test('what no open run is behind is told apart, with the session and run that it gave', async () => {
  const { desk, journal, vault, killSwitch, call } = aGate()
  const strays: StrayCall[] = []
  const gate = new Gate({
    ...{ desk, journal, vault, killSwitch, isOwnTool: async () => false },
    stray: (stray) => void strays.push(stray),
  })
  await gate.decide(call('send_message', letter, { runId: runIdOf('t_test', 's1') }))
  await gate.decide(call('exec', {}, { sessionKey: 'agent:main:cron:daily', runId: 'of-cron' }))
  gate.blockedAtPlugin({ ...call('read', { path: 'a' }), why: 'gate_away' })
  expect(strays).toMatchObject([
    { why: 'run_unknown', tool: 'send_message', effectClass: 'send', runId: 'fo:task/t_test/s1' },
    { why: 'no_snapshot', tool: 'exec', sessionKey: 'agent:main:cron:daily' },
    { why: 'gate_away', tool: 'read' },
  ])
})
