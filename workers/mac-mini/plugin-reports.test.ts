import { afterEach, expect, onTestFinished, test, vi } from 'vitest'
import { testedVersions } from '#domain/executor/tested-versions.ts'
import { aFreePort, aHost, bridges, letter, stopBridges, token } from '#test/bridged-plugin.ts'
import { aGate } from '#test/gate.ts'
import { aPluginHost } from '#test/plugin-host.ts'
import { startBridge } from './bridge/bridge-server.ts'

afterEach(stopBridges)

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

test('what the plugin blocks by itself is on the record of its run', async () => {
  const { before, execute, open } = await aHost()
  const run = open()
  await before('fo_finish', { summary: 'Done.' })
  await execute('fo_finish', { summary: 'Done.' })
  await before('read', { path: 'a' }, {}, 'call-2')
  const said = { kind: 'call_blocked', tool: 'read', why: 'turn_ended', times: 1 }
  await expect.poll(() => run.unsent()).toContainEqual(expect.objectContaining(said))
})

test('a call that nobody could decide is told once the worker is back', async () => {
  const port = await aFreePort()
  const setting = aGate()
  const run = setting.open()
  const host = await aPluginHost({ url: `http://127.0.0.1:${port}`, token })
  await host.before('exec', { command: 'ls' }, { abortSignal: AbortSignal.timeout(50) })
  expect(run.unsent()).toEqual([])
  bridges.push(await startBridge({ port, token, ...setting, onError: () => {} }))
  const said = { kind: 'call_blocked', tool: 'exec', why: 'gate_away' }
  await expect.poll(() => run.unsent()).toContainEqual(expect.objectContaining(said))
})

test('a call that ran otherwise than it was let pass is on the record with both, safe or granted', async () => {
  const { before, after, open, approved, journal } = await aHost()
  const grant = approved('send_message', letter)
  const run = open({ grants: [grant] })
  await before('send_message', letter)
  await after({ toolCallId: 'call-1', toolName: 'send_message', args: { ...letter, to: 'eve' }, result: {} })
  await before('memory_search', { query: 'a' }, {}, 'call-2')
  await after({ toolCallId: 'call-2', toolName: 'memory_search', args: { query: 'b' }, result: {} })
  await before('memory_search', { query: 'c' }, {}, 'call-3')
  await after({ toolCallId: 'call-3', toolName: 'memory_search', args: { query: 'c' }, result: {} })
  const changed = run.unsent().filter(({ kind }) => kind === 'call_changed')
  expect(changed).toMatchObject([
    {
      ...{ tool: 'send_message', proposalId: grant.proposalId, allowed: { hash: grant.hash } },
      effective: { parameters: { ...letter, to: 'eve' } },
    },
    {
      tool: 'memory_search',
      allowed: { parameters: { query: 'a' } },
      effective: { parameters: { query: 'b' } },
    },
  ])
  expect(journal.find(grant.effectKey)).toMatchObject({ outcome: 'uncertain' })
})

test('the status names other plugins that hook calls, and which of them come after the gate', async () => {
  const place = Symbol.for('openclaw.pluginRegistryState')
  const shown = globalThis as Record<symbol, unknown>
  onTestFinished(() => void delete shown[place])
  const host = await aHost()
  const rivals = async () => {
    const respond = vi.fn()
    await host.methods.get('frontoffice.status')?.run({ respond })
    return respond.mock.calls[0]?.[1].rivals
  }
  expect(await rivals()).toBeNull()
  const hook = (pluginId: string, priority: number, hookName = 'before_tool_call') => ({
    ...{ pluginId, priority, hookName },
  })
  const last = Number.MIN_SAFE_INTEGER
  const typedHooks = [hook('first', last), hook('front-office', last), hook('two', 0), hook('late', last)]
  shown[place] = { activeRegistry: { typedHooks: [...typedHooks, hook('three', 0, 'agent_end')] } }
  expect(await rivals()).toEqual([
    { pluginId: 'first', priority: last, isAfter: false },
    { pluginId: 'two', priority: 0, isAfter: false },
    { pluginId: 'late', priority: last, isAfter: true },
  ])
})
