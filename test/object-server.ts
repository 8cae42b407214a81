import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { onTestFinished } from 'vitest'

/**
 * Keeps objects in memory behind the four calls that we make. It is no S3: it checks no signature, and says nothing of
 * how a real one behaves under load or while it fails.
 */
export async function startObjectServer() {
  const objects = new Map<string, Buffer>()
  const server = createServer(async (req, res) => {
    const { method = '', url = '' } = req
    const key = new URL(url, 'http://x').pathname
    if (!req.headers.authorization?.startsWith('AWS4-HMAC-SHA256 ')) return void res.writeHead(403).end()
    if (method === 'PUT') {
      const body = await buffer(req).catch(() => null)
      if (body?.length === Number(req.headers['content-length'])) objects.set(key, body)
      return void res.end()
    }
    send(req, res, objects.get(key))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, objects }
}

function send(req: IncomingMessage, res: ServerResponse, object: Buffer | undefined): void {
  if (!object) return void res.writeHead(404).end()
  const range = rangeOf(req, object.length)
  if (range === 'none') return void res.writeHead(416).end()
  const part = range ? object.subarray(range.start, range.end) : object
  res.writeHead(range ? 206 : 200, { 'content-length': part.length })
  res.end(req.method === 'HEAD' ? undefined : part)
}

function rangeOf({ headers }: IncomingMessage, size: number) {
  const match = /^bytes=(\d+)-(\d+)$/.exec(headers.range ?? '')
  if (!match) return null
  const start = Number(match[1])
  return start >= size ? 'none' : { start, end: Math.min(size, Number(match[2]) + 1) }
}
