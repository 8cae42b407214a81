import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  anchorAccessConfig,
  apiConfig,
  ConfigError,
  controlConfig,
  logLevel,
  temporalConfig,
} from './config.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'front-office-config-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const database = 'postgresql://front_office_app:x@127.0.0.1:5432/front_office'
const secret = 'a-secret-of-thirty-two-characters'
const noProfile = { TEMPORAL_CONFIG_FILE: '/nowhere/temporal.toml' }

test('the api has defaults for all but its database and its secret', () => {
  expect(apiConfig({ APP_DATABASE_URL: database, AUTH_SECRET: secret, PORT: '', ...noProfile })).toEqual({
    databaseUrl: database,
    host: '127.0.0.1',
    port: 4000,
    publicUrl: 'http://127.0.0.1:4000',
    webDist: null,
    authSecret: secret,
    temporalUiUrl: null,
    temporalNamespace: 'default',
    currency: 'USD',
    checkHosts: [],
    artifacts: { folder: resolve('.data/artifacts') },
  })
})

test('hosts inside that may be looked at are a list of names', () => {
  const hostsOf = (text: string) =>
    controlConfig({ APP_DATABASE_URL: database, FRONT_OFFICE_CHECK_HOSTS: text, ...noProfile }).checkHosts
  expect(hostsOf(' Intranet.example, 127.0.0.1:8080 wiki')).toEqual([
    'intranet.example',
    '127.0.0.1:8080',
    'wiki',
  ])
  expect(() => hostsOf('https://intranet.example/')).toThrow(/FRONT_OFFICE_CHECK_HOSTS.*hosts like/)
})

const amazons = { region: 'us-east-1', endpoint: null, isPathStyle: false, credentials: null }

test('anchors go into a file, to an address, or both; the token may lie in a file of its own', () => {
  const anchorsOf = (env: Record<string, string>) =>
    controlConfig({ APP_DATABASE_URL: database, ...env, ...noProfile }).anchors
  const access = { token: null, s3: amazons }
  expect(anchorsOf({})).toEqual({ file: null, url: null, access, everyMs: 60_000 })
  const tokenFile = join(folder, 'anchor-token')
  writeFileSync(tokenFile, 'from the file\n')
  const url = 'https://store.example/anchors'
  const all = { ANCHOR_FILE: '/data/anchors.ndjson', ANCHOR_URL: url, ANCHOR_EVERY_SECONDS: '5' }
  expect(anchorsOf({ ...all, ANCHOR_TOKEN_FILE: tokenFile, ANCHOR_TOKEN: 'other' })).toEqual({
    ...{ file: '/data/anchors.ndjson', url, everyMs: 5_000 },
    access: { ...access, token: 'from the file' },
  })
  expect(anchorsOf({ ANCHOR_TOKEN: 'given' }).access.token).toBe('given')
  expect(() => anchorsOf({ ANCHOR_FILE: 'anchors.ndjson' })).toThrow(/ANCHOR_FILE: must be an absolute path/)
  expect(() => anchorsOf({ ANCHOR_TOKEN_FILE: '/nowhere' })).toThrow(/\/nowhere can't be read/)
})

test('anchors go into a bucket, which is reached as that of artifacts and has a key of its own', () => {
  const read = (env: Record<string, string>) =>
    controlConfig({ APP_DATABASE_URL: database, ...env, ...noProfile })
  const keys = { ANCHOR_S3_ACCESS_KEY_ID: 'key', ANCHOR_S3_SECRET_ACCESS_KEY: 'secret' }
  const place = { ANCHOR_URL: 's3://anchors/front/office', ANCHOR_S3_REGION: 'eu-1' }
  const own = { ...place, ...keys, ANCHOR_S3_ENDPOINT: 'http://127.0.0.1:9000' }
  expect(read(own).anchors).toMatchObject({ url: place.ANCHOR_URL })
  const s3 = { region: 'eu-1', endpoint: own.ANCHOR_S3_ENDPOINT, isPathStyle: true }
  const credentials = { accessKeyId: 'key', secretAccessKey: 'secret' }
  expect(read(own).anchors.access.s3).toEqual({ ...s3, credentials })
  expect(anchorAccessConfig(own)).toEqual({ token: null, s3: { ...s3, credentials } })
  for (const url of ['s3://anchors', 's3://anchors/'])
    expect(() => read({ ANCHOR_URL: url })).toThrow(/ANCHOR_URL: must name a key behind the bucket/)
  expect(() => read({ ANCHOR_URL: 'ftp://x/y' })).toThrow(
    /ANCHOR_URL: must be a URL like .*s3:\/\/bucket\/key/,
  )
  expect(() => read({ ...place, ANCHOR_S3_ACCESS_KEY_ID: 'x' })).toThrow(/ANCHOR_S3_.*belong together/)
})

test('every mistake is named at once', () => {
  const wrong = () => apiConfig({ APP_DATABASE_URL: 'mysql://x', AUTH_SECRET: 'short', PORT: 'abc' })
  expect(wrong).toThrow(ConfigError)
  expect(wrong).toThrow(/APP_DATABASE_URL: must be a URL like postgresql:/)
  expect(wrong).toThrow(/AUTH_SECRET: must have at least 32/)
  expect(wrong).toThrow(/PORT: /)
})

test('where Temporal is comes from its own variables', () => {
  const target = controlConfig({
    APP_DATABASE_URL: database,
    TEMPORAL_ADDRESS: 'cloud.example:7233',
    TEMPORAL_NAMESPACE: 'mine',
    TEMPORAL_API_KEY: 'key',
    ...noProfile,
  }).temporal
  expect(target.namespace).toBe('mine')
  expect(target.connectionOptions).toMatchObject({ address: 'cloud.example:7233', apiKey: 'key', tls: true })
  expect(temporalConfig(noProfile).connectionOptions.address).toBe('127.0.0.1:7233')
})

test('the log level is one that exists', () => {
  expect(logLevel({})).toBe('info')
  expect(() => logLevel({ LOG_LEVEL: 'loud' })).toThrow(ConfigError)
})

test('artifacts lie on disk, or in a bucket that is named', () => {
  const env = { APP_DATABASE_URL: database, AUTH_SECRET: secret, ARTIFACTS_FOLDER: '/a', ...noProfile }
  expect(apiConfig(env).artifacts).toEqual({ folder: '/a' })
  const named = { ...env, ARTIFACTS_S3_BUCKET: 'letters', ARTIFACTS_S3_ENDPOINT: 'http://127.0.0.1:9000' }
  expect(apiConfig(named).artifacts.s3).toEqual({
    ...{ bucket: 'letters', region: 'us-east-1', endpoint: 'http://127.0.0.1:9000', isPathStyle: true },
    ...{ prefix: 'artifacts/', credentials: null },
  })
  expect(() => apiConfig({ ...named, ARTIFACTS_S3_ACCESS_KEY_ID: 'x' })).toThrow(/belong together/)
})
