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
  expect(run.unsent()).toEqual([])
})
