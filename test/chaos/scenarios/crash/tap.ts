import type { AddressInfo } from 'node:net'
import { type RawData, WebSocket, WebSocketServer } from 'ws'
import { inputSpent } from '#activities/openclaw/turn-limits.ts'
import type { AgentCall } from '../agent-calls.ts'
import { type Asked, type Frame, frameOf, type Sender } from './frames.ts'
import type { Moment } from './phases.ts'

const maxPayload = 26_214_400

interface Watch {
  moment: Moment
  reached(): void
}

/** Between the worker and its gateway: reads what goes by, and can stop it at a moment. */
export async function startTap(gatewayUrl: string) {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, maxPayload })
  const calls: AgentCall[] = []
  let watch: Watch | null = null
  /** True: the moment is there, and it does not go by. */
  const isMoment = (frame: Frame): boolean => {
    const word = watch?.moment(frame)
    if (!watch || !word) return false
    const { reached } = watch
    watch = null
    // Its other side has it first.
    setImmediate(reached)
    return word === 'hold'
  }
  const stopsAt = (text: string, from: Sender, asked: Asked): boolean => {
    const frame = frameOf(text, from, asked)
    if (!frame) return false
    if (isMoment(frame)) return true
    if (frame.kind === 'request' && frame.method === 'agent')
      calls.push({ at: Date.now(), runId: String(frame.params.idempotencyKey) })
    // A question whether it has the run still, by which nothing begins.
    if (frame.kind === 'answer' && frame.method === 'agent' && inputSpent.test(text)) {
      const at = calls.findLastIndex(({ runId }) => runId === frame.params.idempotencyKey)
      if (at >= 0) calls.splice(at, 1)
    }
    return false
  }
  server.on('connection', (near) => join(near, new WebSocket(gatewayUrl, { maxPayload }), stopsAt))
  await new Promise((resolve) => server.once('listening', resolve))
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** Of `agent`, those that went by. */
    calls: (): AgentCall[] => [...calls],
    /** The next time that it is there, also on a later connection. Null after `patienceMs`. */
    until(moment: Moment, patienceMs: number): Promise<'reached' | null> {
      return new Promise((resolve) => {
        const timer = setTimeout(() => resolve(null), patienceMs)
        watch = {
          moment,
          reached() {
            clearTimeout(timer)
            resolve('reached')
          },
        }
      })
    },
    async stop() {
      for (const client of server.clients) client.terminate()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
export type Tap = Awaited<ReturnType<typeof startTap>>

type StopsAt = (text: string, from: Sender, asked: Asked) => boolean

/** One connection. Once stopped nothing goes by any more; it ends when either side ends. */
function join(near: WebSocket, far: WebSocket, stopsAt: StopsAt): void {
  const asked: Asked = new Map()
  const early: string[] = []
  let isStopped = false
  const pass = (from: Sender, to: WebSocket) => (data: RawData) => {
    const text = String(data)
    isStopped ||= stopsAt(text, from, asked)
    if (isStopped) return
    if (to.readyState === WebSocket.CONNECTING) early.push(text)
    else to.send(text, () => {})
  }
  near.on('message', pass('worker', far))
  far.on('message', pass('gateway', near))
  far.on('open', () => {
    for (const text of early) far.send(text)
  })
  for (const [one, other] of [
    [near, far],
    [far, near],
  ] as const) {
    one.on('error', () => other.terminate())
    one.on('close', () => other.terminate())
  }
}
