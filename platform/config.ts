import { existsSync, readFileSync, statSync } from 'node:fs'
import { isAbsolute, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { loadClientConnectConfig } from '@temporalio/envconfig'
import { z } from 'zod'
import type { S3Place } from './blobs/s3-store.ts'

/** The settings are wrong: the message names every one and what it should be. */
export class ConfigError extends Error {
  override name = 'ConfigError'
}

type Env = Record<string, string | undefined>
/** How to reach Temporal, as both its client and its worker take it. */
export interface TemporalTarget {
  connectionOptions: ReturnType<typeof loadClientConnectConfig>['connectionOptions']
  namespace: string
}

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const
const postgresUrl = z.url({
  protocol: /^postgres(ql)?$/,
  error: 'must be a URL like postgresql://user:password@host:5432/name',
})
const httpUrl = z.url({ protocol: /^https?$/, error: 'must be a URL like http://127.0.0.1:4000' })
const port = z.coerce.number().int().min(0).max(65_535)
const shared = { LOG_LEVEL: z.enum(logLevels).default('info') }
/** Hosts inside that a deliverable's address may name: `intranet.example, 127.0.0.1:8080`. */
const hosts = z
  .string()
  .default('')
  .transform((text) =>
    text
      .toLowerCase()
      .split(/[\s,]+/)
      .filter(Boolean),
  )
  .pipe(z.array(z.string().regex(/^[^/@?#]+$/, 'must be hosts like intranet.example, with a comma between')))

/** Where artifacts lie; what is on its way to them lies in the folder in any case. */
const artifactsEnv = {
  ARTIFACTS_FOLDER: z
    .string()
    .refine(isAbsolute, 'must be an absolute path')
    .default(resolve('.data/artifacts')),
  ARTIFACTS_S3_BUCKET: z.string().optional(),
  ARTIFACTS_S3_REGION: z.string().default('us-east-1'),
  ARTIFACTS_S3_ENDPOINT: httpUrl.optional(),
  /** Not said: in the path where an endpoint is named. */
  ARTIFACTS_S3_PATH_STYLE: z.stringbool().optional(),
  ARTIFACTS_S3_PREFIX: z.string().default('artifacts/'),
  ARTIFACTS_S3_ACCESS_KEY_ID: z.string().optional(),
  ARTIFACTS_S3_SECRET_ACCESS_KEY: z.string().optional(),
}

const ApiEnv = z.object({
  ...shared,
  ...artifactsEnv,
  APP_DATABASE_URL: postgresUrl,
  PORT: port.default(4000),
  PUBLIC_URL: httpUrl.optional(),
  HOST: z.string().default('127.0.0.1'),
  WEB_DIST: z.string().optional(),
  AUTH_SECRET: z.string().min(32, 'must have at least 32 characters'),
  TEMPORAL_UI_URL: httpUrl.optional(),
  PORTFOLIO_CURRENCY: z
    .string()
    .regex(/^[A-Z]{3}$/, 'must be three capital letters like USD')
    .default('USD'),
  FRONT_OFFICE_CHECK_HOSTS: hosts,
})
const ControlEnv = z.object({
  ...shared,
  ...artifactsEnv,
  APP_DATABASE_URL: postgresUrl,
  WORKFLOW_BUNDLE: z.string().optional(),
  PUBLIC_URL: httpUrl.optional(),
  FRONT_OFFICE_CHECK_HOSTS: hosts,
  LOOK_EVERY_SECONDS: z.coerce.number().int().min(10).max(86_400).default(300),
  ANCHOR_FILE: z.string().refine(isAbsolute, 'must be an absolute path').optional(),
  ANCHOR_URL: httpUrl.optional(),
  ANCHOR_TOKEN: z.string().optional(),
  ANCHOR_TOKEN_FILE: z.string().refine(isAbsolute, 'must be an absolute path').optional(),
  ANCHOR_EVERY_SECONDS: z.coerce.number().int().min(1).max(86_400).default(60),
})
const SetUpEnv = z.object({
  DATABASE_URL: postgresUrl,
  APP_DATABASE_URL: postgresUrl.refine((url) => new URL(url).password !== '', 'must hold a password'),
  PUBLIC_URL: httpUrl,
  EXECUTOR_TOKEN: z.string().min(16, 'must have at least 16 characters').optional(),
})
const MacMiniEnv = z.object({ ...shared, MAC_MINI_CONFIG: z.string().optional() })

const PracticeEnv = z.object({
  ...shared,
  PRACTICE_FOLDER: z.string().refine(isAbsolute, 'must be an absolute path'),
  PRACTICE_PORT: port,
  PRACTICE_TOKEN: z.string().min(1),
  PRACTICE_BRIDGE_URL: httpUrl,
  PRACTICE_BRIDGE_TOKEN: z.string().min(1),
  PRACTICE_OUTBOX: z.string().refine(isAbsolute, 'must be an absolute path').optional(),
  PRACTICE_SLOW_MS: z.coerce.number().int().min(0).default(0),
})

const aFile = z.string().refine(isAbsolute, 'must be an absolute path')
const TemporalTls = z.union([
  z.boolean(),
  z.strictObject({ caFile: aFile.optional(), certFile: aFile.optional(), keyFile: aFile.optional() }),
])

/** mac-mini/config.json: the file that an operator edits to connect a real OpenClaw. */
export const MacMiniFile = z.strictObject({
  executorId: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, 'must be a name like mac-mini'),
  gatewayUrl: z.url({ protocol: /^wss?$/, error: 'must be a URL like ws://127.0.0.1:18789' }),
  gatewayToken: z.string().min(1),
  apiUrl: httpUrl,
  apiToken: z.string().min(1),
  bridgePort: z.int().min(0).max(65_535),
  bridgeToken: z.string().min(16, 'must have at least 16 characters'),
  temporalAddress: z.string().min(1),
  temporalNamespace: z.string().min(1),
  temporalApiKey: z.string().min(1).optional(),
  temporalTls: TemporalTls.optional(),
  dataFolder: z.string().refine(isAbsolute, 'must be an absolute path'),
})
export type MacMiniFile = z.infer<typeof MacMiniFile>

function parse<T extends z.ZodType>(schema: T, value: unknown, where: string): z.output<T> {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const lines = result.error.issues.map(
    (issue) => `  ${issue.path.join('.') || '(all of it)'}: ${issue.message}`,
  )
  throw new ConfigError(`${where} is not right:\n${lines.join('\n')}`)
}

const fromEnv = <T extends z.ZodType>(schema: T, env: Env) =>
  parse(schema, blankIsUnset(env), 'The environment')

const withoutSlash = (url: string) => url.replace(/\/+$/, '')

/** Compose passes unset variables as empty strings. */
const blankIsUnset = (env: Env) => Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))

function temporalTarget(env: Env, fallback: { address: string; namespace: string }): TemporalTarget {
  const overrideEnvVars: Record<string, string> = {}
  for (const [name, value] of Object.entries(env)) if (value) overrideEnvVars[name] = value
  const { connectionOptions, namespace } = loadClientConnectConfig({ overrideEnvVars })
  return {
    connectionOptions: { ...connectionOptions, address: connectionOptions.address ?? fallback.address },
    namespace: namespace ?? fallback.namespace,
  }
}

/** TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE, TEMPORAL_API_KEY, TEMPORAL_TLS* or a profile file; else this machine's. */
export const temporalConfig = (
  env: Env = process.env,
  fallback = { address: '127.0.0.1:7233', namespace: 'default' },
) => temporalTarget(env, fallback)

/** The Temporal of a Front Office: the one of the data folder if it is named, else the environment's, else `.data`'s. */
export function productTemporal(dataFolder: string | undefined, env: Env = process.env): TemporalTarget {
  const named = temporalConfig(env, { address: '', namespace: 'default' })
  if (dataFolder === undefined && named.connectionOptions.address) return named
  const file = join(dataFolder ?? '.data', 'mac-mini', 'config.json')
  if (existsSync(file)) return temporalOf(readMacMiniFile(file), env)
  throw new ConfigError(
    `Front Office was never started in ${dataFolder ?? '.data'}. Name its folder with --data, or its Temporal with TEMPORAL_ADDRESS.`,
  )
}

export interface ArtifactPlace {
  folder: string
  /** The store is a bucket; the folder then holds only what is on its way. */
  s3?: S3Place
}
type ArtifactsRead = z.output<z.ZodObject<typeof artifactsEnv>>

const artifactPlace = (read: ArtifactsRead): ArtifactPlace => ({
  folder: read.ARTIFACTS_FOLDER,
  ...(read.ARTIFACTS_S3_BUCKET && { s3: s3Place(read, read.ARTIFACTS_S3_BUCKET) }),
})

function s3Place(read: ArtifactsRead, bucket: string): S3Place {
  const [accessKeyId, secretAccessKey] = [
    read.ARTIFACTS_S3_ACCESS_KEY_ID,
    read.ARTIFACTS_S3_SECRET_ACCESS_KEY,
  ]
  if (Boolean(accessKeyId) !== Boolean(secretAccessKey))
    throw new ConfigError(
      'ARTIFACTS_S3_ACCESS_KEY_ID and ARTIFACTS_S3_SECRET_ACCESS_KEY belong together: set both or none.',
    )
  return {
    bucket,
    region: read.ARTIFACTS_S3_REGION,
    endpoint: read.ARTIFACTS_S3_ENDPOINT ?? null,
    isPathStyle: read.ARTIFACTS_S3_PATH_STYLE ?? read.ARTIFACTS_S3_ENDPOINT !== undefined,
    prefix: read.ARTIFACTS_S3_PREFIX,
    credentials: accessKeyId && secretAccessKey ? { accessKeyId, secretAccessKey } : null,
  }
}

export function apiConfig(env: Env = process.env) {
  const read = fromEnv(ApiEnv, env)
  return {
    databaseUrl: read.APP_DATABASE_URL,
    host: read.HOST,
    port: read.PORT,
    publicUrl: withoutSlash(read.PUBLIC_URL ?? `http://127.0.0.1:${read.PORT}`),
    webDist: read.WEB_DIST ?? null,
    authSecret: read.AUTH_SECRET,
    temporalUiUrl: read.TEMPORAL_UI_URL ? withoutSlash(read.TEMPORAL_UI_URL) : null,
    temporalNamespace: temporalConfig(env).namespace,
    currency: read.PORTFOLIO_CURRENCY,
    checkHosts: read.FRONT_OFFICE_CHECK_HOSTS,
    artifacts: artifactPlace(read),
  }
}
export type ApiConfig = ReturnType<typeof apiConfig>

export function controlConfig(env: Env = process.env) {
  const read = fromEnv(ControlEnv, env)
  return {
    databaseUrl: read.APP_DATABASE_URL,
    temporal: temporalConfig(env),
    workflowBundle: read.WORKFLOW_BUNDLE ?? null,
    publicUrl: read.PUBLIC_URL ? withoutSlash(read.PUBLIC_URL) : null,
    checkHosts: read.FRONT_OFFICE_CHECK_HOSTS,
    artifacts: artifactPlace(read),
    lookEveryMs: read.LOOK_EVERY_SECONDS * 1_000,
    anchors: {
      file: read.ANCHOR_FILE ?? null,
      url: read.ANCHOR_URL ?? null,
      token: read.ANCHOR_TOKEN_FILE ? firstLineOf(read.ANCHOR_TOKEN_FILE) : (read.ANCHOR_TOKEN ?? null),
      everyMs: read.ANCHOR_EVERY_SECONDS * 1_000,
    },
  }
}

export const sampleConfig = (env: Env = process.env) => ({
  databaseUrl: fromEnv(z.object({ APP_DATABASE_URL: postgresUrl }), env).APP_DATABASE_URL,
})

/** For the one process that migrates. */
export function setUpConfig(env: Env = process.env) {
  const read = fromEnv(SetUpEnv, env)
  return {
    ownerUrl: read.DATABASE_URL,
    appUrl: read.APP_DATABASE_URL,
    publicUrl: withoutSlash(read.PUBLIC_URL),
    executorToken: read.EXECUTOR_TOKEN ?? null,
  }
}

export function practiceConfig(env: Env = process.env) {
  const read = fromEnv(PracticeEnv, env)
  return {
    folder: read.PRACTICE_FOLDER,
    port: read.PRACTICE_PORT,
    token: read.PRACTICE_TOKEN,
    bridge: { url: read.PRACTICE_BRIDGE_URL, token: read.PRACTICE_BRIDGE_TOKEN },
    outbox: read.PRACTICE_OUTBOX ?? null,
    slowMs: read.PRACTICE_SLOW_MS,
  }
}

/** The file is named by `--config` or MAC_MINI_CONFIG; with `--logs` it logs into that folder instead of stdout. */
export function macMiniConfig(env: Env = process.env, args: string[] = []) {
  const flags = flagsOf(args)
  const named = flags.config ?? fromEnv(MacMiniEnv, env).MAC_MINI_CONFIG
  if (!named) throw new ConfigError('Name the worker’s file: npm run mac-mini -- --config <file>')
  const file = resolve(named)
  const read = readMacMiniFile(file)
  return { ...read, file, logs: flags.logs ? resolve(flags.logs) : null, temporal: temporalOf(read, env) }
}

function flagsOf(args: string[]): { config?: string | undefined; logs?: string | undefined } {
  try {
    return parseArgs({ args, options: { config: { type: 'string' }, logs: { type: 'string' } } }).values
  } catch (error) {
    throw new ConfigError(
      `${(error as Error).message.split('. ')[0]}. It takes --config <file> and --logs <folder>.`,
    )
  }
}

/** It holds tokens, so it is its owner's alone. Throws ConfigError where others may read it. */
export function readMacMiniFile(file: string): MacMiniFile {
  const text = textOf(file)
  const mode = statSync(file).mode & 0o777
  if (mode & 0o077)
    throw new ConfigError(
      `${file} holds tokens, and others on this machine can read it (its rights are ${mode.toString(8)}). Close it: chmod 600 '${file}'`,
    )
  return parse(MacMiniFile, jsonOf(text, file), file)
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new ConfigError(`${file} can't be read: ${(error as Error).message}`)
  }
}

const firstLineOf = (file: string) => textOf(file).split('\n')[0]?.trim() ?? ''

/** The file says where Temporal is and how to get in; what it leaves out may come from the environment. */
function temporalOf(file: MacMiniFile, env: Env): TemporalTarget {
  const known = { address: file.temporalAddress, namespace: file.temporalNamespace }
  const target = temporalTarget({ ...env, ...temporalEnvOf(file) }, known)
  return {
    namespace: file.temporalNamespace,
    connectionOptions: { ...target.connectionOptions, address: file.temporalAddress },
  }
}

function temporalEnvOf({ temporalApiKey, temporalTls }: MacMiniFile): Env {
  const files = typeof temporalTls === 'object' ? temporalTls : {}
  const said: Env = {
    TEMPORAL_API_KEY: temporalApiKey,
    TEMPORAL_TLS: temporalTls === undefined ? undefined : String(temporalTls !== false),
    TEMPORAL_TLS_SERVER_CA_CERT_PATH: files.caFile,
    TEMPORAL_TLS_CLIENT_CERT_PATH: files.certFile,
    TEMPORAL_TLS_CLIENT_KEY_PATH: files.keyFile,
  }
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined))
}

function jsonOf(text: string, file: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new ConfigError(`${file} is not JSON: ${(error as Error).message}`)
  }
}

export const logLevel = (env: Env = process.env) => fromEnv(z.object(shared), env).LOG_LEVEL
