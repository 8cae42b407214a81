import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sha256Hex } from '#domain/ledger/digest.ts'
import { createQualityActivities } from './quality-activities.ts'
import { checkUrl, type UrlCheckDeps } from './url-check.ts'

const asked: string[] = []
let flaky = 0
const pages: Record<string, (res: ServerResponse, req: IncomingMessage) => void> = {
  '/page': (res) => res.end('<h1>Issue 148</h1>'),
  '/latin': (res) =>
    res.setHeader('content-type', 'text/html; charset=iso-8859-1').end(Buffer.from('Gr\xfc\xdfe', 'latin1')),
  '/odd-charset': (res) => res.setHeader('content-type', 'text/html; charset=nonsense').end('Grüße'),
  '/gone': (res) => res.writeHead(404).end('Issue 148 is not here'),
  '/empty': (res) => res.writeHead(204).end(),
  '/flaky': (res) => {
    flaky += 1
    res.writeHead(flaky < 3 ? 503 : 200).end('Issue 148')
  },
  '/broken': (res) => res.writeHead(500).end('no'),
  '/long': (res) => res.end('x'.repeat(5_000)),
  '/slow': (res) => res.write('Issue'),
  '/packed': (res) => res.setHeader('content-encoding', 'gzip').end(gzipSync('Issue 148')),
  '/plainly-packed': (res) => res.setHeader('content-encoding', 'identity').end('Issue 148'),
  '/cut': (res) => {
    res.writeHead(200, { 'content-length': '100' }).write('Issue 148')
    setTimeout(() => res.destroy(), 20)
  },
  '/moved': (res) => res.writeHead(302, { location: '/page' }).end(),
  '/round': (res) => res.writeHead(302, { location: '/round' }).end(),
  '/nowhere': (res) => res.writeHead(302, { location: 'http://' }).end(),
  '/no-location': (res) => res.writeHead(302).end('Issue 148'),
  '/to': (res, { url }) =>
    res.writeHead(307, { location: new URL(url ?? '', 'http://x').searchParams.get('at') ?? '' }).end(),
}

const server = createServer((req, res) => {
  asked.push(`${req.headers.host} ${req.url}`)
  const page = pages[(req.url ?? '').replace(/\?.*/, '')]
  if (page) page(res, req)
  else res.writeHead(404).end()
})
let port = 0
let base = ''
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  port = (server.address() as AddressInfo).port
  base = `http://good.test:${port}`
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

/** Names as a test's world has them. Only good.test may be inside. */
const names: Record<string, string[]> = {
  'good.test': ['127.0.0.1'],
  'inside.test': ['127.0.0.1'],
  'mapped.test': ['::ffff:127.0.0.1'],
  'both.test': ['93.184.216.34', '10.0.0.1'],
  'metadata.test': ['169.254.169.254'],
  'six.test': ['fd00::1'],
  'loop.test': ['::1'],
}
const deps: UrlCheckDeps = {
  allowedHosts: ['good.test'],
  async resolve(host) {
    const found = names[host]
    if (!found) throw Object.assign(new Error('no such name'), { code: 'ENOTFOUND' })
    return found.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))
  },
  timeoutMs: 300,
  mostBytes: 4_000,
  pauseMs: 5,
}
const look = (url: string, contains = 'Issue 148') => checkUrl(deps, { url, contains })

describe('what an address answered', () => {
  test('is its status, its text and the hash of it; asked twice it is the same', async () => {
    const { checkUrl: activity } = createQualityActivities(deps)
    const seen = {
      url: `${base}/page`,
      status: 200,
      hasText: true,
      hash: sha256Hex('<h1>Issue 148</h1>'),
      size: 18,
    }
    for (const _ of [1, 2]) {
      expect(await activity({ url: `${base}/page`, contains: 'Issue 148' })).toEqual(seen)
    }
    expect(await look(`${base}/page`, 'Issue 149')).toMatchObject({ status: 200, hasText: false })
  })

  test.each([
    ['/gone', { status: 404, hasText: true }],
    ['/empty', { status: 204, hasText: false, size: 0 }],
    ['/plainly-packed', { status: 200, hasText: true }],
    ['/no-location', { status: 302, hasText: true }],
    ['/broken', { status: 500 }],
  ])('%s', async (path, seen) => {
    expect(await look(base + path)).toMatchObject(seen)
  })

  test('in another alphabet is read as it says', async () => {
    expect(await look(`${base}/latin`, 'Grüße')).toMatchObject({ hasText: true })
    expect(await look(`${base}/odd-charset`, 'Grüße')).toMatchObject({ hasText: true })
  })

  test('that may pass by itself is asked for again', async () => {
    expect(await look(`${base}/flaky`)).toMatchObject({ status: 200, hasText: true })
    expect(flaky).toBe(3)
  })

  test('where it leads on is what counts', async () => {
    expect(await look(`${base}/moved`)).toMatchObject({ status: 200, url: `${base}/page`, hasText: true })
  })
})

