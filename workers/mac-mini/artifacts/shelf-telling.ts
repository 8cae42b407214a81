import { setTimeout as sleep } from 'node:timers/promises'
import { mostHeld, type ShelfReport } from '#domain/artifact/artifact.ts'
import type { ArtifactShelf } from './artifact-shelf.ts'

export interface ShelfTelling {
  shelf: Pick<ArtifactShelf, 'waiting'>
  /** Throws where the control plane does not answer. */
  tell(shelf: ShelfReport): Promise<void>
  /** Between tellings, and before it tries again what was not heard, milliseconds. */
  everyMs?: number
  againMs?: number
}

/** Tells again and again what is held here: of what else the control plane waits for, it would wait for ever. */
export async function tellShelf(deps: ShelfTelling, signal: AbortSignal): Promise<void> {
  const { shelf, tell, everyMs = 300_000, againMs = 10_000 } = deps
  while (!signal.aborted) {
    const held = shelf.waiting().map(({ itemId }) => itemId)
    const isHeard = held.length > mostHeld || (await tell({ held }).then(is, isNot))
    await sleep(isHeard ? everyMs : againMs, undefined, { signal, ref: false }).catch(() => {})
  }
}

const is = () => true
const isNot = () => false
