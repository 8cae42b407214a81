import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type WebSocket, WebSocketServer } from 'ws'
import { z } from 'zod'
import { MethodError } from './method.ts'
import type { methodsOf } from './methods.ts'

const protocol = 4
const events = ['agent', 'chat', 'task', 'tick', 'shutdown']
const policy = { maxPayload: 26_214_400, maxBufferedBytes: 52_428_800, tickIntervalMs: 30_000 }

const Frame = z.object({
  type: z.literal('req'),
  id: z.string(),
  method: z.string(),
  params: z.unknown().default({}),
})
type Frame = z.output<typeof Frame>
const ConnectParams = z.looseObject({
  minProtocol: z.int(),
  maxProtocol: z.int(),
  scopes: z.array(z.string()).default([]),
  auth: z.looseObject({ token: z.string().optional() }).default({}),
})

export interface WireDeps {
  port: number
  token: string
  version: string
  bootId: string
  startedAt: number
  methods: ReturnType<typeof methodsOf>
}

interface Client {
  socket: WebSocket
  scopes: Set<string> | null
  seq: number
}

/** The gateway's wire protocol, version 4 (brief 2): challenge, connect, requests, events. */
export async function startWire(deps: WireDeps) {
  const clients = new Set<Client>()
  const state = { isDraining: false }
  const http = createServer((req, res) => {
    res.setHeader('content-type', 'application/json')
    if (req.url === '/healthz') res.end(JSON.stringify({ ok: true, status: 'live' }))
    else if (req.url === '/readyz')
      res.writeHead(state.isDraining ? 503 : 200).end(JSON.stringify({ ready: !state.isDraining }))
    else res.writeHead(404).end(JSON.stringify({ error: 'not found' }))
  })
  const sockets = new WebSocketServer({ noServer: true, maxPayload: policy.maxPayload })
  http.on('upgrade', (req, socket, head) => {
    if (state.isDraining) return void socket.end('HTTP/1.1 503 Service Unavailable\r\n\r\n')
    sockets.handleUpgrade(req, socket, head, (ws) => {
      const client: Client = { socket: ws, scopes: null, seq: 0 }
      clients.add(client)
      ws.on('close', () => clients.delete(client))
      ws.on('error', () => ws.terminate())
      ws.on('message', (data) => void received(deps, state, client, String(data)))
      send(client, {
        type: 'event',
        event: 'connect.challenge',
        payload: { nonce: randomUUID(), ts: Date.now() },
      })
    })
  })
  const broadcast = (event: string, payload: Record<string, unknown>) => {
    for (const client of clients) {
      if (!client.scopes) continue
      client.seq += 1
      send(client, { type: 'event', event, payload, seq: client.seq })
    }
  }
  http.listen(deps.port, '127.0.0.1')
  await once(http, 'listening')
  const tick = setInterval(() => broadcast('tick', { ts: Date.now() }), policy.tickIntervalMs)

  return {
    port: (http.address() as AddressInfo).port,
    broadcast,
    refuseNew() {
      state.isDraining = true
    },
    async close() {
      clearInterval(tick)
      broadcast('shutdown', { reason: 'gateway stopping' })
      for (const { socket } of clients) socket.close(1012, 'service restart')
      http.close()
      http.closeAllConnections()
      setTimeout(() => [...clients].map(({ socket }) => socket.terminate()), 300).unref()
      await once(http, 'close')
    },
  }
}

function send({ socket }: Client, frame: Record<string, unknown>): void {
  if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(frame))
}

async function received(
  deps: WireDeps,
  state: { isDraining: boolean },
  client: Client,
  text: string,
): Promise<void> {
  const frame = frameOf(text)
  if (!frame) client.socket.close(1008, 'invalid frame')
  else if (!client.scopes) greet(deps, client, frame)
  else await carryOut(deps, state, { ...client, scopes: client.scopes }, frame)
}

