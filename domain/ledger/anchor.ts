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

const lineBegin = '{"at":"'

/** Whether what follows the last newline is a line or its beginning, of a worker that died while it wrote. */
export const canBeAnchor = (rest: string): boolean => lineBegin.startsWith(rest.slice(0, lineBegin.length))

/** The anchors of a file that only grows, without half a line at its end. Throws as `anchorsOf` does. */
export function anchorsOfFile(text: string): Anchor[] {
  const end = text.lastIndexOf('\n') + 1
  const rest = text.slice(end)
  const isTorn = canBeAnchor(rest) && jsonIn(rest) === null
  return anchorsOf(isTorn ? text.slice(0, end) : text)
}

const anchorOf = (line: string): Anchor | null => Anchor.safeParse(jsonIn(line)).data ?? null

function jsonIn(line: string): unknown {
  try {
    return JSON.parse(line)
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
