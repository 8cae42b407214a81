import { canonicalOf } from './digest.ts'
import { Anchor, type LedgerHead } from './verify.ts'

export const anchorLine = (anchor: Anchor): string => canonicalOf(anchor)

/** The anchors of a text that holds one a line. Throws with the number of the line that is none. */
export function anchorsOf(text: string): Anchor[] {
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  return lines.map((line, i) => {
    const anchor = anchorOf(line)
    if (!anchor) throw new Error(`Line ${i + 1} is no anchor.`)
    return anchor
  })
}

function anchorOf(line: string): Anchor | null {
  try {
    return Anchor.safeParse(JSON.parse(line)).data ?? null
  } catch {
    return null
  }
}

/** Which anchors a ledger goes through, and which were cut off by restores that operators acknowledged. */
export function standingAnchors(anchors: readonly Anchor[]): { standing: Anchor[]; gone: Anchor[] } {
  let standing: Anchor[] = []
  const gone: Anchor[] = []
  for (const anchor of anchors) {
    const kept = anchor.restored?.kept ?? Number.POSITIVE_INFINITY
    gone.push(...standing.filter(({ position }) => position > kept))
    standing = [...standing.filter(({ position }) => position <= kept), anchor]
  }
  return { standing, gone }
}

/**
 * Why a ledger is not the one that was anchored; null where it is. `hashThere` is its hash at the anchor's position.
 * Nothing is noted in a place with a problem: it would cover what the anchor shows.
 */
export function anchorProblem(
  anchor: LedgerHead,
  { position, hashThere }: { position: number; hashThere: string | null },
): string | null {
  if (position < anchor.position)
    return `The ledger ends with #${position}, and #${anchor.position} was noted: its tail is cut.`
  if (hashThere !== anchor.hash)
    return `The ledger up to #${anchor.position} is not the one that was noted: it was cut and grew again, or was changed.`
  return null
}