async function carryOut(
  deps: WireDeps,
  state: { isDraining: boolean },
  client: Client & { scopes: Set<string> },
  frame: Frame,
): Promise<void> {
  const answer = (payload: unknown) => send(client, { type: 'res', id: frame.id, ok: true, payload })
  try {
    if (state.isDraining) throw restarting(frame.method)
    const method = deps.methods.get(frame.method)
    if (!method) throw new MethodError('INVALID_REQUEST', `unknown method: ${frame.method}`)
    if (!client.scopes.has(method.scope) && !client.scopes.has('operator.admin')) throw missing(method.scope)
    const params = method.params.safeParse(frame.params)
    if (!params.success) throw invalid(frame.method, params.error)
    answer(await method.run(params.data as never, { scopes: client.scopes, later: answer }))
  } catch (error) {
    send(client, { type: 'res', id: frame.id, ok: false, error: shapeOf(error) })
  }
}

function greet({ token, version, bootId, startedAt, methods }: WireDeps, client: Client, frame: Frame): void {
  const params = frame.method === 'connect' ? ConnectParams.safeParse(frame.params) : null
  const refusal = refusalOf(params?.data, token)
  if (!params) client.socket.close(1008, 'invalid handshake: first request must be connect')
  else if (refusal) {
    const { closeCode, ...error } = refusal
    send(client, { type: 'res', id: frame.id, ok: false, error })
    client.socket.close(closeCode, error.message)
  } else {
    const scopes = params.data?.scopes ?? []
    client.scopes = new Set(scopes)
    const payload = {
      type: 'hello-ok',
      protocol,
      server: { version, bootId, connId: randomUUID() },
      features: { methods: [...methods.keys()], events, capabilities: [] },
      snapshot: {
        presence: [],
        health: { ok: true },
        stateVersion: { presence: 1, health: 1 },
        uptimeMs: Date.now() - startedAt,
      },
      auth: { method: 'token', role: 'operator', scopes },
      policy,
    }
    send(client, { type: 'res', id: frame.id, ok: true, payload })
  }
}

const INVALID = 'INVALID_REQUEST'

function refusalOf(params: z.output<typeof ConnectParams> | undefined, token: string) {
  if (!params) return { closeCode: 1008, code: INVALID, message: 'invalid connect params', details: {} }
  const { minProtocol, maxProtocol, auth } = params
  if (minProtocol > protocol || maxProtocol < protocol) {
    const details = { code: 'PROTOCOL_MISMATCH', expectedProtocol: protocol }
    return { closeCode: 1002, code: INVALID, message: 'protocol mismatch', details }
  }
  if (!auth.token) {
    const details = { code: 'DEVICE_IDENTITY_REQUIRED' }
    return { closeCode: 1008, code: 'NOT_PAIRED', message: 'device identity required', details }
  }
  if (auth.token === token) return null
  const details = {
    code: 'AUTH_TOKEN_MISMATCH',
    authReason: 'token_mismatch',
    canRetryWithDeviceToken: false,
    recommendedNextStep: 'update_auth_credentials',
  }
  return { closeCode: 1008, code: INVALID, message: 'unauthorized: gateway token mismatch', details }
}

function frameOf(text: string): Frame | null {
  try {
    return Frame.parse(JSON.parse(text))
  } catch {
    return null
  }
}

const restarting = (method: string) =>
  new MethodError('UNAVAILABLE', `${method} unavailable during gateway restart`, {
    retryable: true,
    retryAfterMs: 1_000,
    details: { method, reason: 'gateway-restarting' },
  })
const missing = (scope: string) =>
  new MethodError('FORBIDDEN', `missing scope: ${scope}`, {
    details: { code: 'MISSING_SCOPE', missingScope: scope, requiredScopes: [scope] },
  })
const invalid = (method: string, error: z.ZodError) =>
  new MethodError('INVALID_REQUEST', `invalid ${method} params: ${error.issues[0]?.message ?? ''}`)

function shapeOf(error: unknown) {
  if (error instanceof MethodError) return { code: error.code, message: error.message, ...error.more }
  return { code: 'UNAVAILABLE', message: error instanceof Error ? error.message : String(error) }
}
