import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { temporalConfig } from '#platform/config.ts'
import { isListening } from './temporal.ts'
import { buildServer, builtServer, goProblem, neededGoVersion, type Say } from './temporal-build.ts'
import { downloadCli } from './temporal-download.ts'

type Env = Record<string, string | undefined>

/** Which Temporal this data folder uses. Kept in it, because open tasks live in that server's store. */
export type TemporalChoice =
  | { kind: 'external'; address: string }
  | { kind: 'cli'; path: string; from: 'TEMPORAL_CLI_PATH' | 'PATH' | 'download' }
  | { kind: 'ours'; path: string }

export const wordsOf = (choice: TemporalChoice) =>
  choice.kind === 'external'
    ? `the server at ${choice.address}`
    : choice.kind === 'cli'
      ? `the Temporal CLI ${choice.path}`
      : 'our own server'

/** What the operator named wins; then what this data folder used before; then the order of docs/architecture.md. */
export async function chooseTemporal(
  known: TemporalChoice | null,
  say: Say,
  env: Env = process.env,
  signal?: AbortSignal,
): Promise<TemporalChoice> {
  const choice = (await named(env)) ?? stillThere(known, env) ?? (await found(say, env, signal))
  if (known && !isSame(known, choice)) {
    say(
      `Temporal changes from ${wordsOf(known)} to ${wordsOf(choice)}: tasks that are open keep their record, and go on when somebody writes to them`,
    )
  }
  return choice
}

const isSame = (a: TemporalChoice, b: TemporalChoice) =>
  a.kind === b.kind && (a.kind !== 'external' || (b.kind === 'external' && a.address === b.address))

async function named(env: Env): Promise<TemporalChoice | null> {
  const { address } = temporalConfig(env, { address: '', namespace: 'default' }).connectionOptions
  if (address) {
    await expectReachable(address)
    return { kind: 'external', address }
  }
  const path = env.TEMPORAL_CLI_PATH
  if (!path) return null
  if (!existsSync(path)) throw new Error(`TEMPORAL_CLI_PATH names ${path}, where there is nothing.`)
  return { kind: 'cli', path, from: 'TEMPORAL_CLI_PATH' }
}

/** Named but away: falling through to another server would hide the tasks that are on it. */
async function expectReachable(address: string) {
  const [, host = '127.0.0.1', port = '7233'] = /^\[?(.*?)\]?(?::(\d+))?$/.exec(address) ?? []
  if (await isListening(Number(port), host)) return
  throw new Error(
    `Temporal at ${address} does not answer. It is named by TEMPORAL_ADDRESS or a profile file: start it, correct it, or unset it to use the server of this machine.`,
  )
}

/** A new version of ours opens the store of the old one; another program may not. */
function stillThere(known: TemporalChoice | null, env: Env): TemporalChoice | null {
  if (known?.kind === 'cli' && known.from !== 'TEMPORAL_CLI_PATH' && existsSync(known.path)) return known
  if (known?.kind === 'ours' && existsSync(builtServer(env))) return { kind: 'ours', path: builtServer(env) }
  return null
}

async function found(say: Say, env: Env, signal?: AbortSignal): Promise<TemporalChoice> {
  const built = builtServer(env)
  if (existsSync(built)) return { kind: 'ours', path: built }
  const onPath = findOnPath('temporal', env)
  if (onPath) return { kind: 'cli', path: onPath, from: 'PATH' }
  const downloaded = env.TEMPORAL_NO_DOWNLOAD === '1' ? null : await downloadCli(say, env, signal)
  if (downloaded) return { kind: 'cli', path: downloaded, from: 'download' }
  const problem = goProblem(env)
  if (problem === null) return { kind: 'ours', path: await buildServer(say, env, signal) }
  throw new Error(noTemporal(problem))
}

function findOnPath(program: string, env: Env): string | null {
  for (const folder of (env.PATH ?? '').split(delimiter)) {
    const path = join(folder, program)
    if (folder && existsSync(path)) return path
  }
  return null
}

const noTemporal = (
  problem: string,
) => `There is no Temporal server here, and none can be made: ${problem}. Any one of these helps:
  - install Go ${neededGoVersion()} or newer, and start again: Front Office builds its own server, once, in about 5 minutes
  - install the Temporal CLI, so that \`temporal\` is on the PATH, or name it by TEMPORAL_CLI_PATH
  - name a running server: TEMPORAL_ADDRESS=host:7233 (with TEMPORAL_API_KEY or TEMPORAL_TLS_* where it wants them)
  - allow the download of the CLI: unset TEMPORAL_NO_DOWNLOAD, on a network that reaches temporal.download`
