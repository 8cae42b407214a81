import { expect, test } from 'vitest'
import { Policy } from '#domain/policy/policy.ts'
import { aGate } from '#test/gate.ts'

const policy = Policy.parse({ domains: ['example.com'], extraSafeTools: ['web_fetch'] })

test('what goes to another address is blocked with where and why, and nothing is proposed', async () => {
  const { gate, open, call } = aGate()
  const run = open({ policy })
  for (const url of ['https://evil.example/x', 'https://example.com@evil.example', '//EVIL.example.']) {
    expect(await gate.decide(call('web_fetch', { url }))).toEqual({
      decision: 'block',
      text: expect.stringMatching(
        /^web_fetch may not go to evil\.example\. .*: example\.com\. It was NOT done/,
      ),
    })
  }
  const answer = await gate.decide(call('exec', { command: 'curl https://evil.example' }))
  expect(answer).toMatchObject({
    decision: 'block',
    text: expect.stringContaining('may not go to evil.example'),
  })
  expect(run.unsent()).toHaveLength(4)
  for (const item of run.unsent())
    expect(item).toMatchObject({ kind: 'call_blocked', why: 'domain', host: 'evil.example' })
})

test('of a call that may not go somewhere the record has the host, and nothing else of it', async () => {
  const { gate, open, call } = aGate()
  const run = open({ policy })
  const params = { url: 'https://ada:hush@evil.example:8443/hush?key=hush' }
  expect(await gate.decide(call('web_fetch', params))).toEqual({
    decision: 'block',
    text: expect.stringContaining('may not go to evil.example'),
  })
  await gate.decide(call('web_fetch', { url: 'javascript:hush' }))
  expect(run.unsent()).toMatchObject([{ why: 'domain', host: 'evil.example' }, { why: 'domain' }])
  expect(run.unsent()[1]).not.toHaveProperty('host')
  expect(JSON.stringify(run.unsent())).not.toContain('hush')
})

test('what is on the list, or names no address, goes its usual way', async () => {
  const { gate, open, call } = aGate()
  const run = open({ policy })
  const params = { url: 'https://Docs.Example.com:443/page' }
  expect(await gate.decide(call('web_fetch', params))).toEqual({ decision: 'allow', params })
  expect(await gate.decide(call('send_message', { text: 'see https://evil.example' }))).toMatchObject({
    text: expect.stringContaining('held for approval'),
  })
  expect(run.unsent()).toHaveLength(1)
})

test('without a list every address goes its usual way', async () => {
  const { gate, open, call } = aGate()
  open({ policy: Policy.parse({ extraSafeTools: ['web_fetch'] }) })
  const params = { url: 'https://evil.example' }
  expect(await gate.decide(call('web_fetch', params))).toEqual({ decision: 'allow', params })
})

test('an approved call that the list no longer lets through is blocked, whatever the model types', async () => {
  const { gate, open, call, approved } = aGate()
  const grant = approved('http_post', { url: 'https://evil.example' })
  open({ policy, grants: [grant] })
  for (const url of ['https://evil.example', 'https://example.com'])
    expect(await gate.decide(call('http_post', { url }))).toMatchObject({
      decision: 'block',
      text: expect.stringContaining('may not go to evil.example'),
    })
})
