import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { macMiniConfig, productTemporal } from './mac-mini-file.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'front-office-mac-mini-file-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const noProfile = { TEMPORAL_CONFIG_FILE: '/nowhere/temporal.toml' }

const file = (name: string, content: unknown) => {
  const path = join(folder, name)
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content), { mode: 0o600 })
  return { MAC_MINI_CONFIG: path, ...noProfile }
}
const good = {
  executorId: 'mac-mini',
  gatewayUrl: 'ws://127.0.0.1:18789',
  gatewayToken: 'gateway',
  apiUrl: 'http://127.0.0.1:4000',
  apiToken: 'api',
  bridgePort: 18790,
  bridgeToken: 'a-bridge-token-of-ours',
  temporalAddress: '10.0.0.5:7233',
  temporalNamespace: 'mine',
  dataFolder: '/var/lib/mac-mini',
}

test('the executor reads its own file, and where Temporal is from it', () => {
  const config = macMiniConfig({ ...file('good.json', good), TEMPORAL_ADDRESS: 'elsewhere:1' })
  expect(config).toMatchObject(good)
  expect(config.temporal).toMatchObject({
    namespace: 'mine',
    connectionOptions: { address: '10.0.0.5:7233' },
  })
})

test.each([
  ['no.json', null, /can't be read/],
  ['half.json', '{"executorId":', /half\.json is not JSON/],
  ['extra.json', { ...good, gatewayTokn: 'x' }, /gatewayTokn/],
  ['http.json', { ...good, gatewayUrl: 'http://x' }, /gatewayUrl: must be a URL like ws:/],
  ['relative.json', { ...good, dataFolder: 'here' }, /dataFolder: must be an absolute path/],
  ['runs.json', { ...good, maxRuns: 0 }, /maxRuns: .*>=1/],
])('%s is refused with its name and what is wrong', (name, content, sentence) => {
  const env = content === null ? { MAC_MINI_CONFIG: join(folder, name) } : file(name, content)
  expect(() => macMiniConfig(env)).toThrow(sentence)
})

test.each([0o640, 0o604, 0o660, 0o644])(
  'a file with the rights %o is refused, and says what to do',
  (mode) => {
    const env = file(`open-${mode}.json`, good)
    chmodSync(env.MAC_MINI_CONFIG, mode)
    const sentence = `others on this machine can read it (its rights are ${mode.toString(8)}). Close it: chmod 600 '${env.MAC_MINI_CONFIG}'`
    expect(() => macMiniConfig(env)).toThrow(sentence)
    chmodSync(env.MAC_MINI_CONFIG, 0o400)
    expect(macMiniConfig(env)).toMatchObject(good)
  },
)

test('how many runs it takes at once may be said there', () => {
  expect(macMiniConfig(file('usual.json', good)).maxRuns).toBeUndefined()
  expect(macMiniConfig(file('many.json', { ...good, maxRuns: 24 })).maxRuns).toBe(24)
})

test('one file holds the way to Temporal too, and counts more than the environment', () => {
  const tls = { caFile: join(folder, 'ca.pem') }
  writeFileSync(tls.caFile, 'a certificate')
  const env = {
    ...file('cloud.json', { ...good, temporalApiKey: 'ours', temporalTls: tls }),
    TEMPORAL_API_KEY: 'x',
  }
  const { apiKey, tls: read } = macMiniConfig(env).temporal.connectionOptions
  expect(apiKey).toBe('ours')
  const { serverRootCACertificate } = read as { serverRootCACertificate: Uint8Array }
  expect(Buffer.from(serverRootCACertificate).toString()).toBe('a certificate')
  const plain = file('plain.json', { ...good, temporalTls: true })
  expect(macMiniConfig(plain).temporal.connectionOptions.tls).toBeTruthy()
  expect(macMiniConfig(file('none.json', good)).temporal.connectionOptions.tls).toBeFalsy()
})

test('flags name the file and the folder of the logs; an unknown one, or no file, is refused', () => {
  const { MAC_MINI_CONFIG: path } = file('flags.json', good)
  expect(macMiniConfig(noProfile, ['--config', path, '--logs', '/x/logs'])).toMatchObject({
    file: path,
    logs: '/x/logs',
  })
  expect(macMiniConfig({ ...noProfile, MAC_MINI_CONFIG: path }).logs).toBeNull()
  expect(() => macMiniConfig(noProfile)).toThrow('npm run mac-mini -- --config <file>')
  expect(() => macMiniConfig(noProfile, ['--confg', path])).toThrow(/confg.*It takes --config <file>/)
})

test('the Temporal of a product: of the folder that is named, of the environment, or nobody knows', () => {
  mkdirSync(join(folder, 'product', 'mac-mini'), { recursive: true })
  file('product/mac-mini/config.json', { ...good, temporalAddress: 'ours:1' })
  const named = { ...noProfile, TEMPORAL_ADDRESS: 'elsewhere:1' }
  const addressOf = (...of: Parameters<typeof productTemporal>) =>
    productTemporal(...of).connectionOptions.address
  expect(addressOf(join(folder, 'product'), named)).toBe('ours:1')
  expect(addressOf(undefined, named)).toBe('elsewhere:1')
  expect(() => productTemporal(join(folder, 'nowhere'), named)).toThrow(/was never started in .*nowhere/)
})
