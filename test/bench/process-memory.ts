import { readdirSync, readFileSync } from 'node:fs'

export interface ProcessRow {
  pid: number
  parent: number
}

/** `Pss:` of /proc/<pid>/smaps_rollup in bytes: shared pages count by their share. */
export function pssOf(rollup: string): number {
  const kilobytes = /^Pss:\s+(\d+) kB$/m.exec(rollup)?.[1]
  if (kilobytes === undefined) throw new Error('there is no Pss line')
  return Number(kilobytes) * 1_024
}

/** The parent in /proc/<pid>/stat. The name in brackets may hold anything. */
export function parentOf(stat: string): number {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return Number(fields[1])
}

/** The roots and everything below them, each once. */
export function descendantsOf(rows: readonly ProcessRow[], roots: readonly number[]): number[] {
  const found = new Set(roots.filter((root) => rows.some(({ pid }) => pid === root)))
  for (let before = -1; found.size !== before; ) {
    before = found.size
    for (const { pid, parent } of rows) if (found.has(parent)) found.add(pid)
  }
  return [...found]
}

/** Every process of this machine. Linux only, as smaps_rollup is. */
export function processTable(): ProcessRow[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  return pids.flatMap((pid) => {
    const stat = readProc(pid, 'stat')
    return stat ? [{ pid: Number(pid), parent: parentOf(stat) }] : []
  })
}

/** Null where it ended meanwhile; a process that may not be read is an error, not a zero. */
export function pssOfProcess(pid: number): number | null {
  const rollup = readProc(String(pid), 'smaps_rollup')
  return rollup ? pssOf(rollup) : null
}

function readProc(pid: string, name: string): string | null {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8')
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return null
    throw error
  }
}
