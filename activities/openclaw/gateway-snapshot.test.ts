import { expect, test } from 'vitest'
import { ScriptedGateway } from '#test/scripted-gateway.ts'
import { GatewayLost, GatewayRefusal } from './gateway-errors.ts'
import { takeSnapshot } from './gateway-snapshot.ts'

const run = (key: string) => ({ key, sessionKey: `agent:main:${key}`, runIds: [key] })
const listed = (runId: string, status: string) => ({ tasks: [{ runId, status }] })

function look(gateway: ScriptedGateway, unheeded?: ReturnType<typeof run>[]) {
  const deps = { gateway: gateway.asGateway(), masked: String, maskedValue: <T>(value: T) => value }
  return takeSnapshot(deps, { kinds: [], agentIds: [], known: {}, ...(unheeded && { unheeded }) })
}

test('of runs that were told to end it tells those that have; one that is not told of may live on', async () => {
  const gateway = new ScriptedGateway()
  const refused = new GatewayRefusal('FORBIDDEN', 'may not', false, 0)
  gateway.next('tasks.list', listed('a', 'running'), listed('b', 'cancelled'), refused, { tasks: 'none' })
  expect((await look(gateway, ['a', 'b', 'c', 'd'].map(run))).ended).toEqual(['b'])
  expect(gateway.paramsOf('tasks.list')[1]).toMatchObject({ sessionKey: 'agent:main:b' })
})

test('where nobody asks it tells nothing, and a gateway that goes away is asked anew', async () => {
  const gateway = new ScriptedGateway()
  expect(await look(gateway)).not.toHaveProperty('ended')
  gateway.next('tasks.list', new GatewayLost('closed'))
  await expect(look(gateway, [run('a')])).rejects.toThrow('closed')
})

test('other plugins at the gate are as our plugin sees them; one that does not say knows of none', async () => {
  const gateway = new ScriptedGateway()
  const deps = { gateway: gateway.asGateway(), masked: String, maskedValue: <T>(value: T) => value }
  const asked = { kinds: [], agentIds: [], known: {}, wantsRivals: true }
  const two = { pluginId: 'two', priority: 0, isAfter: false }
  const status = { isConfigured: true, problem: null, version: '0.1.0' }
  const refused = new GatewayRefusal('FORBIDDEN', 'may not', false, 0)
  gateway.next('frontoffice.status', { ...status, rivals: [two] }, status, refused, { rivals: 'two' })
  const seen = async () => (await takeSnapshot(deps, asked)).rivals
  expect([await seen(), await seen(), await seen(), await seen()]).toEqual([[two], null, null, null])
  expect(await look(gateway)).not.toHaveProperty('rivals')
})
