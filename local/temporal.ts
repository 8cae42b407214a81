import { spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Process, processOf } from './processes.ts'

export interface TemporalOptions {
  /** Ours and the official CLI answer the same flags, but only ours stores in Postgres. */
  command: { path: string; isOurs: boolean }
  store: { postgresUrl: string } | { file: string }
  port: number
  /** Null: no web UI. */
  uiPort: number | null
  log: string
  spawned?: (pid: number) => void
  /** Gives up while it starts. */
  signal?: AbortSignal
}

export interface Temporal {
  process: Process
  /** When it ends: why. */
  ended: Promise<string>
}

const dynamicConfig = [
  'history.transferProcessorMaxPollRPS=1000',
  'history.timerProcessorMaxPollRPS=1000',
  'matching.enableFairness=true',
  'matching.numTaskqueueReadPartitions=1',
  'matching.numTaskqueueWritePartitions=1',
]

export async function startTemporal(options: TemporalOptions): Promise<Temporal> {
  const log = openSync(options.log, 'a', 0o600)
  const child = spawn(options.command.path, flagsOf(options), {
    detached: true,
    stdio: ['ignore', log, log],
    env: { ...process.env, ...secretsOf(options) },
  })
  closeSync(log)
  if (child.pid) options.spawned?.(child.pid)
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message))
    child.once('exit', (code, signal) => resolve(`it ended (${signal ?? code})`))
  })
  const problem = await Promise.race([ended, untilListening(options.port, 60_000, options.signal)])
  if (problem !== null || child.pid === undefined) {
    if (child.pid) child.kill(options.signal?.aborted ? 'SIGTERM' : 'SIGKILL')
    throw new Error(`Temporal did not start: ${problem}. Its log is ${options.log}`)
  }
  return { process: processOf(child.pid), ended }
}

/** Never on a command line, which every user of the machine can read. */
function secretsOf({ store }: TemporalOptions): Record<string, string> {
  return 'postgresUrl' in store ? { TEMPORAL_POSTGRES_URL: store.postgresUrl } : { TEMPORAL_POSTGRES_URL: '' }
}

function flagsOf({ command, store, port, uiPort }: TemporalOptions): string[] {
  const flags = ['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(port), '--log-level', 'warn']
  flags.push(...(uiPort === null ? ['--headless'] : ['--ui-port', String(uiPort)]))
  if ('file' in store) flags.push('--db-filename', store.file)
  // Ours has these built in.
  if (command.isOurs) return flags
  const durable = ['--sqlite-pragma', 'journal_mode=wal', '--sqlite-pragma', 'synchronous=2']
  return [...flags, ...durable, ...dynamicConfig.flatMap((pair) => ['--dynamic-config-value', pair])]
}

async function untilListening(
  port: number,
  patienceMs: number,
  signal?: AbortSignal,
): Promise<string | null> {
  const until = Date.now() + patienceMs
  while (!(await isListening(port))) {
    if (signal?.aborted) return 'stopped while starting'
    if (Date.now() > until) return `no answer on port ${port} in ${patienceMs / 1000} s`
    await sleep(30)
  }
  return null
}

export function isListening(port: number, host = '127.0.0.1'): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host, timeout: 2_000 })
    const answer = (is: boolean) => {
      socket.destroy()
      resolve(is)
    }
    socket.once('connect', () => answer(true))
    socket.once('error', () => answer(false))
    socket.once('timeout', () => answer(false))
  })
}
