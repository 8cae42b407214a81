import { describe, expect, test } from 'vitest'
import { urlOf, urlRefusal, urlShapeRefusal } from './url-rules.ts'

const allowed = ['intranet.example', '127.0.0.1:8080', 'wiki']

describe('an address that may be looked at', () => {
  test.each([
    'https://example.com',
    'http://example.com:8080/a?b=c#d',
    'https://1.1.1.1/',
    'https://[2606:4700:4700::1111]/',
    'http://intranet.example/page',
    'http://INTRANET.example:81/page',
    'http://127.0.0.1:8080/',
    'http://wiki/',
    'https://xn--bcher-kva.example',
  ])('%s', (url) => {
    expect(urlRefusal(url, allowed)).toBeNull()
  })
})

test('an address with letters beyond ASCII is one after any number of others', () => {
  for (let n = 0; n < 20_000; n++) urlShapeRefusal(`https://e${n}.example/`)
  // As it comes from the wire: one piece of Latin-1.
  expect(urlShapeRefusal(JSON.parse('"https://bücher.example/"'))).toBeNull()
  expect(urlOf(JSON.parse('"/bücher"'), 'https://example.com/a')?.href).toBe(
    'https://example.com/b%C3%BCcher',
  )
  expect(urlOf('/a')).toBeNull()
})

describe('an address of another kind', () => {
  test.each([
    ['javascript:alert(1)', 'must begin with http:// or https://'],
    ['data:text/html,hello', 'must begin'],
    ['file:///etc/passwd', 'must begin'],
    ['ftp://example.com', 'must begin'],
    ['example.com', 'is not an address'],
    ['', 'is not an address'],
    ['http://', 'is not an address'],
    ['https://ada:secret@example.com/', 'must not hold a name or a password'],
    ['https://ada@example.com/', 'must not hold a name or a password'],
  ])('%s %s', (url, why) => {
    expect(urlShapeRefusal(url)).toContain(why)
    expect(urlRefusal(url, allowed)).toContain(why)
  })
})

describe('an address inside', () => {
  test.each([
    'http://localhost:3000/',
    'http://LOCALHOST/',
    'http://localhost./',
    'http://api.localhost/',
    'http://printer.local/',
    'http://vault.internal/',
    'http://metadata.google.internal/computeMetadata/v1/',
    'http://router.lan/',
    'http://server/',
    'http://127.0.0.1/',
    'http://127.0.0.1:8081/',
    'http://2130706433/',
    'http://0x7f.1/',
    'http://0177.0.0.1/',
    'http://169.254.169.254/latest/meta-data/',
    'http://10.0.0.1/',
    'http://[::1]/',
    'http://[::ffff:127.0.0.1]/',
    'http://[::ffff:169.254.169.254]/',
    'http://[fe80::1]/',
    'http://[64:ff9b::10.0.0.1]/',
    'http://notintranet.example.localhost/',
  ])('%s', (url) => {
    expect(urlShapeRefusal(url)).toBeNull()
    expect(urlRefusal(url, allowed)).toContain('must be on the public internet')
  })
})
