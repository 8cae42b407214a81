import { expect, test } from 'vitest'
import { parametersHash } from '#domain/ledger/digest.ts'
import { Policy } from '#domain/policy/policy.ts'
import type { Parameters } from '#domain/run/run.ts'
import { aGate } from '#test/gate.ts'
import { proposalIdOf } from './gate.ts'

const page = 'https://shop.example/checkout'

/** As OpenClaw's own tool takes them. */
const calls: [string, Parameters][] = [
  ['goes to a page', { action: 'navigate', targetUrl: page }],
  ['opens one', { action: 'open', targetUrl: page }],
  ['clicks', { action: 'act', request: { kind: 'click', ref: 'e12' } }],
  ['types and sends', { action: 'act', request: { kind: 'type', ref: 'e3', text: 'Hello', submit: true } }],
  ['runs a script', { action: 'act', request: { kind: 'evaluate', fn: '() => document.forms[0].submit()' } }],
  ['uploads', { action: 'upload', paths: ['/tmp/a.pdf'], inputRef: 'e3' }],
  ['only looks', { action: 'snapshot' }],
]

test.each(calls)('a browser that %s is held, and proposed as it is', async (_, params) => {
  const { gate, open, call } = aGate()
  const run = open()
  const hash = parametersHash('browser', params)
  const id = proposalIdOf('run-1', 'browser', hash)
  expect(await gate.decide(call('browser', params))).toEqual({
    decision: 'block',
    text: expect.stringContaining(`held for approval by an operator (${id}). It was NOT done`),
  })
  expect(run.unsent()).toMatchObject([
    { kind: 'proposal', id, tool: 'browser', parameters: params, hash, via: 'resume' },
  ])
})

test('an approved click passes once, and no other with it', async () => {
  const { gate, open, call, approved } = aGate()
  const click = { action: 'act', request: { kind: 'click', ref: 'e12' } }
  open({ grants: [approved('browser', click)] })
  expect(await gate.decide(call('browser', click))).toEqual({ decision: 'allow', params: click })
  expect(await gate.decide(call('browser', click))).toMatchObject({ decision: 'block' })
})

test('where a policy lists domains, a page elsewhere is not even proposed', async () => {
  const { gate, open, call } = aGate()
  const run = open({ policy: Policy.parse({ domains: ['example.com'], extraSafeTools: ['browser'] }) })
  expect(await gate.decide(call('browser', { action: 'navigate', targetUrl: page }))).toMatchObject({
    decision: 'block',
    text: expect.stringContaining('browser may not go to shop.example'),
  })
  expect(run.unsent()).toMatchObject([{ kind: 'call_blocked', why: 'domain', host: 'shop.example' }])
})
