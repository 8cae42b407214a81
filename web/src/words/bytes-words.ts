import type { Artifact } from '#api/artifacts/contract.ts'
import type { Tone } from '../theme/tokens.ts'

type Bytes = Pick<Artifact, 'state' | 'size' | 'received' | 'reason'>

/** Where the bytes of an artifact are, where that is not simply here; null where there is nothing to say. */
export function bytesWords({ state, size, received, reason }: Bytes): { words: string; tone: Tone } | null {
  switch (state) {
    case 'here':
      return null
    case 'none':
      return reason === null ? null : { words: `recorded without its bytes. ${reason}`, tone: 'muted' }
    case 'on_executor':
      return { words: 'on the executor; comes here when it can', tone: 'muted' }
    case 'uploading':
      return { words: `on its way here: ${percentOf(received, size)} %`, tone: 'info' }
    case 'refused':
      return { words: `not brought here. ${reason ?? ''}`.trim(), tone: 'blocked' }
    case 'missing':
      return { words: 'gone from the store; put it back from a backup', tone: 'danger' }
    case 'changed':
      return { words: 'changed in the store; it is not what was recorded', tone: 'danger' }
    case 'lost':
      return { words: 'lost: its executor is retired, or does not have it any more', tone: 'danger' }
    default:
      return state satisfies never
  }
}

/** Whole percent, 100 only once all of it is there. */
const percentOf = (received: number, size: number | null) =>
  size ? Math.min(99, Math.floor((received / size) * 100)) : 0
