import { GatewayClient } from '@openclaw/gateway-client'
import type { GatewayTarget } from '#activities/openclaw/openclaw-client.ts'

/** One connection with the owner's rights, for a command at the shell. Throws where it is refused. */
export async function withGateway<T>(
  target: GatewayTarget,
  work: (client: GatewayClient, methods: string[]) => Promise<T>,
): Promise<T> {
  let client: GatewayClient | null = null
  try {
    const methods = await new Promise<string[]>((resolve, reject) => {
      client = new GatewayClient({
        ...target,
        minProtocol: 4,
        maxProtocol: 4,
        mode: 'backend',
        clientName: 'gateway-client',
        platform: process.platform,
        deviceIdentity: null,
        scopes: ['operator.read', 'operator.write', 'operator.admin'],
        onHelloOk: ({ features }) => resolve(features.methods),
        onConnectError: reject,
      })
      client.start()
    })
    return await work(client as unknown as GatewayClient, methods)
  } finally {
    ;(client as GatewayClient | null)?.stop()
  }
}
