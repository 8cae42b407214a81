import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { vi } from 'vitest'
import { type Bridge, startBridge } from '#workers/mac-mini/bridge/bridge-server.ts'
import { aGate } from './gate.ts'
import { aPluginHost } from './plugin-host.ts'

export const token = 'the-token-of-the-bridge'
export const letter = { to: 'ada@example.com', body: 'Hello' }
export const bridges: Bridge[] = []
/** After each test. */
export async function stopBridges(): Promise<void> {
  vi.useRealTimers()
  for (const bridge of bridges.splice(0)) await bridge.stop()
}

/** The plugin in a host, and the executor's gate behind a real bridge. */
export async function aHost(pluginToken = token) {
  const setting = aGate()
  const bridge = await startBridge({ port: 0, token, ...setting, onError: () => {} })
  bridges.push(bridge)
  const host = await aPluginHost({ url: `http://127.0.0.1:${bridge.port}`, token: pluginToken })
  return { ...setting, ...host, bridge }
}

export async function aFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  return port
}
