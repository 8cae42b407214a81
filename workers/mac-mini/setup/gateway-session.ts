import { GatewayClient } from '@openclaw/gateway-client'
import { wireProtocol } from '#activities/openclaw/connect-refusals.ts'
import type { GatewayTarget } from '#activities/openclaw/openclaw-client.ts'

interface Greeting {
  methods: string[]
  /** Another one after every restart. */
  bootId: string
}

/** One connection with the owner's rights, for a command at the shell. Throws where it is refused. */
export async function withGateway<T>(
  target: GatewayTarget,
  work: (client: GatewayClient, hello: Greeting) => Promise<T>,
): Promise<T> {
  let client: GatewayClient | null = null
  try {
    const hello = await new Promise<Greeting>((resolve, reject) => {
      client = new GatewayClient({
        ...target,
        minProtocol: wireProtocol,
        maxProtocol: wireProtocol,
        mode: 'backend',
        clientName: 'gateway-client',
        platform: process.platform,
        deviceIdentity: null,
        scopes: ['operator.read', 'operator.write', 'operator.admin'],
        onHelloOk: ({ features, server }) =>
          resolve({ methods: features.methods, bootId: server.bootId ?? '' }),
        onConnectError: reject,
      })
      client.start()
    })
    return await work(client as unknown as GatewayClient, hello)
  } finally {
    ;(client as GatewayClient | null)?.stop()
  }
}
