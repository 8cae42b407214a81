// Node built-ins only: this runs before anything is installed.
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = dirname(dirname(fileURLToPath(import.meta.url)))
const oldestNode = [20, 19]

export function nodeProblem(version = process.versions.node) {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const isNewEnough = major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1])
  return isNewEnough ? null : `Front Office needs Node ${oldestNode.join('.')} or newer; this is ${version}.`
}

/** Compares npm's own record of what it installed with the lock. */
export function isInstalled({ withDev }) {
  const wanted = packagesOf('package-lock.json')
  const installed = packagesOf('node_modules/.package-lock.json')
  if (!wanted || !installed) return false
  return Object.entries(wanted).every(([path, entry]) => {
    const isNeeded = path !== '' && !entry.optional && !entry.devOptional && (withDev || !entry.dev)
    return !isNeeded || installed[path]?.version === entry.version
  })
}

function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(join(root, file), 'utf8')).packages
  } catch {
    return null
  }
}

/** `npm ci` when something is missing; says that it lives. */
export async function install(say, { withDev }) {
  if (isInstalled({ withDev })) return
  say('installing packages (npm ci, about a minute)')
  const started = Date.now()
  const alive = setInterval(
    () => say(`still installing (${Math.round((Date.now() - started) / 1000)} s)`),
    15_000,
  )
  try {
    await run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'])
  } finally {
    clearInterval(alive)
  }
}

/** Runs a program in the checkout; what it prints is shown when it fails. The signal ends it. */
export function run(command, args, env = process.env, signal = undefined) {
  signal?.throwIfAborted()
  const child = spawn(command, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] })
  const end = () => child.kill()
  signal?.addEventListener('abort', end)
  const output = []
  child.stdout.on('data', (data) => output.push(data))
  child.stderr.on('data', (data) => output.push(data))
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, killedBy) => {
      signal?.removeEventListener('abort', end)
      const text = Buffer.concat(output).toString()
      if (code === 0) resolve(text)
      else
        reject(
          new Error(`${command} ${args.join(' ')} ended with ${killedBy ?? code}:\n${text.slice(-8_000)}`),
        )
    })
  })
}
