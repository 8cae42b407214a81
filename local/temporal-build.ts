import { spawn, spawnSync } from 'node:child_process'
import { createHash, randomUUID } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { homedir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { lockFile } from './lock.ts'

const sources = fileURLToPath(new URL('./temporal-server', import.meta.url))
type Env = Record<string, string | undefined>
export type Say = (line: string) => void

/** Where this user keeps what can be made again: the server's build, a downloaded browser, OpenClaw for tests. */
export function cacheFolder(env: Env = process.env): string {
  const own = env.XDG_CACHE_HOME || (process.platform === 'darwin' ? join(homedir(), 'Library/Caches') : '')
  return join(own || join(homedir(), '.cache'), 'front-office')
}

/** Holds a hash of its sources and the platform: other sources are another server. */
export function builtServer(env: Env = process.env): string {
  const hash = createHash('sha256')
  for (const name of readdirSync(sources).sort()) {
    hash
      .update(name)
      .update('\0')
      .update(readFileSync(join(sources, name)))
      .update('\0')
  }
  const name = `temporal-server-${hash.digest('hex').slice(0, 16)}-${process.platform}-${process.arch}`
  return join(cacheFolder(env), name)
}

export const hasBuiltServer = (env: Env = process.env): boolean => existsSync(builtServer(env))

/** The `go` line of go.mod: the oldest Go that can build it. */
function neededGo(): [number, number, number] {
  const line = /^go (\d+)\.(\d+)(?:\.(\d+))?$/m.exec(readFileSync(join(sources, 'go.mod'), 'utf8'))
  return [Number(line?.[1]), Number(line?.[2]), Number(line?.[3] ?? 0)]
}

export const neededGoVersion = () => neededGo().join('.')

/** Null when there is a Go that can build the server, else what is wrong with the one there. */
export function goProblem(env: Env = process.env): string | null {
  const { stdout, status } = spawnSync('go', ['env', 'GOVERSION'], { encoding: 'utf8', cwd: '/', env })
  if (status !== 0) return 'there is no `go` on the PATH'
  const [, ...found] = /go(\d+)\.(\d+)(?:\.(\d+))?/.exec(stdout) ?? []
  const needed = neededGo()
  for (const [at, part] of needed.entries()) {
    const difference = Number(found[at] ?? 0) - part
    if (difference > 0) return null
    if (difference < 0)
      return `the \`go\` on the PATH is ${stdout.trim().slice(2)}, older than ${neededGoVersion()}`
  }
  return null
}

/** Builds our server into the cache, once: a second builder waits for the first. Answers its path. */
export async function buildServer(say: Say, env: Env = process.env, signal?: AbortSignal): Promise<string> {
  const target = builtServer(env)
  mkdirSync(cacheFolder(env), { recursive: true })
  const lock = await lockFile(`${target}.lock`, {
    onWait: (holder) => say(`waiting for process ${holder.pid}, which builds the Temporal server`),
    signal,
  })
  try {
    if (!existsSync(target)) await build(target, say, env, signal)
    return target
  } finally {
    lock.release()
  }
}

async function build(target: string, say: Say, given: Env, signal?: AbortSignal) {
  signal?.throwIfAborted()
  removeUnfinished(target)
  const temporary = `${target}.part-${randomUUID()}`
  say(
    'building the Temporal server: once for this user, about 5 minutes on 2 cores, needs the Go module proxy',
  )
  const started = Date.now()
  const minutes = () =>
    `${Math.floor((Date.now() - started) / 60_000)} min ${Math.floor(((Date.now() - started) / 1000) % 60)} s`
  const packages = { built: 0, last: '' }
  const alive = setInterval(
    () =>
      say(
        `still building the Temporal server (${minutes()}; ${packages.built} packages, last ${packages.last || 'none yet'})`,
      ),
    15_000,
  )
  try {
    const env = { ...given, CGO_ENABLED: '0', GOFLAGS: '-buildvcs=false -mod=readonly' }
    await compile({ target: temporary, env, signal }, (name) => {
      packages.built++
      packages.last = name
    })
    chmodSync(temporary, 0o755)
    renameSync(temporary, target)
    say(`built the Temporal server in ${minutes()}: ${target}`)
  } finally {
    clearInterval(alive)
    rmSync(temporary, { force: true })
  }
}

/** Under the lock nobody else builds: parts are what a killed builder left. */
function removeUnfinished(target: string) {
  const folder = dirname(target)
  for (const name of readdirSync(folder)) {
    if (name.startsWith(`${basename(target)}.part-`)) rmSync(join(folder, name), { force: true })
  }
}

/** `-v` names each package as it is compiled, on stderr: what is not such a name is the trouble. */
function compile(
  { target, env, signal }: { target: string; env: Env; signal?: AbortSignal },
  onPackage: (name: string) => void,
): Promise<void> {
  const args = ['build', '-v', '-trimpath', '-ldflags=-s -w', '-o', target, '.']
  // A group of its own, so that its compilers end with it; SIGINT lets it remove its work folder.
  const child = spawn('go', args, { cwd: sources, env, detached: true, stdio: ['ignore', 'ignore', 'pipe'] })
  let force: NodeJS.Timeout | undefined
  const end = () => {
    signalGroup(child.pid, 'SIGINT')
    force = setTimeout(() => signalGroup(child.pid, 'SIGKILL'), 3_000)
  }
  process.once('exit', end)
  signal?.addEventListener('abort', end)
  const trouble: string[] = []
  let rest = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      if (/^[\w.\-/~!]+$/.test(line)) onPackage(line)
      else if (!line.startsWith('go: downloading')) trouble.push(line)
    }
  })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, killedBy) => {
      clearTimeout(force)
      process.off('exit', end)
      signal?.removeEventListener('abort', end)
      if (code === 0) return resolve()
      const last = [...trouble, rest].slice(-20).join('\n')
      reject(new Error(`go build ended with ${killedBy ?? code}:\n${last}`))
    })
  })
}

function signalGroup(pid: number | undefined, name: NodeJS.Signals) {
  try {
    if (pid) process.kill(-pid, name)
  } catch {
    // It is over already.
  }
}
