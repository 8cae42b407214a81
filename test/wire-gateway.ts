import { onTestFinished } from 'vitest'
import { z } from 'zod'
import type { OddEvents } from '#activities/openclaw/odd-events.ts'
import { Gateway, type GatewayLink } from '#activities/openclaw/openclaw-client.ts'
import { startWire } from '#local/practice-gateway/wire-server.ts'

export { MethodError } from '#local/practice-gateway/method.ts'

type Run = (params: Record<string, unknown>) => unknown

export const usualMethods: Record<string, Run> = {
  'frontoffice.status': () => ({ isConfigured: true, problem: null }),
  'tools.catalog': () => ({
    groups: [
      { id: 'core', tools: [{ id: 'exec' }] },
      { id: 'plugin:front-office', tools: [{ id: 'fo_finish' }] },
      { id: 'plugin:somebody-else', tools: [{ id: 'tweet' }] },
      { id: 'plugin:front-office-outbox', tools: [{ id: 'send_message' }] },
    ],
  }),
}

export const wireToken = 'the-token-of-the-gateway'

/** The gateway's wire protocol with methods of the test's own. */
export async function aWire(methods: Record<string, Run> = usualMethods, port = 0, upMs = 0) {
  const answers = Object.entries(methods).map(
    ([name, run]) => [name, { scope: 'operator.read', params: z.looseObject({}), run }] as const,
  )
  const wire = await startWire({
    port,
    token: wireToken,
    version: 'practice-1',
    bootId: 'boot-1',
    startedAt: Date.now() - upMs,
    methods: new Map(answers),
  })
  let isClosed = false
  const close = async () => {
    if (!isClosed) await wire.close()
    isClosed = true
  }
  onTestFinished(close)
  return { ...wire, url: `ws://127.0.0.1:${wire.port}`, close }
}

/** The worker's one connection, and the next state of it that the test waits for. */
export function aConnection(target: () => { url: string; token: string }, odd?: OddEvents) {
  const gateway = new Gateway({ target, file: '/data/mac-mini/config.json', ...(odd && { odd }) })
  onTestFinished(() => gateway.stop())
  const until = async (state: GatewayLink['state']): Promise<GatewayLink> => {
    const end = Date.now() + 15_000
    while (gateway.link().state !== state) {
      if (Date.now() > end) throw new Error(`still ${JSON.stringify(gateway.link())}`)
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    return gateway.link()
  }
  return { gateway, until }
}
