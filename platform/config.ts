import { readFileSync } from 'node:fs'
import { delimiter, isAbsolute, resolve } from 'node:path'
import { loadClientConnectConfig } from '@temporalio/envconfig'
import { z } from 'zod'
import type { S3Server } from './blobs/s3-client.ts'
import type { S3Place } from './blobs/s3-store.ts'
import type { ObjectAccess } from './blobs/text-object.ts'

/** The settings are wrong: the message names every one and what it should be. */
export class ConfigError extends Error {
  override name = 'ConfigError'
}

export type Env = Record<string, string | undefined>
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
export const httpUrl = z.url({ protocol: /^https?$/, error: 'must be a URL like http://127.0.0.1:4000' })
const port = z.coerce.number().int().min(0).max(65_535)
export const shared = { LOG_LEVEL: z.enum(logLevels).default('info') }
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

/** An object that is read and replaced; how one in a bucket is reached is said as for artifacts. */
const anchorAddress = z.url({
  protocol: /^(https?|s3)$/,
  error: 'must be a URL like https://store.example/anchors or s3://bucket/key',
})
const anchorAccessEnv = {
  ANCHOR_TOKEN: z.string().optional(),
  ANCHOR_TOKEN_FILE: z.string().refine(isAbsolute, 'must be an absolute path').optional(),
  ANCHOR_S3_REGION: z.string().default('us-east-1'),
  ANCHOR_S3_ENDPOINT: httpUrl.optional(),
  ANCHOR_S3_PATH_STYLE: z.stringbool().optional(),
  ANCHOR_S3_ACCESS_KEY_ID: z.string().optional(),
  ANCHOR_S3_SECRET_ACCESS_KEY: z.string().optional(),
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
  ...anchorAccessEnv,
  ANCHOR_URL: anchorAddress
    .refine((url) => !/^s3:\/\/[^/]*\/?$/.test(url), 'must name a key behind the bucket')
    .optional(),
  ANCHOR_EVERY_SECONDS: z.coerce.number().int().min(1).max(86_400).default(60),
})
const SetUpEnv = z.object({
  DATABASE_URL: postgresUrl,
  APP_DATABASE_URL: postgresUrl.refine((url) => new URL(url).password !== '', 'must hold a password'),
  PUBLIC_URL: httpUrl,
  EXECUTOR_TOKEN: z.string().min(16, 'must have at least 16 characters').optional(),
})
const PracticeEnv = z.object({
  ...shared,
  PRACTICE_FOLDER: z.string().refine(isAbsolute, 'must be an absolute path'),
  PRACTICE_PORT: port,
  PRACTICE_TOKEN: z.string().min(1),
  PRACTICE_BRIDGE_URL: httpUrl,
  PRACTICE_BRIDGE_TOKEN: z.string().min(1),
  PRACTICE_STOP_FILE: z.string().optional(),
  PRACTICE_OUTBOX: z.string().refine(isAbsolute, 'must be an absolute path').optional(),
  PRACTICE_SLOW_MS: z.coerce.number().int().min(0).default(0),
  PRACTICE_PLUGINS: z.string().default(''),
})

/** Throws ConfigError, which names everything that is wrong. */
export function parse<T extends z.ZodType>(schema: T, value: unknown, where: string): z.output<T> {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const lines = result.error.issues.map(
    (issue) => `  ${issue.path.join('.') || '(all of it)'}: ${issue.message}`,
  )
  throw new ConfigError(`${where} is not right:\n${lines.join('\n')}`)
}

export const fromEnv = <T extends z.ZodType>(schema: T, env: Env) =>
  parse(schema, blankIsUnset(env), 'The environment')

const withoutSlash = (url: string) => url.replace(/\/+$/, '')

/** Compose passes unset variables as empty strings. */
const blankIsUnset = (env: Env) => Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))

export function temporalTarget(env: Env, fallback: { address: string; namespace: string }): TemporalTarget {
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

const s3Place = (read: ArtifactsRead, bucket: string): S3Place => ({
  bucket,
  prefix: read.ARTIFACTS_S3_PREFIX,
  ...s3Server('ARTIFACTS_S3', {
    region: read.ARTIFACTS_S3_REGION,
    endpoint: read.ARTIFACTS_S3_ENDPOINT,
    isPathStyle: read.ARTIFACTS_S3_PATH_STYLE,
    accessKeyId: read.ARTIFACTS_S3_ACCESS_KEY_ID,
    secretAccessKey: read.ARTIFACTS_S3_SECRET_ACCESS_KEY,
  }),
})

interface S3Read extends Record<'endpoint' | 'accessKeyId' | 'secretAccessKey', string | undefined> {
  region: string
  isPathStyle: boolean | undefined
}

function s3Server(name: string, read: S3Read): S3Server {
  const { region, endpoint, isPathStyle, accessKeyId, secretAccessKey } = read
  if (Boolean(accessKeyId) !== Boolean(secretAccessKey))
    throw new ConfigError(
      `${name}_ACCESS_KEY_ID and ${name}_SECRET_ACCESS_KEY belong together: set both or none.`,
    )
  return {
    region,
    endpoint: endpoint ?? null,
    isPathStyle: isPathStyle ?? endpoint !== undefined,
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
      access: anchorAccess(read),
      everyMs: read.ANCHOR_EVERY_SECONDS * 1_000,
    },
  }
}

/** For who reads what is noted elsewhere, as the control worker is told to write it. */
export const anchorAccessConfig = (env: Env = process.env): ObjectAccess =>
  anchorAccess(fromEnv(z.object(anchorAccessEnv), env))

const anchorAccess = (read: z.output<z.ZodObject<typeof anchorAccessEnv>>): ObjectAccess => ({
  token: read.ANCHOR_TOKEN_FILE ? firstLineOf(read.ANCHOR_TOKEN_FILE) : (read.ANCHOR_TOKEN ?? null),
  s3: s3Server('ANCHOR_S3', {
    region: read.ANCHOR_S3_REGION,
    endpoint: read.ANCHOR_S3_ENDPOINT,
    isPathStyle: read.ANCHOR_S3_PATH_STYLE,
    accessKeyId: read.ANCHOR_S3_ACCESS_KEY_ID,
    secretAccessKey: read.ANCHOR_S3_SECRET_ACCESS_KEY,
  }),
})

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
    bridge: {
      ...{ url: read.PRACTICE_BRIDGE_URL, token: read.PRACTICE_BRIDGE_TOKEN },
      stopFile: read.PRACTICE_STOP_FILE ?? null,
    },
    outbox: read.PRACTICE_OUTBOX ?? null,
    slowMs: read.PRACTICE_SLOW_MS,
    plugins: read.PRACTICE_PLUGINS.split(delimiter).filter(Boolean),
  }
}

export function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new ConfigError(`${file} can't be read: ${(error as Error).message}`)
  }
}

const firstLineOf = (file: string) => textOf(file).split('\n')[0]?.trim() ?? ''

/** Where a command is looked for. */
export const commandFolders = (env: Env = process.env): string[] =>
  (env.PATH ?? '').split(delimiter).filter((folder) => isAbsolute(folder))

export const logLevel = (env: Env = process.env) => fromEnv(z.object(shared), env).LOG_LEVEL
