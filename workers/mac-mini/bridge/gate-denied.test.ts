import { expect, test } from 'vitest'
import { Policy } from '#domain/policy/policy.ts'
import { aGate } from '#test/gate.ts'

test('a denied tool is blocked whatever is approved or said to be safe, and nothing is proposed', async () => {
  const { gate, open, call, approved } = aGate()
  const grant = approved('deploy_site', { to: 'main' })
  const policy = Policy.parse({ deniedTools: ['deploy_site', 'web_fetch'], extraSafeTools: ['web_fetch'] })
  const run = open({ policy, grants: [grant] })
  for (const tool of ['deploy_site', 'web_fetch']) {
    const answer = await gate.decide(call(tool, { to: 'main' }))
    expect(answer).toEqual({
      decision: 'block',
      text: expect.stringContaining(`${tool} is not allowed here by policy. It was NOT done`),
    })
  }
  const blocked = { kind: 'call_blocked', why: 'denied' }
  expect(run.unsent()).toMatchObject([
    { ...blocked, tool: 'deploy_site', proposalId: grant.proposalId },
    { ...blocked, tool: 'web_fetch' },
  ])
  expect(run.unsent()[1]).not.toHaveProperty('proposalId')
})

test('a granted call that policy forbids by now is blocked; where nobody answers the run’s own policy counts', async () => {
  const { gate, open, call, approved, told, journal } = aGate()
  const [now, later] = [approved('deploy_site', { to: 'main' }), approved('send_message', { to: 'ada' }, 'q')]
  const run = open({ grants: [now, later] })
  told.terms = { isClaimed: true, deniedTools: ['deploy_site'], domains: null }
  expect(await gate.decide(call('deploy_site', { to: 'main' }))).toEqual({
    decision: 'block',
    text: 'deploy_site is not allowed by policy any more. It was approved, and it was NOT done.',
  })
  expect(journal.find(now.effectKey)).toBeNull()
  expect(run.unsent()).toMatchObject([
    { kind: 'call_blocked', tool: 'deploy_site', why: 'denied', proposalId: now.proposalId },
  ])
  expect(await gate.decide(call('send_message', { to: 'ada' }))).toMatchObject({ decision: 'allow' })
  told.terms = null
  expect(await gate.decide(call('deploy_site', { to: 'main' }))).toMatchObject({ decision: 'allow' })
})
