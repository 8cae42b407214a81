import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { canonicalOf, sha256Hex } from '#domain/ledger/digest.ts'
import { PastCall } from '#domain/run/changed-call.ts'
import { privateFolder, readWhole, writeWhole } from '../spool/durable-file.ts'

export interface PastCallsDeps {
  dataFolder: string
  /** Tells the control plane. Throws where it does not answer. */
  tell(call: PastCall): Promise<void>
  onError(error: Error, where: string): void
  /** Until it is tried again, milliseconds. */
  againMs?: number
}

/** Of so many that wait somebody will look; whatever runs past the gate must not fill the disk. */
const mostKept = 200
const where = 'calls past the gate'

/** Calls that ran past the gate and no open run is behind: on disk before the agent goes on, told in order. */
export function openPastCalls({ dataFolder, tell, onError, againMs = 5_000 }: PastCallsDeps) {
  const folder = privateFolder(dataFolder, 'past-the-gate')
  let isTelling = false
  let timer: NodeJS.Timeout | null = null
  let isStopped = false

  const waiting = () =>
    readdirSync(folder)
      .filter((name) => name.endsWith('.json'))
      .sort()

  async function tellNext(name: string): Promise<void> {
    const file = join(folder, name)
    const call = readable(file)
    if (call) await tell(call)
    rmSync(file, { force: true })
  }
  function readable(file: string): PastCall | null {
    try {
      return readWhole(file, PastCall)
    } catch (error) {
      onError(error as Error, where)
      return null
    }
  }
  async function tellAll(): Promise<void> {
    if (isTelling) return
    isTelling = true
    try {
      for (let [name] = waiting(); name !== undefined && !isStopped; [name] = waiting()) await tellNext(name)
    } catch (error) {
      onError(error as Error, where)
      if (!isStopped) timer = setTimeout(() => void tellAll(), againMs).unref()
    }
    isTelling = false
  }
  void tellAll()
  return {
    note(call: PastCall): void {
      if (waiting().length >= mostKept) return
      const id = sha256Hex(canonicalOf(call)).slice(0, 12)
      writeWhole(join(folder, `${call.at.replaceAll(':', '')}-${id}.json`), call)
      void tellAll()
    },
    stop(): void {
      isStopped = true
      if (timer) clearTimeout(timer)
    },
  }
}
