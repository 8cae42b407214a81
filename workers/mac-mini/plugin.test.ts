import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { testedVersions } from '#domain/executor/tested-versions.ts'
import { aGate } from '#test/gate.ts'
import { aPluginHost } from '#test/plugin-host.ts'
import { tempFolder } from '#test/temp-folder.ts'
import { type Bridge, startBridge } from './bridge/bridge-server.ts'

const token = 'the-token-of-the-bridge'
const letter = { to: 'ada@example.com', body: 'Hello' }
const bridges: Bridge[] = []
afterEach(async () => {
  vi.useRealTimers()
  for (const bridge of bridges.splice(0)) await bridge.stop()
})

/** The plugin in a host, and the executor's gate behind a real bridge. */
async function aHost(pluginToken = token) {
  const setting = aGate()
  const bridge = await startBridge({ port: 0, token, ...setting, onError: () => {} })
  bridges.push(bridge)
  const host = await aPluginHost({ url: `http://127.0.0.1:${bridge.port}`, token: pluginToken })
  return { ...setting, ...host, bridge }
}

const nowhere = { url: `http://127.0.0.1:${await aFreePort()}`, token }

async function aFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  return port
}

test('it has the last word on every call: no plugin comes after it', async () => {
  const { hooks } = await aPluginHost(nowhere)
  expect(hooks.before_tool_call?.options?.priority).toBe(Number.MIN_SAFE_INTEGER)
})

test('a safe call passes without the bridge, with the parameters that were asked', async () => {
  const { before, fire } = await aPluginHost(nowhere)
  expect(await before('memory_search', { query: 'a' })).toEqual({ params: { query: 'a' } })
  await fire('before_agent_run', {}, { workspaceDir: tempFolder() })
  expect(await before('read', { path: 'a' })).toEqual({ params: { path: 'a' } })
})

test('a file of the workspace is read without asking, and one outside it is held', async () => {
  const { before, after, fire, open, approved, journal } = await aHost()
  const workspaceDir = tempFolder()
  const outside = { path: '/etc/hostname' }
  const grant = approved('read', outside)
  const run = open({ grants: [grant] })
  await fire('before_prompt_build', {}, { workspaceDir })
  expect(await before('read', { path: join(workspaceDir, 'a') })).toEqual({ params: expect.anything() })
  expect(await before('read', { path: '../a' })).toEqual({ params: outside })
  expect(await before('ls', { path: '..' })).toMatchObject({ block: true })
  expect(run.unsent()).toMatchObject([{ kind: 'proposal', tool: 'ls', via: 'resume' }])
  const result = {
    content: [
      { type: 'text', text: 'a-host' },
      { type: 'image', data: 'x' },
    ],
  }
  await after({ toolCallId: 'call-1', toolName: 'read', args: outside, result })
  expect(journal.find(grant.effectKey)).toEqual({ outcome: 'performed', detail: 'a-host' })
})

test('a plugin that was registered again asks the worker what it has forgotten', async () => {
  const { before, execute, open, bridge } = await aHost()
  const run = open()
  await before('fo_finish', { summary: 'Done.' })
  await execute('fo_finish', { summary: 'Done.' })
  const again = await aPluginHost({ url: `http://127.0.0.1:${bridge.port}`, token })
  expect(await again.before('send_message', letter, {}, 'call-2')).toMatchObject({
    block: true,
    blockReason: expect.stringMatching(/turn has ended/),
  })
  expect(run.turnEnd.overrun.aborted).toBe(true)
  // Its own call is not known any more, and is still of this run.
  expect(await again.execute('fo_post_update', { text: 'And.' }, 'call-3')).toMatchObject({ terminate: true })
  expect(run.unsent()).toMatchObject([{ kind: 'finish' }, { kind: 'update', text: 'And.' }])
})

test('a granted call passes with the recorded parameters in place of the typed ones', async () => {
  const { before, open, approved } = await aHost()
  open({ grants: [approved('send_message', letter)] })
  expect(await before('send_message', { to: 'eve', body: 'x' })).toEqual({ params: letter })
})

test('a call without a grant is blocked with the words of the gate, and proposed', async () => {
  const { before, open } = await aHost()
  const run = open()
  const answer = await before('send_message', letter)
  expect(answer).toEqual({ block: true, blockReason: expect.stringMatching(/held for approval/) })
  expect(run.unsent()).toMatchObject([{ kind: 'proposal', parameters: letter }])
})

test('while the bridge is down everything that is not safe is blocked', async () => {
  const { before } = await aPluginHost(nowhere)
  const abortSignal = AbortSignal.timeout(50)
  const answer = await before('send_message', letter, { abortSignal })
  expect(answer).toMatchObject({ block: true, blockReason: expect.stringMatching(/could not be reached/) })
})

test('a worker that starts again is waited for, and not for ever', async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  const { before } = await aPluginHost(nowhere)
  let isOver = false
  const asked = before('exec', { command: 'ls' })?.finally(() => {
    isOver = true
  })
  await new Promise((resolve) => setTimeout(resolve, 400))
  expect(isOver).toBe(false)
  vi.setSystemTime(Date.now() + 20_001)
  expect(await asked).toMatchObject({ block: true })
})

test('a bridge that refuses, or has no address, means blocked at once', async () => {
  const wrong = await aHost('another-token')
  wrong.open()
  expect(await wrong.before('send_message', letter)).toMatchObject({
    block: true,
    blockReason: expect.stringMatching(/answered 401/),
  })
  const bare = await aPluginHost({})
  const begun = Date.now()
  expect(await bare.before('send_message', letter)).toMatchObject({ block: true })
  expect(Date.now() - begun).toBeLessThan(5_000)
})

