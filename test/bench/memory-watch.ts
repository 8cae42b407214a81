import { readFileSync, writeFileSync } from 'node:fs'

/**
 * Bytes of a line of /proc/<pid>/status: `VmRSS` is what is resident now, `VmHWM` the most that ever was. Null of one that
 * has ended and is still listed.
 */
export function residentOf(status: string, line: 'VmRSS' | 'VmHWM'): number | null {
  const kilobytes = new RegExp(`^${line}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]
  return kilobytes === undefined ? null : Number(kilobytes) * 1_024
}

export interface Growth {
  /** Bytes, when the watch began. */
  before: number
  /** Bytes, the most of any of its processes since. */
  peak: number
}

interface Watched extends Growth {
  pid: number
}

/** How often the marks are read. */
const everyMs = 20

/**
 * Resident memory of parts of the product from now on. The kernel keeps each process's mark, so what comes and goes between
 * two readings counts; one that is started again counts from when it is ready, against what the first one had.
 */
export function watchMemory(pidsNow: () => Record<string, number>, names: readonly string[]) {
  const parts = new Map(names.map((name) => [name, begun(name, pidsNow()[name])]))
  const look = () => {
    for (const [name, part] of parts) {
      const pid = pidsNow()[name]
      if (pid === undefined) continue
      if (pid !== part.pid && !resetMark(pid)) continue
      part.pid = pid
      part.peak = Math.max(part.peak, readResident(pid, 'VmHWM') ?? 0)
    }
  }
  const timer = setInterval(look, everyMs)
  return {
    /** Ends the watch. */
    stop(): Record<string, Growth> {
      clearInterval(timer)
      look()
      return Object.fromEntries([...parts].map(([name, { before, peak }]) => [name, { before, peak }]))
    },
  }
}

function begun(name: string, pid = 0): Watched {
  const before = resetMark(pid) ? readResident(pid, 'VmRSS') : null
  if (before === null) throw new Error(`${name} does not run`)
  return { pid, before, peak: before }
}

/** The mark begins anew at what is resident now. Whether there is such a process. */
function resetMark(pid: number): boolean {
  return ifThere(() => writeFileSync(`/proc/${pid}/clear_refs`, '5') ?? true) !== null
}

const readResident = (pid: number, line: 'VmRSS' | 'VmHWM') =>
  ifThere(() => residentOf(readFileSync(`/proc/${pid}/status`, 'utf8'), line))

function ifThere<T>(work: () => T): T | null {
  try {
    return work()
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return null
    throw error
  }
}