describe('no answer', () => {
  test.each([
    ['/long', /longer than 4,000 bytes/],
    ['/slow', /nothing within 0.3 s/],
    ['/packed', /packed as gzip/],
    ['/cut', /^It did not answer: (ECONNRESET|aborted)/],
    ['/round', /more than 5 times/],
    ['/nowhere', /leads to http:\/\/, which is no address/],
  ])('%s', async (path, problem) => {
    expect(await look(base + path)).toEqual({ problem: expect.stringMatching(problem) })
  })

  test('of a name that nobody has, and of a port that nobody listens at', async () => {
    expect(await look('http://unknown.test/')).toEqual({ problem: 'It did not answer: ENOTFOUND.' })
    expect(await look('http://good.test:9/')).toEqual({ problem: 'It did not answer: ECONNREFUSED.' })
  })
})

describe('nothing inside is asked', () => {
  const inside = () => [
    `http://127.0.0.1:${port}/page`,
    `http://localhost:${port}/page`,
    `http://2130706433:${port}/page`,
    `http://0x7f.1:${port}/page`,
    `http://[::1]:${port}/page`,
    `http://[::ffff:127.0.0.1]:${port}/page`,
    `http://[::ffff:7f00:1]:${port}/page`,
    `http://inside.test:${port}/page`,
    `http://mapped.test:${port}/page`,
    `http://both.test:${port}/page`,
    `http://metadata.test/latest/meta-data/`,
    `http://169.254.169.254/latest/meta-data/`,
    `http://six.test:${port}/page`,
    `http://loop.test:${port}/page`,
    `http://ada:secret@good.test:${port}/page`,
    `file:///etc/passwd`,
    'javascript:alert(1)',
    'not an address',
  ]

  test('by its address, by a name that leads there, or by another way to write it', async () => {
    asked.length = 0
    for (const url of inside()) {
      const seen = await look(url)
      expect({ url, seen }).toEqual({
        url,
        seen: {
          problem: expect.stringMatching(/public internet|begin with http|is not an address|must not hold/),
        },
      })
    }
    expect(asked).toEqual([])
  })

  test('nor after an allowed address has led there', async () => {
    for (const url of inside().slice(0, -1)) {
      asked.length = 0
      const seen = await look(`${base}/to?at=${encodeURIComponent(url)}`)
      expect({ url, seen }).toEqual({
        url,
        seen: { problem: expect.stringMatching(/public internet|begin|must not/) },
      })
      expect(asked).toEqual([`good.test:${port} /to?at=${encodeURIComponent(url)}`])
    }
  })

  test('a name is resolved once, so that it can’t lead elsewhere between the look and the question', async () => {
    let times = 0
    const rebinding: UrlCheckDeps = {
      ...deps,
      allowedHosts: [],
      async resolve() {
        times += 1
        return [{ address: times === 1 ? '192.0.2.1' : '127.0.0.1', family: 4 }]
      },
    }
    const seen = await checkUrl(rebinding, { url: `http://rebind.test:${port}/page`, contains: 'Issue 148' })
    expect(seen).toEqual({ problem: 'rebind.test leads to 192.0.2.1, which is not on the public internet.' })
    expect(times).toBe(1)
  })

  test('names are looked up where nothing is said', async () => {
    const real: UrlCheckDeps = { allowedHosts: [`localhost:${port}`], timeoutMs: 2_000 }
    const seen = await checkUrl(real, { url: `http://localhost:${port}/page`, contains: 'Issue 148' })
    expect(seen).toMatchObject({ status: 200, hasText: true })
  })
})
