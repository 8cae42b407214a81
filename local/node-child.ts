import { spawn } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { logChild } from './child-log.ts'
import { root } from './install.mjs'
import { endProcess, processOf } from './processes.ts'
import type { Running } from './supervisor.ts'
import type { Say } from './temporal-build.ts'

export interface NodeChild {
  name: string
  /** A `main.ts`, from the checkout's root. */
  file: string
  env: Record<string, string>
  args?: string[]
  /** A third of the space for what is made and soon forgotten, MB: where much is, less of its time goes on that. */
  nurseryMb?: number
  log: string
  say: Say
  /** Answers once it can be used; not given, a started process counts. */
  isReady?: () => Promise<boolean>
  /** It sends `ready` when it can be used. */
  tellsReady?: boolean
  spawned?: (pid: number) => void
  /** Ends it while it starts, or while it is run to its end. */
  signal?: AbortSignal
  onMessage?: (message: unknown) => void
}

/** V8 grows each process's nursery to 3 x 16 MB where it may, and with 2 MB all of the parts together take 150 MB less. */
const leastNurseryMb = 2

/** What a part needs of this process's environment; secrets of others are not among it. */
const inherited =
  /^(PATH|HOME|USER|LANG|LC_.*|TZ|TMPDIR|XDG_.*|NODE_OPTIONS|NODE_EXTRA_CA_CERTS|.*_PROXY|.*_proxy|LOG_LEVEL|ANCHOR_EVERY_SECONDS|TEMPORAL_.*|PORTFOLIO_CURRENCY|FRONT_OFFICE_CHECK_HOSTS)$/

export const inheritedEnv = () =>
  Object.fromEntries(
    Object.entries(process.env).filter(([name]) => inherited.test(name) && name !== 'TEMPORAL_POSTGRES_URL'),
  ) as Record<string, string>

/**
 * Runs one of our processes. It has a process group of its own, so that Ctrl-C reaches it through us and in order,
 * and a channel to us, so that it ends when we are killed.
 */
export async function startNodeChild(options: NodeChild): Promise<Running> {
  const { name, file, args = [], nurseryMb = leastNurseryMb, log, say } = options
  const flags = [`--max-semi-space-size=${nurseryMb}`, '--import', 'tsx']
  const child = spawn(process.execPath, [...flags, file, ...args], {
    cwd: root,
    env: { ...inheritedEnv(), ...options.env },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  let isOver = false
  const ended = new Promise<string>((resolve) => {
    const end = (why: string) => {
      isOver = true
      resolve(why)
    }
    child.once('error', (error) => end(error.message))
    child.once('exit', (code, signal) => end(signal ?? `code ${code}`))
  })
  if (child.stdout && child.stderr) logChild(name, [child.stdout, child.stderr], log, say)
  if (child.pid === undefined) throw new Error(await ended)
  options.spawned?.(child.pid)
  let hasTold = !options.tellsReady
  child.on('message', (message) => {
    if (message === 'ready') hasTold = true
    options.onMessage?.(message)
  })
  const running = { process: processOf(child.pid), ended }
  await untilReady(options, {
    isOver: () => isOver,
    isReady: async () => hasTold && (options.isReady ? await options.isReady() : true),
  }).catch((error) => {
    child.kill(options.signal?.aborted ? 'SIGTERM' : 'SIGKILL')
    throw error
  })
  if (isOver) throw new Error(`it ended at once (${await ended}); its log is ${log}`)
  return running
}

/** Runs one that ends by itself, and answers the last thing that it told us. */
export async function runNodeChild<T>(options: NodeChild): Promise<T> {
  let told: unknown
  const running = await startNodeChild({
    ...options,
    onMessage: (message) => {
      told = message
    },
  })
  const end = () => void endProcess(running.process, 5_000)
  options.signal?.addEventListener('abort', end)
  const why = await running.ended
  options.signal?.removeEventListener('abort', end)
  options.signal?.throwIfAborted()
  if (why !== 'code 0') throw new Error(`${options.name} failed (${why}); its log is ${options.log}`)
  return told as T
}

interface Progress {
  isOver: () => boolean
  isReady: () => Promise<boolean>
}

async function untilReady({ log, signal }: NodeChild, { isOver, isReady }: Progress) {
  const until = Date.now() + 60_000
  while (!isOver() && !(await isReady())) {
    signal?.throwIfAborted()
    if (Date.now() > until) throw new Error(`it was not ready in 60 s; its log is ${log}`)
    await sleep(30)
  }
}

/** Asks an HTTP server whether it is there. */
export const answersAt = (url: string) => async () => {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(2_000) })
    await answer.arrayBuffer()
    return answer.ok
  } catch {
    return false
  }
}