test('a turn that has ended makes no further call, safe or not; another run does', async () => {
  const { before, execute, open } = await aHost()
  open()
  await before('fo_finish', { summary: 'Done.' })
  expect(await execute('fo_finish', { summary: 'Done.' })).toMatchObject({ terminate: true })
  for (const tool of ['read', 'send_message'])
    expect(await before(tool, {}, {}, 'call-2')).toMatchObject({
      block: true,
      blockReason: expect.stringMatching(/turn has ended/),
    })
  expect(await before('read', {}, { runId: 'run-2' }, 'call-3')).toEqual({ params: {} })
})

test('models that count their calls alike do not end each other’s turns', async () => {
  const { before, execute, open } = await aHost()
  open()
  const elsewhere = { sessionKey: 'agent:main:fo:t_other', runId: 'run-2' }
  await before('fo_finish', { summary: 'Done.' })
  await before('fo_post_update', { text: 'Half.' }, elsewhere)
  await execute('fo_finish', { summary: 'Done.' })
  expect(await before('session_status', {}, elsewhere, 'call-2')).toEqual({ params: {} })
  expect(await before('session_status', {}, {}, 'call-2')).toMatchObject({ block: true })
})

test('an update does not end the turn', async () => {
  const { before, execute, open } = await aHost()
  const run = open()
  await before('fo_post_update', { text: 'Half.' })
  const answer = await execute('fo_post_update', { text: 'Half.' })
  expect(answer).toMatchObject({ content: [{ type: 'text', text: 'Posted.' }] })
  expect(answer).not.toHaveProperty('terminate')
  expect(run.unsent()).toMatchObject([{ kind: 'update', text: 'Half.' }])
  expect(await before('read', {}, {}, 'call-2')).toEqual({ params: {} })
})

test('what was done is recorded before the agent goes on', async () => {
  const { before, after, open, approved, journal } = await aHost()
  const grant = approved('send_message', letter)
  open({ grants: [grant] })
  await before('send_message', letter)
  const result = { content: [{ type: 'text', text: 'Sent.' }] }
  expect(await after({ toolCallId: 'call-1', toolName: 'send_message', args: letter, result })).toEqual([
    undefined,
  ])
  expect(journal.find(grant.effectKey)).toEqual({ outcome: 'performed', detail: 'Sent.' })
})

test('the Context Pack is added to our runs and to nobody else’s', async () => {
  const { fire, open } = await aHost()
  open()
  expect(await fire('before_prompt_build')).toEqual({
    appendSystemContext: 'Rules.',
    prependContext: 'The task.',
  })
  expect(await fire('before_prompt_build', {}, { sessionKey: 'agent:main:main' })).toBeUndefined()
})

test('a recovery’s mark reaches the gate, which then gives it the grants', async () => {
  const { fire, before, open, approved } = await aHost()
  open({ grants: [approved('send_message', letter)] })
  const inputProvenance = { kind: 'internal_system', sourceTool: 'main_session_restart_recovery' }
  expect(await fire('before_agent_run', {}, { runId: 'run-again', inputProvenance })).toBeUndefined()
  expect(await before('send_message', letter, { runId: 'run-again' })).toEqual({ params: letter })
})

test('a run starts also while the bridge is down: the gate holds what it tries', async () => {
  const { fire } = await aPluginHost(nowhere)
  expect(await fire('before_agent_run')).toBeUndefined()
})

test('the status says whether the worker is reached, to whoever may read', async () => {
  const statusOf = async ({ methods }: Pick<Awaited<ReturnType<typeof aPluginHost>>, 'methods'>) => {
    const respond = vi.fn()
    await methods.get('frontoffice.status')?.run({ respond })
    return respond.mock.calls
  }
  const host = await aHost()
  expect(host.methods.get('frontoffice.status')?.options).toEqual({ scope: 'operator.read' })
  expect(await statusOf(host)).toMatchObject([
    [true, { isConfigured: true, problem: null, version: testedVersions.plugin }],
  ])
  const wrong = await statusOf(await aHost('another-token'))
  expect(wrong).toMatchObject([[true, { isConfigured: true, problem: 'the bridge answered 401' }]])
  expect(await statusOf(await aPluginHost({}))).toMatchObject([[true, { isConfigured: false }]])
})

test('while everything is stopped no run begins, and not even what is safe passes', async () => {
  const { before, fire, told, killSwitch, open } = await aHost()
  open()
  told.orders = { everything: 'Ada stopped everything: wrong list', scopes: {}, agents: {} }
  await killSwitch.refresh()
  expect(await fire('before_agent_run', {}, { workspaceDir: tempFolder() })).toEqual({
    outcome: 'block',
    reason: 'stopped by a kill switch',
    message: 'Ada stopped everything: wrong list',
  })
  for (const tool of ['read', 'memory_search', 'send_message'])
    expect(await before(tool, { path: 'a' })).toMatchObject({
      block: true,
      blockReason: expect.stringContaining('Ada stopped everything'),
    })
  // What it tells us is no effect, and the record wants it.
  expect(await before('fo_post_update', { text: 'Half.' })).toEqual({ params: { text: 'Half.' } })
  told.orders = { everything: null, scopes: {}, agents: {} }
  await killSwitch.refresh()
  expect(await fire('before_agent_run')).toBeUndefined()
  expect(await before('memory_search', { query: 'a' })).toEqual({ params: { query: 'a' } })
})
