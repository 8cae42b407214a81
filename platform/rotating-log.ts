import {
  closeSync,
  existsSync,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'

export interface LogTarget {
  write(line: string): void
}

/** `file` becomes `file.1`, that one `file.2`, and the oldest goes. */
function shiftLogs(file: string, kept: number): void {
  rmSync(`${file}.${kept}`, { force: true })
  for (let n = kept; n > 0; n--) {
    const from = n === 1 ? file : `${file}.${n - 1}`
    if (existsSync(from)) renameSync(from, `${file}.${n}`)
  }
}

/**
 * Lines into a file that only its owner reads, at most `mostBytes` each and `kept` older ones beside it. A disk that
 * takes no more loses lines and never the process.
 */
export function rotatingLog(
  folder: string,
  name: string,
  { mostBytes = 10_000_000, kept = 5 } = {},
): LogTarget {
  const file = join(folder, name)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  let fd: number | null = null
  let size = 0
  function open(): number {
    const opened = openSync(file, 'a', 0o600)
    size = fstatSync(opened).size
    return opened
  }
  function write(line: string) {
    const bytes = Buffer.byteLength(line)
    fd ??= open()
    if (size > 0 && size + bytes > mostBytes) {
      closeSync(fd)
      fd = null
      shiftLogs(file, kept)
      fd = open()
    }
    writeSync(fd, line)
    size += bytes
  }
  return {
    write(line) {
      try {
        write(line)
      } catch {
        // Nobody could be told.
      }
    },
  }
}

/** A file that somebody else opened for appending, as launchd does, can't be turned over: one that is long begins anew. */
export function emptyIfLong(fd: number, mostBytes = 1_000_000): void {
  const stats = fstatSync(fd)
  if (stats.isFile() && stats.size > mostBytes) ftruncateSync(fd)
}
