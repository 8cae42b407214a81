import { createHash } from 'node:crypto'
import { connect, createServer, type Socket } from 'node:net'
import type { FactOf } from '#domain/ledger/entry.ts'
import { freePort } from '../local/ports.ts'
import { type ApiServer, aTaskThat, executorToken } from './api-server.ts'

export const sha256 = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest('hex')

/** An agent's word that it made these bytes. */
export function artifactFact(
  bytes: Uint8Array | string,
  change: Partial<FactOf<'artifact_recorded'>['body']> = {},
): FactOf<'artifact_recorded'> {
  const itemId = change.itemId ?? `a_${crypto.randomUUID().replaceAll('-', '').slice(0, 24)}`
  const body = { stepId: 's1', title: 'Letter', artifactKind: 'file', location: 'letter.md' }
  const proof = { hash: sha256(bytes), size: Buffer.byteLength(bytes) }
  return {
    type: 'artifact_recorded',
    at: new Date().toISOString(),
    actor: 'agent:ag_test',
    body: { ...body, ...proof, itemId, ...change },
  }
}

/** A task that recorded these; `bring` is what its executor's worker does for one. */
export async function aTaskWithArtifacts(api: ApiServer, facts: FactOf<'artifact_recorded'>[]) {
  const task = await aTaskThat(api, facts)
  const pathOf = (itemId: string) => `/api/executors/mac-mini/artifacts/${task.taskId}/${itemId}`
  const offer = (itemId: string, notKept: string | null = null) =>
    api.call('POST', `${pathOf(itemId)}/offer`, { token: executorToken, body: { notKept } })
  const put = (itemId: string, bytes: Uint8Array | string, offset = 0) =>
    fetch(`${api.url}${pathOf(itemId)}/bytes?offset=${offset}`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${executorToken}`, 'content-type': 'application/octet-stream' },
      body: bytes as Uint8Array<ArrayBuffer>,
    }).then((answer) => answer.json())
  const finish = (itemId: string) => api.call('POST', `${pathOf(itemId)}/finish`, { token: executorToken })
  const bring = async (itemId: string, bytes: Uint8Array | string) => {
    await offer(itemId)
    await put(itemId, bytes)
    return (await finish(itemId)).json
  }
  const list = async () =>
    (await api.call('GET', `/api/tasks/${task.taskId}/artifacts`, { cookie: await api.signIn('viewer') }))
      .json.items
  return { ...task, pathOf, offer, put, finish, bring, list }
}

/** A connection that breaks after so many bytes more; what comes then finds it mended. */
export async function startLink(to: { port: number }) {
  const port = await freePort()
  const sockets = new Set<Socket>()
  let left = Number.POSITIVE_INFINITY
  let cuts = 0
  let passed = 0
  const server = createServer((near) => {
    const far = connect({ host: '127.0.0.1', port: to.port })
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one)
      one.on('error', () => other.destroy())
      one.on('close', () => {
        sockets.delete(one)
        other.destroy()
      })
    }
    far.pipe(near)
    near.on('data', (bytes: Buffer) => {
      left -= bytes.length
      passed += bytes.length
      if (left > 0) return void (far.write(bytes) || near.pause())
      left = Number.POSITIVE_INFINITY
      cuts += 1
      far.end(bytes.subarray(0, Math.floor(bytes.length / 2)))
      near.destroy()
    })
    far.on('drain', () => near.resume())
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${port}`,
    cutAfter(bytes: number) {
      left = bytes
    },
    cuts: () => cuts,
    /** Bytes that came to it, of all connections. */
    passed: () => passed,
    async stop() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
