import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** A process is its number and when it started: numbers are used again, pairs are not. */
export interface Process {
  pid: number
  startedAt: string
}

/** When it started, as the system says it; null where there is no such process. */
export function startOf(pid: number): string | null {
  if (!Number.isInteger(pid) || pid <= 1) return null
  if (existsSync('/proc/self/stat')) return startInProc(pid)
  const { stdout, status } = spawnSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], { encoding: 'utf8' })
  const line = stdout?.trim() ?? ''
  return status === 0 && line && !line.startsWith('Z') ? line.replace(/^\S+\s+/, '') : null
}

function startInProc(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name in brackets may hold anything, spaces and brackets too.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return fields[0] === 'Z' || fields[0] === 'X' ? null : (fields[19] ?? null)
  } catch {
    return null
  }
}

export const processOf = (pid: number): Process => ({ pid, startedAt: startOf(pid) ?? '' })
export const isAlive = (process: Process) =>
  process.startedAt !== '' && startOf(process.pid) === process.startedAt

/** Asks it to end, then makes it. Never touches a process that has taken over its number. */
export async function endProcess(
  ours: Process,
  patienceMs: number,
  politely: NodeJS.Signals = 'SIGTERM',
): Promise<void> {
  if (!signal(ours, politely)) return
  if (await isGone(ours, patienceMs)) return
  if (signal(ours, 'SIGKILL')) await isGone(ours, 5_000)
}

function signal(ours: Process, name: NodeJS.Signals): boolean {
  if (!isAlive(ours)) return false
  try {
    process.kill(ours.pid, name)
    return true
  } catch {
    return false
  }
}

/** For a process that is not our child: looks every second. */
export async function untilEnded(ours: Process): Promise<string> {
  while (isAlive(ours)) await sleep(1_000, undefined, { ref: false })
  return 'it is gone'
}

async function isGone(ours: Process, patienceMs: number): Promise<boolean> {
  const until = Date.now() + patienceMs
  while (isAlive(ours)) {
    if (Date.now() > until) return false
    await sleep(25)
  }
  return true
}

/** Remembers in a folder which processes were started, so that a later start can end what a killed one left. */
export class ProcessRecords {
  constructor(private readonly folder: string) {
    mkdirSync(folder, { recursive: true })
  }

  add(name: string, pid: number) {
    writeFileSync(join(this.folder, `${name}.json`), JSON.stringify(processOf(pid)))
  }

  remove(name: string) {
    rmSync(join(this.folder, `${name}.json`), { force: true })
  }

  /** Ends what is left, but for what will be adopted, and answers its names. */
  async endLeftovers(adopted: string[], patienceMs = 10_000): Promise<string[]> {
    const files = readdirSync(this.folder).filter((file) => !adopted.includes(file.replace(/\.json$/, '')))
    const ended = await Promise.all(files.map((file) => this.endLeftover(file, patienceMs)))
    return ended.filter((name) => name !== null)
  }

  private async endLeftover(file: string, patienceMs: number) {
    const name = file.replace(/\.json$/, '')
    const ours = readProcess(join(this.folder, file))
    const wasAlive = ours !== null && isAlive(ours)
    if (wasAlive) await endProcess(ours, patienceMs)
    this.remove(name)
    return wasAlive ? name : null
  }
}

function readProcess(file: string): Process | null {
  try {
    const { pid, startedAt } = JSON.parse(readFileSync(file, 'utf8'))
    return { pid, startedAt }
  } catch {
    return null
  }
}
