import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { aFreePort, aHost, letter, stopBridges, token } from '#test/bridged-plugin.ts'
import { aPluginHost } from '#test/plugin-host.ts'
import { tempFolder } from '#test/temp-folder.ts'

afterEach(stopBridges)

const nowhere = { url: `http://127.0.0.1:${await aFreePort()}`, token }

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

test('the state of a session is read without asking, and its model is not set', async () => {
  const { before, after, open } = await aHost()
  const run = open()
  const reading = { sessionKey: 'current', changesSince: 3 }
  expect(await before('session_status', reading)).toEqual({ params: reading })
  const setting = { sessionKey: 'agent:main:main', model: 'dear/model' }
  expect(await before('session_status', setting, {}, 'call-2')).toMatchObject({
    block: true,
    blockReason: expect.stringMatching(/held for approval/),
  })
  await after({ toolCallId: 'call-3', toolName: 'session_status', args: setting, result: {} })
  expect(run.unsent()).toMatchObject([
    { kind: 'proposal', tool: 'session_status', parameters: setting },
    { kind: 'call_changed', tool: 'session_status' },
  ])
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
  expect(run.unsent()).toMatchObject([
    { kind: 'finish' },
    { kind: 'call_blocked', tool: 'send_message', why: 'turn_ended' },
    { kind: 'update', text: 'And.' },
  ])
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

test('while everything is stopped no run begins, and not even what is safe passes', async () => {
  const { before, fire, told, killSwitch, open } = await aHost()
  open()
  told.orders = { everything: 'Ada stopped everything: wrong list', scopes: {}, agents: {} }
  await killSwitch.refresh()
  expect(await fire('before_agent_run', {}, { workspaceDir: tempFolder() })).toEqual({
    outcome: 'block',
    reason: 'stopped by Front Office',
    message: 'Ada stopped everything: wrong list',
  })
  for (const tool of ['read', 'memory_search', 'send_message', 'fo_post_update', 'fo_finish'])
    expect(await before(tool, { path: 'a' })).toMatchObject({
      block: true,
      blockReason: expect.stringContaining('Ada stopped everything'),
    })
  told.orders = { everything: null, scopes: {}, agents: {} }
  await killSwitch.refresh()
  expect(await fire('before_agent_run')).toBeUndefined()
  expect(await before('memory_search', { query: 'a' })).toEqual({ params: { query: 'a' } })
})
