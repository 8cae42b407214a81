import { Agent, get, type IncomingMessage } from 'node:http'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'

/** An answer as it came over the wire. */
export interface Answered {
  /** Of its body, as sent. */
  bytes: number
  /** Of its body as the page reads it. */
  unpackedBytes: number
}

/** As browsers ask over https and on this machine. */
const accepted = 'gzip, deflate, br, zstd'

/** Asks as a browser does: with its session, on kept-alive connections, six at once. */
export function browserAt(url: string, cookie: string) {
  const agent = new Agent({ keepAlive: true, maxSockets: 6 })
  return {
    async get(path: string): Promise<Answered> {
      const answer = await answerOf(`${url}/api${path}`, { cookie, 'accept-encoding': accepted }, agent)
      const chunks: Buffer[] = []
      for await (const chunk of answer) chunks.push(chunk)
      const sent = Buffer.concat(chunks)
      if (answer.statusCode !== 200) throw new Error(`${path} answered ${answer.statusCode}: ${sent}`)
      return { bytes: sent.length, unpackedBytes: unpacked(answer, sent).length }
    },
    close: () => agent.destroy(),
  }
}

const answerOf = (url: string, headers: Record<string, string>, agent: Agent) =>
  new Promise<IncomingMessage>((resolve, reject) => {
    get(url, { headers, agent }, resolve).on('error', reject)
  })

function unpacked({ headers }: IncomingMessage, sent: Buffer): Buffer {
  const encoding = headers['content-encoding']
  if (encoding === undefined) return sent
  if (encoding === 'br') return brotliDecompressSync(sent)
  if (encoding === 'gzip') return gunzipSync(sent)
  throw new Error(`nobody reads ${encoding} here`)
}
