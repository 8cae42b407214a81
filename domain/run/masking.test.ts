import { expect, test } from 'vitest'
import { cpuMsOf } from '#test/cpu-time.ts'
import { mask, maskedParameters, maskedText } from './masking.ts'

test.each([
  'password',
  'PassPhrase',
  'dbPassword',
  'secret',
  'client_secret',
  'token',
  'apiKey',
  'api-key',
  'aws_access_key',
  'privateKey',
  'Authorization',
  'credentials',
  'cookie',
  'cvv',
])('what is named %s is masked, whatever it holds', (name) => {
  expect(maskedParameters({ [name]: 'hunter2' })).toEqual({ [name]: mask })
  expect(maskedParameters({ [name]: 123 })).toEqual({ [name]: mask })
  const inside = { [name]: [{ user: 'ada' }, 'hunter2'] }
  expect(JSON.stringify(maskedParameters(inside))).not.toMatch(/ada|hunter2/)
})

const secrets = [
  'sk-proj-abcdefghijklmnopqrstuvwx',
  'sk_live_abcdefghijklmnop1234',
  'ghp_abcdefghijklmnopqrstuvwxyz0123456789',
  'xoxb-1234567890-abcdefghij',
  'AKIAABCDEFGHIJKLMNOP',
  'AIzaSyA0123456789abcdefghijklmnopqrstu',
  'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abcdefghijkl',
  '-----BEGIN RSA PRIVATE KEY-----\nMIIabc\n-----END RSA PRIVATE KEY-----',
  '-----BEGIN PRIVATE KEY-----\ncut off',
]
test.each(secrets)('%j is masked wherever it stands', (secret) => {
  expect(maskedText(`before ${secret}`)).toBe(`before ${mask}`)
  expect(maskedParameters({ a: [{ body: `x ${secret}` }] })).toEqual({ a: [{ body: `x ${mask}` }] })
})

test('of a command or an address only the secret is masked', () => {
  const texts: [string, string][] = [
    ['curl -H "Authorization: Bearer abcdefghijklmnopqrst" x', `curl -H "Authorization: ${mask}" x`],
    ['postgres://app:hunter2@db/x', `postgres://app:${mask}@db/x`],
    ['PASSWORD=correct-horse make', `PASSWORD=${mask} make`],
    ['DB_PASSWORD=correct-horse GITHUB_TOKEN="abcdefgh" x', `DB_PASSWORD=${mask} GITHUB_TOKEN="${mask}" x`],
    ['{"apiKey": "abcdefgh"}', `{"apiKey": "${mask}"}`],
    ['token: abcdefgh, and more', `token: ${mask}, and more`],
  ]
  for (const [text, masked] of texts) expect(maskedText(text)).toBe(masked)
})

test('what is ordinary is not touched', () => {
  const parameters = {
    to: 'ada@example.com',
    body: 'Your token of thanks; see https://example.com/a:b, password reset is Monday.',
    max_tokens: 100,
    keyboard: 'de',
    isSecret: true,
    token: '',
    nothing: null,
    list: [1, 'two', { three: false }],
    hash: 'a'.repeat(64),
  }
  expect(maskedParameters(parameters)).toEqual(parameters)
})

test('nothing is cut: who approves it sees all of it', () => {
  const body = 'x'.repeat(60_000)
  expect(maskedParameters({ body }).body === body).toBe(true)
})

test('what is given stays as it was: the Mac needs it in full', () => {
  const parameters = { login: { password: 'hunter2' } }
  maskedParameters(parameters)
  expect(parameters).toEqual({ login: { password: 'hunter2' } })
})

test('a wide table of a tool does not hold the gate up', () => {
  const table = `a${' '.repeat(300_000)}b`
  expect(cpuMsOf(() => maskedText(table))).toBeLessThan(2_000)
})
