import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { GatewayClient } from '@openclaw/gateway-client'
import { Accepted, Waited } from '#activities/openclaw/openclaw-wire.ts'
import { freePort } from '../../local/ports.ts'
import type { BenchContext } from './context.ts'
import { type Course, coursesIn } from './courses.ts'

const token = 'a-token-of-the-bare-gateway'

/** Another practice gateway, with its own client and nothing of ours around it. */
export async function openBareGateway({ atEnd }: BenchContext) {
  const folder = mkdtempSync(join(tmpdir(), 'front-office-bare-'))
  atEnd(async () => rmSync(folder, { recursive: true, force: true }))
  for (const name of ['workspace', 'state']) mkdirSync(join(folder, name))
  const port = await freePort()
  const bridge = await emptyBridge()
  atEnd(async () => bridge.close())
  const child = await startGateway(folder, port, (bridge.address() as AddressInfo).port)
  atEnd(() => ended(child))
  const client = await connected(`ws://127.0.0.1:${port}`)
  atEnd(async () => client.stop())
  return {
    /** As many at once as there are lanes; the next begins as soon as one has ended. */
    async runAll(message: string, count: number, lanes: number): Promise<Course[]> {
      const left = Array.from({ length: count }, (_, at) => `bare-${at + 1}`)
      const lane = async () => {
        for (let runId = left.shift(); runId; runId = left.shift()) await runOne(client, runId, message)
      }
      await Promise.all(Array.from({ length: lanes }, lane))
      return coursesIn(folder)
    },
  }
}

/** What the gateway's plugin asks is answered at once, with nothing: it waits for one that is not there. */
async function emptyBridge(): Promise<Server> {
  const server = createServer((request, response) => {
    request.resume()
    response.setHeader('content-type', 'application/json').end('{}')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return server
}

async function startGateway(folder: string, port: number, bridgePort: number): Promise<ChildProcess> {
  const child = fork('local/practice-gateway/main.ts', {
    execArgv: ['--import', 'tsx'],
    env: {
      ...process.env,
      LOG_LEVEL: 'error',
      PRACTICE_FOLDER: folder,
      PRACTICE_PORT: String(port),
      PRACTICE_TOKEN: token,
      PRACTICE_BRIDGE_URL: `http://127.0.0.1:${bridgePort}`,
      PRACTICE_BRIDGE_TOKEN: token,
    },
  })
  await once(child, 'message')
  return child
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return
  child.kill('SIGTERM')
  await once(child, 'exit')
}

const connected = (url: string) =>
  new Promise<GatewayClient>((resolve, reject) => {
    const client: GatewayClient = new GatewayClient({
      ...{ url, token, minProtocol: 4, maxProtocol: 4, mode: 'backend', clientName: 'gateway-client' },
      ...{ clientVersion: '0.1.0', platform: process.platform, deviceIdentity: null, caps: ['tool-events'] },
      scopes: ['operator.read', 'operator.write'],
      onHelloOk: () => resolve(client),
      onConnectError: reject,
    })
    client.start()
  })

async function runOne(client: GatewayClient, runId: string, message: string): Promise<void> {
  const asked = { message, agentId: 'main', sessionKey: `agent:main:${runId}`, idempotencyKey: runId }
  Accepted.parse(await client.request('agent', { ...asked, timeout: 60, channel: 'webchat', label: runId }))
  const slice = { runId, timeoutMs: 30_000 }
  const { status, endedAt } = Waited.parse(await client.request('agent.wait', slice, { timeoutMs: 40_000 }))
  if (!endedAt || status !== 'ok') throw new Error(`the bare run ${runId} is ${status}`)
}
