import { lstatSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { KillSwitch } from '#activities/openclaw/executor-desk.ts'
import type { StopFileChange } from '#domain/executor/executor.ts'
import { KillOrders } from '#domain/kill-switch/kill-switch.ts'
import { stopOf } from '#domain/kill-switch/kill-switch-rules.ts'
import { cleaned } from '#domain/ledger/clean-text.ts'
import { privateFolder, readWhole, writeWhole } from './spool/durable-file.ts'
import { openStopFileLog } from './stop-file-log.ts'

export interface KillSwitchDeps {
  dataFolder: string
  /** What the control plane says by now. Throws where it does not answer. */
  ask(): Promise<KillOrders>
  onError?(error: Error): void
}

export interface MacKillSwitch extends KillSwitch {
  /** The file that stops everything on this Mac; it needs no network. While this worker is away our plugin looks at it, where it may. */
  readonly file: string
  /** What that file says (null: it is not there), and its last changes, this one among them. */
  stopFile(): { stopFile: string | null; stopFileChanges: StopFileChange[] }
  /** Who had this executor drain, and why; null: nobody. Told by the same answer, and kept with it. */
  drain(): string | null
  /** Looks at the file and asks the control plane, again and again. */
  watch(signal: AbortSignal, everyMs?: number): Promise<void>
}

const longestReason = 300
const nothing: KillOrders = { everything: null, scopes: {}, agents: {} }

/** Our plugin looks at it too, while no worker does. */
export const stopFileIn = (dataFolder: string): string => join(dataFolder, 'STOP')

/** Kept on disk, so that a worker that starts without network stops what it was told to stop before. */
export function openKillSwitch({ dataFolder, ask, onError }: KillSwitchDeps): MacKillSwitch {
  const file = stopFileIn(privateFolder(dataFolder))
  const kept = join(dataFolder, 'kill-orders.json')
  const log = openStopFileLog(dataFolder)
  let orders = readWhole(kept, KillOrders) ?? nothing
  let written = JSON.stringify(orders)
  const listeners = new Set<() => void>()
  const asking = saidOnce(onError)
  const keeping = saidOnce(onError)
  let last = ''

  function noted(): string | null {
    const reason = reasonIn(file)
    log.note(reason)
    return reason
  }
  function keep(): void {
    const now = JSON.stringify(orders)
    if (now !== written) writeWhole(kept, orders)
    written = now
  }
  /** Told where file and orders together say something else than before. */
  function tellChange(): void {
    const now = JSON.stringify([noted(), orders])
    if (now === last) return
    last = now
    for (const listener of [...listeners]) listener()
  }
  async function refresh(): Promise<void> {
    await asking(async () => {
      orders = await ask()
    })
    // What is told counts before it is kept: on a full disk too.
    await keeping(keep)
    tellChange()
  }

  return {
    file,
    stopFile: () => ({ stopFile: noted(), stopFileChanges: log.changes() }),
    drain: () => orders.drain ?? null,
    refresh,
    isRevoked: (id) => orders.revokedGrants?.includes(id) ?? false,
    stopOf: (doer) => noted() ?? stopOf(orders, doer),
    onChange(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    async watch(signal, everyMs = 500) {
      for (let round = 0; !signal.aborted; round++) {
        if (round % 4 === 0) await refresh()
        else tellChange()
        await sleep(everyMs, undefined, { signal }).catch(() => {})
      }
    },
  }
}

/** Says a trouble once until it is over. */
function saidOnce(say?: (error: Error) => void) {
  let hasFailed = false
  return async (work: () => void | Promise<void>): Promise<void> => {
    try {
      await work()
      hasFailed = false
    } catch (error) {
      if (!hasFailed) say?.(error as Error)
      hasFailed = true
    }
  }
}

/** Whatever is there stops: a file, a folder, a link to nowhere, and what can't be looked at. */
function reasonIn(file: string): string | null {
  try {
    if (!lstatSync(file, { throwIfNoEntry: false })) return null
  } catch {
    return `${file} can’t be looked at, so nothing is done`
  }
  return `The file ${file} stops everything on this Mac: ${firstLineOf(file) || 'it gives no reason'}`
}

function firstLineOf(file: string): string {
  try {
    return cleaned(readFileSync(file, 'utf8')).trim().split('\n')[0]?.slice(0, longestReason) ?? ''
  } catch {
    return ''
  }
}
