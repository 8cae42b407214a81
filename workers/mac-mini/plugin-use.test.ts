import { afterEach, expect, test, vi } from 'vitest'
import { parametersHash } from '#domain/ledger/digest.ts'
import { aHost, bridges, letter, stopBridges } from '#test/bridged-plugin.ts'
import { aRunInput } from '#test/builders.ts'

afterEach(stopBridges)

const use = { input: 60, output: 0, cacheRead: 0, cacheWrite: 0, cost: { total: 0.2 } }
const calls = (name: string) => ({
  message: {
    role: 'assistant',
    usage: use,
    content: [{ type: 'toolCall', id: 'call-1', name, arguments: {} }],
  },
})

test('an answer that used all that was reserved is the last one: what it calls is blocked, safe or not', async () => {
  const { before, fire, open } = await aHost()
  const run = open({ reserved: { tokens: 100, costNanoUsd: null } })
  await fire('before_message_write', calls('memory_search'))
  expect(await before('memory_search', { query: 'a' })).toEqual({ params: { query: 'a' } })
  await fire('before_message_write', calls('memory_search'))
  setTimeout(() => run.usage.noteStopped(), 10)
  const blocked = { block: true, blockReason: expect.stringMatching(/used all that was reserved/) }
  expect(await before('memory_search', { query: 'a' })).toEqual(blocked)
  expect(await before('send_message', letter)).toEqual(blocked)
  // What it reports is heard.
  expect(await before('fo_post_update', { text: 'So far.' })).toEqual({ params: { text: 'So far.' } })
})

test('an answer that only ends the turn stops nothing', async () => {
  const { fire, open } = await aHost()
  const run = open({ reserved: { tokens: 10, costNanoUsd: null } })
  await fire('before_message_write', calls('fo_finish'))
  await fire('before_message_write', { message: { role: 'toolResult', content: [] } })
  await expect.poll(() => run.usage.reported()?.input).toBe(60)
  expect(run.usage.spent.aborted).toBe(false)
})

test('of a limited run nothing is done whose use nobody could count; others do not wait for it', async () => {
  const { before, fire, open, bridge } = await aHost()
  open({ reserved: { tokens: 1_000, costNanoUsd: null } })
  await fire('before_message_write', calls('memory_search'))
  expect(await before('memory_search', { query: 'a' })).toMatchObject({ params: {} })
  bridges.splice(bridges.indexOf(bridge), 1)
  await bridge.stop()
  vi.useFakeTimers({ toFake: ['Date', 'setTimeout'] })
  await fire('before_message_write', calls('memory_search'))
  const asked = before('memory_search', { query: 'a' })
  await vi.advanceTimersByTimeAsync(21_000)
  expect(await asked).toMatchObject({ block: true, blockReason: expect.stringMatching(/could count/) })
})

test('why the last run of a session was stopped does not stop what the worker calls in it afterwards', async () => {
  const { before, fire, gate, told, killSwitch } = await aHost()
  // Its run is over by now, and another project shares its agent of the gateway.
  told.orders = { everything: null, scopes: {}, agents: { main: 'Ada stopped this project' } }
  await killSwitch.refresh()
  await fire('before_message_write', calls('fo_finish'))
  expect(await before('send_message', letter)).toMatchObject({ block: true })
  const hash = parametersHash('send_message', letter)
  const owner = { projectId: 'pr_other', agentId: 'ag_other' }
  gate.expect(aRunInput().sessionKey, { tool: 'send_message', hash, parameters: letter, owner })
  expect(await before('send_message', letter, { runId: undefined })).toEqual({ params: letter })
})
