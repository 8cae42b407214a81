import { existsSync, statSync } from 'node:fs'
import { isAbsolute, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { executorName } from '#domain/executor/executor-rules.ts'
import {
  ConfigError,
  type Env,
  fromEnv,
  httpUrl,
  parse,
  shared,
  type TemporalTarget,
  temporalConfig,
  temporalTarget,
  textOf,
} from './config.ts'

const MacMiniEnv = z.object({ ...shared, MAC_MINI_CONFIG: z.string().optional() })

const aFile = z.string().refine(isAbsolute, 'must be an absolute path')
const TemporalTls = z.union([
  z.boolean(),
  z.strictObject({ caFile: aFile.optional(), certFile: aFile.optional(), keyFile: aFile.optional() }),
])

/** mac-mini/config.json: the file that an operator edits to connect a real OpenClaw. */
export const MacMiniFile = z.strictObject({
  executorId: z.string().regex(executorName, 'must be a name like mac-mini'),
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
  maxRuns: z.int().min(1).max(1_000).optional(),
})
export type MacMiniFile = z.infer<typeof MacMiniFile>

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
