import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { MacMiniFile } from '#platform/mac-mini-file.ts'
import type { PostgresPasswords } from './postgres.ts'

export interface Secrets {
  authSecret: string
  postgres: PostgresPasswords
  appPassword: string
  executorToken: string
  bridgeToken: string
  practiceToken: string
}

export const portNames = ['api', 'postgres', 'temporal', 'temporalUi', 'bridge', 'practice'] as const
export type Ports = Record<(typeof portNames)[number], number>

/** Everything that one installation keeps. */
export interface DataFolder {
  path: string
  /** Nothing was started here before. */
  isNew: boolean
  secrets: Secrets
  at(...names: string[]): string
  read<T>(name: string): T | null
  write(name: string, content: unknown): void
}

export function openDataFolder(dir: string): DataFolder {
  const path = resolve(dir)
  // Others may pass through to the cluster, which runs as another user under root; they can't list it.
  mkdirSync(path, { recursive: true, mode: 0o711 })
  for (const name of ['logs', 'run', 'mac-mini', 'practice']) makePrivate(join(path, name))
  for (const name of ['spool', 'vault', 'journal']) makePrivate(join(path, 'mac-mini', name))
  for (const name of ['workspace', 'state']) makePrivate(join(path, 'practice', name))
  const at = (...names: string[]) => join(path, ...names)
  const read = <T>(name: string) => readJson<T>(at(name))
  const write = (name: string, content: unknown) => writeJson(at(name), content)
  const known = read<Secrets>('secrets.json')
  const secrets = known ?? newSecrets()
  if (!known) write('secrets.json', secrets)
  return { path, isNew: !known, secrets, at, read, write }
}

function makePrivate(folder: string) {
  mkdirSync(folder, { recursive: true })
  chmodSync(folder, 0o700)
}

function readJson<T>(file: string): T | null {
  if (!existsSync(file)) return null
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    throw new Error(`${file} is not JSON: ${(error as Error).message}`)
  }
}

/** Whole or not at all, readable by its owner only. */
function writeJson(file: string, content: unknown) {
  const draft = `${file}.new`
  writeFileSync(draft, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 })
  renameSync(draft, file)
}

function newSecrets(): Secrets {
  const secret = () => randomBytes(24).toString('base64url')
  return {
    authSecret: randomBytes(36).toString('base64url'),
    postgres: { postgres: secret(), owner: secret(), temporal: secret() },
    appPassword: secret(),
    executorToken: secret(),
    bridgeToken: secret(),
    practiceToken: secret(),
  }
}

/** What an operator connects a real OpenClaw by. The token of the api, which may be renewed, and `maxRuns` are theirs too. */
const ownedByOperator = ['gatewayUrl', 'gatewayToken'] as const

/**
 * Brings the executor's file up to date with this start's ports. The gateway in it is the practice gateway until
 * somebody writes another one there; from then on it is theirs. Answers whether it is still the practice gateway.
 */
export function writeMacMiniFile(folder: DataFolder, written: MacMiniFile): { isPractice: boolean } {
  const known = readJson<MacMiniFile>(folder.at('mac-mini', 'config.json'))
  const ours = readJson<{ gatewayUrl: string; gatewayToken: string }>(folder.at('practice', 'gateway.json'))
  const isPractice =
    known === null || (known.gatewayUrl === ours?.gatewayUrl && known.gatewayToken === ours.gatewayToken)
  const file = {
    ...written,
    apiToken: known?.apiToken ?? written.apiToken,
    ...(known?.maxRuns && { maxRuns: known.maxRuns }),
  }
  if (!isPractice) for (const name of ownedByOperator) file[name] = known[name]
  writeJson(folder.at('mac-mini', 'config.json'), file)
  const { gatewayUrl, gatewayToken } = written
  writeJson(folder.at('practice', 'gateway.json'), { gatewayUrl, gatewayToken })
  return { isPractice }
}
