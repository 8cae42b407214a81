import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { GatewayClient } from '@openclaw/gateway-client'
import { logsIn } from '../../local/practice-gateway/built-in-tools.ts'
import { startTestProduct, type TestProduct } from '../product.ts'
import type { World } from './world.ts'

const rivalPlugin = fileURLToPath(new URL('./gateway-side/rival-plugin', import.meta.url))

/** Everything as `npm start` runs it. What is killed, its supervisor starts again. */
export async function practiceWorld(): Promise<World> {
  const product = await startTestProduct({ practicePlugins: [rivalPlugin] })
  const { ports, secrets } = product.product
  const target = { url: `ws://127.0.0.1:${ports.practice}`, token: secrets.practiceToken }
  return {
    ...product,
    ...logsIn(join(product.folder, 'practice')),
    rival: join(product.folder, 'practice', 'plugins.jsonl'),
    kill: (part) => killPart(product, part),
    killGateway: async () => killPart(product, 'practice-gateway'),
    async takeGatewayAway() {
      const back = product.product.keepDown('practice-gateway')
      killPart(product, 'practice-gateway')
      return async () => back()
    },
    ...lookOf(target),
  }
}

export function killPart({ product }: TestProduct, part: string): void {
  const pid = product.pids()[part]
  if (!pid) throw new Error(`${part} does not run`)
  process.kill(pid, 'SIGKILL')
}

interface Target {
  url: string
  token: string
}

/** What goes on in a session, by the gateway's own word. */
export function lookOf(target: Target): Pick<World, 'isRunning' | 'hasBegun' | 'byHand'> {
  return {
    async isRunning(sessionKey) {
      const { tasks } = await asked<{ tasks: { status: string }[] }>(target, 'tasks.list', { sessionKey })
      return tasks.some(({ status }) => status === 'running' || status === 'queued')
    },
    async hasBegun(sessionKey) {
      const { messages } = await asked<{ messages: unknown[] }>(target, 'chat.history', { sessionKey })
      return messages.length > 0
    },
    byHand: (method, params) =>
      asked(target, method, params, [
        'operator.read',
        'operator.write',
        'operator.approvals',
        'operator.admin',
      ]),
  }
}

/** One request by somebody who is no worker of ours. */
export async function asked<T>(
  target: Target,
  method: string,
  params: Record<string, unknown>,
  scopes = ['operator.read'],
): Promise<T> {
  const client = await new Promise<GatewayClient>((resolve, reject) => {
    const opened: GatewayClient = new GatewayClient({
      ...target,
      minProtocol: 4,
      maxProtocol: 4,
      mode: 'backend',
      clientName: 'gateway-client',
      platform: process.platform,
      deviceIdentity: null,
      scopes,
      onHelloOk: () => resolve(opened),
      onConnectError: reject,
    })
    opened.start()
  })
  try {
    return await client.request<T>(method, params)
  } finally {
    client.stop()
  }
}
