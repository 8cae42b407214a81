import { type ChildProcess, spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { endProcess, isAlive, type Process, processOf } from '../../local/processes.ts'
import type { Clone } from './clone.ts'
import type { BenchContext } from './context.ts'
import { descendantsOf, processTable } from './process-memory.ts'

/** `npm start` in a clone, from a shell's point of view. */
export interface Start {
  readySeconds: number
  url: string
  setUpUrl: string | null
  /** Of the parts, by the records that the product keeps of them. */
  parts(): Record<string, number>
  /** Everything that runs because of it, also what belongs to nobody any more. */
  pids(): number[]
  /** Ctrl-C; answers when the shell would have its prompt back, in seconds. */
  interrupt(): Promise<number>
}

const patienceMs = 300_000
const stopPatienceMs = 60_000

/** Until it says that it is ready. */
export async function npmStart(clone: Clone, { signal, atEnd }: BenchContext): Promise<Start> {
  const began = performance.now()
  // A process group of its own, as a shell gives one to what it runs: Ctrl-C reaches npm and what npm runs.
  const child = spawn('npm', ['start'], {
    cwd: clone.folder,
    env: clone.env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const output: string[] = []
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => output.push(text))
  }
  const parts = () => partsOf(clone)
  const pids = () => descendantsOf(processTable(), [child.pid ?? 0, ...Object.values(parts())])
  atEnd(() => endAll(child, pids()))
  await untilReady(child, output, signal)
  const readySeconds = (performance.now() - began) / 1_000
  await sleep(200)
  const text = output.join('')
  return {
    readySeconds,
    url: /Front Office +(http\S+)/.exec(text)?.[1] ?? '',
    setUpUrl: /(http\S+\/set-up#\S+)/.exec(text)?.[1] ?? null,
    parts,
    pids,
    interrupt: () => interrupt(child, pids()),
  }
}

async function untilReady(child: ChildProcess, output: string[], signal: AbortSignal): Promise<void> {
  for (const deadline = Date.now() + patienceMs; ; await sleep(20)) {
    signal.throwIfAborted()
    if (/\] ready$/m.test(output.join(''))) return
    const hasEnded = child.exitCode !== null || child.signalCode !== null
    if (hasEnded || Date.now() > deadline)
      throw new Error(`npm start ${hasEnded ? 'ended' : 'is not ready'}:\n${output.join('').slice(-4_000)}`)
  }
}

/** The product notes each of its processes, to end those that a killed start left. */
function partsOf({ folder }: Clone): Record<string, number> {
  const records = join(folder, '.data', 'run')
  const names = namesIn(records).filter((name) => name.endsWith('.json'))
  return Object.fromEntries(
    names.map((name) => [
      name.replace('.json', ''),
      JSON.parse(readFileSync(join(records, name), 'utf8')).pid,
    ]),
  )
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

async function interrupt(child: ChildProcess, pids: number[]): Promise<number> {
  const began = performance.now()
  const ours = pids.map(processOf)
  process.kill(-(child.pid ?? 0), 'SIGINT')
  for (const deadline = Date.now() + stopPatienceMs; ours.some(isAlive); await sleep(20)) {
    if (Date.now() < deadline) continue
    const left = ours.filter(isAlive).map(({ pid }) => pid)
    throw new Error(`Ctrl-C left processes running: ${left.join(', ')}`)
  }
  return (performance.now() - began) / 1_000
}

/** Where it did not end by itself. */
async function endAll(child: ChildProcess, pids: number[]): Promise<void> {
  const ours: Process[] = pids.map(processOf)
  if (child.pid && child.exitCode === null && child.signalCode === null) process.kill(-child.pid, 'SIGINT')
  for (const deadline = Date.now() + stopPatienceMs; ours.some(isAlive) && Date.now() < deadline; )
    await sleep(50)
  for (const left of ours) await endProcess(left, 5_000)
}
