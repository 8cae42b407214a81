import { randomUUID } from 'node:crypto'
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { isAlive, type Process, processOf } from './processes.ts'

/** Who holds a lock, and what they say about themselves. */
export interface Holder extends Process {
  since: string
  about: Record<string, string>
}

export interface Lock {
  /** Adds to what a second comer reads. */
  tell(about: Record<string, string>): void
  release(): void
}

/** Takes the lock or answers who has it. A holder that is gone does not count. */
export function tryLock(file: string, about: Record<string, string> = {}): Lock | Holder {
  const mine: Holder = { ...processOf(process.pid), since: new Date().toISOString(), about }
  for (;;) {
    if (create(file, mine)) return lockOf(file, mine)
    const holder = read(file)
    if (holder && isAlive(holder)) return holder
    removeStale(file, holder)
  }
}

export const isLock = (result: Lock | Holder): result is Lock => 'release' in result

/** Waits for whoever has it. */
export async function lockFile(
  file: string,
  { onWait, signal }: { onWait: (holder: Holder) => void; signal?: AbortSignal },
): Promise<Lock> {
  for (let isTold = false; ; ) {
    const result = tryLock(file)
    if (isLock(result)) return result
    if (!isTold) onWait(result)
    isTold = true
    await sleep(200, undefined, { signal })
  }
}

/** Appears with its content or not at all. */
function create(file: string, holder: Holder): boolean {
  const draft = `${file}.${randomUUID()}`
  writeFileSync(draft, JSON.stringify(holder, null, 1), { mode: 0o600 })
  try {
    linkSync(draft, file)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  } finally {
    rmSync(draft, { force: true })
  }
}

function read(file: string): Holder | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return null
  }
}

/** Two may find the same stale lock: what is taken away must be what was judged, else it is put back. */
function removeStale(file: string, judged: Holder | null) {
  const aside = `${file}.${randomUUID()}`
  try {
    renameSync(file, aside)
    const taken = read(aside)
    if (taken?.pid === judged?.pid && taken?.startedAt === judged?.startedAt) return
    linkSync(aside, file)
  } catch {
    // Somebody else was first: the next round sees what there is now.
  } finally {
    rmSync(aside, { force: true })
  }
}

function lockOf(file: string, mine: Holder): Lock {
  const isMine = () => {
    const holder = read(file)
    return holder?.pid === mine.pid && holder.startedAt === mine.startedAt
  }
  return {
    tell(more) {
      mine.about = { ...mine.about, ...more }
      const draft = `${file}.${randomUUID()}`
      writeFileSync(draft, JSON.stringify(mine, null, 1), { mode: 0o600 })
      renameSync(draft, file)
    },
    release() {
      if (isMine()) rmSync(file, { force: true })
    },
  }
}
