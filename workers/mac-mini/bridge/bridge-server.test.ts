import { networkInterfaces } from 'node:os'
import { afterEach, expect, test } from 'vitest'
import { aGate } from '#test/gate.ts'
import { type Bridge, startBridge } from './bridge-server.ts'
import { bridgePaths, ContextAnswer, GateAnswer, ReportAnswer, StopAnswer } from './contract.ts'

const token = 'the-token-of-the-bridge'
const bridges: Bridge[] = []
afterEach(async () => {
  for (const bridge of bridges.splice(0)) await bridge.stop()
})

async function aBridge() {
  const setting = aGate()
  const errors: string[] = []
  const refused: string[] = []
  const onError = (_: Error, path: string) => errors.push(path)
  const onRefused = (path: string) => refused.push(path)
  const bridge = await startBridge({ port: 0, token, ...setting, onError, onRefused })
  bridges.push(bridge)
  const url = `http://127.0.0.1:${bridge.port}`
  const post = async (path: string, body: unknown, authorization: string | null = `Bearer ${token}`) => {
    const response = await fetch(url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(authorization && { authorization }) },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    })
    return { status: response.status, body: await response.json() }
  }
  return { ...setting, post, errors, refused, port: bridge.port }
}

test('without the token nothing is answered, on no path', async () => {
  const { post, open, call, refused } = await aBridge()
  const run = open()
  const tokens = [null, '', token, `Bearer ${token}x`, `bearer ${token}`, 'Bearer ']
  for (const path of Object.values(bridgePaths))
    for (const authorization of tokens)
      expect((await post(path, call('exec', {}), authorization)).status).toBe(401)
  expect(run.unsent()).toEqual([])
  expect(refused).toHaveLength(tokens.length * Object.values(bridgePaths).length)
  expect(new Set(refused)).toEqual(new Set(Object.values(bridgePaths)))
})

test('a call of another shape is refused and told to the worker', async () => {
  const { post, errors, call } = await aBridge()
  const gated = call('exec', {})
  const wrong: [string, unknown][] = [
    [bridgePaths.gate, '{"sessionKey":'],
    [bridgePaths.gate, {}],
    [bridgePaths.gate, { ...gated, params: 'x' }],
    [bridgePaths.performed, { ...gated, args: {} }],
    [bridgePaths.report, { ...gated, report: { tool: 'fo_other', params: {} } }],
    [bridgePaths.context, []],
    [bridgePaths.seen, { sessionKey: 1 }],
  ]
  for (const [path, body] of wrong)
    expect(await post(path, body)).toEqual({ status: 400, body: { error: 'bad call' } })
  expect(errors).toEqual(wrong.map(([path]) => path))
})

test('a defect behind the gate is no answer either, so that the plugin blocks', async () => {
  const { post, open, call, vault, errors } = await aBridge()
  open()
  vault.keep = () => {
    throw new Error('no space left')
  }
  expect(await post(bridgePaths.gate, call('exec', {}))).toEqual({ status: 400, body: { error: 'bad call' } })
  expect(errors).toEqual([bridgePaths.gate])
})

test('the gate’s word comes back: passed with its parameters, or held', async () => {
  const { post, open, call } = await aBridge()
  const run = open()
  const safe = await post(bridgePaths.gate, call('read', { path: 'a' }))
  expect(safe).toEqual({ status: 200, body: { decision: 'allow', params: { path: 'a' } } })
  const held = await post(bridgePaths.gate, call('exec', { command: 'ls\u0000' }))
  expect(GateAnswer.parse(held.body).decision).toBe('block')
  expect(run.unsent()).toMatchObject([{ kind: 'proposal', tool: 'exec', parameters: { command: 'ls' } }])
})

test('a call that is too large for any record is answered in words', async () => {
  const { post, open, call } = await aBridge()
  const run = open()
  const text = 'x'.repeat(5_000_000)
  const held = await post(bridgePaths.gate, call('send_message', { text }))
  expect(held).toMatchObject({ status: 200, body: { decision: 'block' } })
  expect(GateAnswer.parse(held.body)).toMatchObject({
    text: expect.stringMatching(/too long to be approved/),
  })
  const report = { tool: 'fo_finish', params: { summary: text } }
  const reported = await post(bridgePaths.report, {
    sessionKey: run.input.sessionKey,
    toolCallId: 'c',
    report,
  })
  expect(ReportAnswer.parse(reported.body)).toMatchObject({
    text: expect.stringMatching(/nothing was recorded/),
  })
  expect(run.unsent()).toEqual([])
})

test('a report of a call that the plugin has forgotten is of the run that was last seen there', async () => {
  const { post, open } = await aBridge()
  const run = open()
  const { sessionKey } = run.input
  const report = { tool: 'fo_post_update', params: { text: 'Half.' } }
  await post(bridgePaths.report, { sessionKey, toolCallId: 'c', report })
  await post(bridgePaths.seen, { sessionKey, runId: 'run-again', provenance: null })
  await post(bridgePaths.report, { sessionKey, toolCallId: 'c', report })
  expect(run.unsent()).toHaveLength(2)
  await post(bridgePaths.report, { sessionKey, runId: 'run-again', toolCallId: 'c', report })
  expect(run.unsent()).toHaveLength(2)
})

test('each of the other paths answers in the shape that the plugin reads', async () => {
  const { post, open, call, journal, approved } = await aBridge()
  const grant = approved('exec', { command: 'make' })
  const { sessionKey } = open({ grants: [grant] }).input
  journal.start(grant.effectKey)

  expect((await post(bridgePaths.ping, {})).body).toEqual({})
  const pack = await post(bridgePaths.context, { sessionKey, trigger: 'user' })
  expect(ContextAnswer.parse(pack.body)).toEqual({ system: 'Rules.', task: 'The task.' })
  const none = await post(bridgePaths.context, { sessionKey: 'agent:main:main' })
  expect(none.body).toEqual({ system: '', task: '' })
  const seen = await post(bridgePaths.seen, { sessionKey, runId: 'x', provenance: null })
  expect(seen).toEqual({ status: 200, body: { stop: null } })
  const stopped = await post(bridgePaths.stopped, { sessionKey })
  expect(StopAnswer.parse(stopped.body)).toEqual({ stop: null })
  const report = { tool: 'fo_finish', params: { summary: 'Done.' } }
  const reported = await post(bridgePaths.report, { sessionKey, toolCallId: 'c', report })
  expect(ReportAnswer.parse(reported.body).isEnd).toBe(true)
  const performed = { ...call('exec', {}), args: { command: 'make' }, isError: false, result: 'ok' }
  expect(await post(bridgePaths.performed, performed)).toEqual({ status: 200, body: {} })
  expect(journal.find(grant.effectKey)).toEqual({ outcome: 'performed', detail: 'ok' })
})

test('it listens on this machine only', async () => {
  const { port } = await aBridge()
  const others = Object.values(networkInterfaces()).flatMap((list) => list ?? [])
  for (const { address, family, internal } of others) {
    if (internal || family !== 'IPv4') continue
    await expect(fetch(`http://${address}:${port}${bridgePaths.ping}`, { method: 'POST' })).rejects.toThrow()
  }
  const onLoopback = await fetch(`http://127.0.0.1:${port}${bridgePaths.ping}`, { method: 'POST' })
  expect(onLoopback.status).toBe(401)
  await expect(fetch(`http://127.0.0.2:${port}${bridgePaths.ping}`, { method: 'POST' })).rejects.toThrow()
})
