import { readFileSync, writeFileSync } from 'node:fs'

/**
 * Bytes of a line of /proc/<pid>/status: `VmRSS` is what is resident now, `VmHWM` the most that ever was. Null of one that
 * has ended and is still listed.
 */
export function residentOf(status: string, line: 'VmRSS' | 'VmHWM'): number | null {
  const kilobytes = new RegExp(`^${line}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]
  return kilobytes === undefined ? null : Number(kilobytes) * 1_024
}

/** Of one process. */
export interface Growth {
  /** Bytes, when the watch of it began. */
  before: number
  /** Bytes, the most since. */
  peak: number
}

export const grownBy = ({ before, peak }: Growth) => peak - before

/** How often the marks are read. */
const everyMs = 20

/**
 * Resident memory of parts of the product from now on. The kernel keeps each process's mark, so what comes and goes between
 * two readings counts; one that is started again is watched from when it is ready, beside the one before it.
 */
export function watchMemory(pidsNow: () => Record<string, number>, names: readonly string[]) {
  const processes = new Map(names.map((name) => [name, new Map<number, Growth>()]))
  const look = () => {
    for (const [name, seen] of processes) {
      const pid = pidsNow()[name]
      if (pid === undefined) continue
      const known = seen.get(pid) ?? begun(pid)
      if (!known) continue
      seen.set(pid, { ...known, peak: Math.max(known.peak, readResident(pid, 'VmHWM') ?? 0) })
    }
  }
  look()
  const missing = names.find((name) => processes.get(name)?.size === 0)
  if (missing) throw new Error(`${missing} does not run`)
  const timer = setInterval(look, everyMs)
  return {
    /** Ends the watch; of each part, its processes in the order in which they came. */
    stop(): Record<string, Growth[]> {
      clearInterval(timer)
      look()
      return Object.fromEntries([...processes].map(([name, seen]) => [name, [...seen.values()]]))
    },
  }
}

function begun(pid: number): Growth | null {
  const before = resetMark(pid) ? readResident(pid, 'VmRSS') : null
  return before === null ? null : { before, peak: before }
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
