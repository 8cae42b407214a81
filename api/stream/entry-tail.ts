import { isUnavailable } from '#prisma/read/availability.ts'
import { type ChainedEntry, chainFrom, hashesAt, headOf } from '#prisma/read/entries.ts'
import type { PlacedBell } from '#prisma/read/placed-bell.ts'
import type { Source } from '#prisma/read/source.ts'
import { Unavailable } from '../http/problem.ts'

const pollMs = 2_000
const page = 200
const mostKept = 2_000

/** A place in the one order, and the chain's hash there, hex. */
export interface Mark {
  position: number
  hash: string
}

/** An entry as it is sent, made once for all readers. */
export interface Sent extends Mark {
  text: string
}

/** Before the first entry. */
export const theBeginning: Mark = { position: 0, hash: '0'.repeat(64) }

export const idOf = ({ position, hash }: Mark) => `${position}.${hash.slice(0, 8)}`

export const sentOf = ({ position, hash, entry }: ChainedEntry): Sent => ({
  ...{ position, hash },
  text: `event: entry\nid: ${idOf({ position, hash })}\ndata: ${JSON.stringify(entry)}\n\n`,
})

export interface TailParts {
  source: Source
  bell: PlacedBell
  signal: AbortSignal
  /** What is no passing absence of Postgres; the tail goes on all the same. */
  onError(error: unknown): void
}

/**
 * Reads each new entry once, for any number of readers, and keeps the last ones. Notices a ledger that was restored to
 * an older moment: the place that was read last holds another entry then, or none.
 */
export class EntryTail {
  readonly #parts: TailParts
  readonly #readers = new Set<() => void>()
  #kept: Sent[] = []
  #end: Mark | null = null
  /** Up to where the record stayed the same, of each restore. */
  readonly #cuts: Mark[] = []

  constructor(parts: TailParts) {
    this.#parts = parts
    void this.#follow()
  }

  /** For one reader: a wait that ends when there is something new. */
  join(): ReturnType<PlacedBell['join']> {
    const mine = this.#parts.bell.join()
    this.#readers.add(mine.ring)
    const leave = () => {
      this.#readers.delete(mine.ring)
      return mine.leave()
    }
    return { ...mine, leave }
  }

  /** What comes after a position, as far as it is kept; null where it has to be read. */
  after(position: number): Sent[] | null {
    const first = this.#kept[0]?.position ?? (this.#end?.position ?? 0) + 1
    if (!this.#end || position < first - 1) return null
    return this.#kept.slice(position - first + 1, position - first + 1 + page)
  }

  get restores(): number {
    return this.#cuts.length
  }

  /** Up to where what a reader was given is still so, after it has seen so many restores. */
  keptThrough(seen: number): Mark {
    const [first = theBeginning, ...others] = this.#cuts.slice(seen)
    return others.reduce((least, cut) => (cut.position < least.position ? cut : least), first)
  }

  async #follow(): Promise<void> {
    const { bell, signal, onError } = this.#parts
    const mine = bell.join()
    const missed = (error: unknown) => {
      // While Postgres is away nothing is new.
      if (!(error instanceof Unavailable || isUnavailable(error))) onError(error)
      return false
    }
    while (!signal.aborted) {
      if (!(await this.#read().catch(missed))) await mine.wait(pollMs)
    }
    mine.leave()
  }

  /** Answers whether there may be more. */
  async #read(): Promise<boolean> {
    const { pool } = this.#parts.source
    this.#end ??= await headOf(pool)
    const end = this.#end
    const [last, ...next] = await chainFrom(pool, end.position, page + 1).then((rows) =>
      end.position === 0 ? [end, ...rows] : rows,
    )
    if (last?.position !== end.position || last.hash !== end.hash) await this.#cut()
    else if (next.length === 0) return false
    else this.#keep((next as ChainedEntry[]).map(sentOf))
    for (const ring of this.#readers) ring()
    return true
  }

  #keep(sent: Sent[]): void {
    this.#kept = [...this.#kept, ...sent].slice(-mostKept)
    this.#end = sent.at(-1) ?? this.#end
  }

  /** Goes on from the last entry that is the same there; where none of those kept is, from the head. */
  async #cut(): Promise<void> {
    const { pool } = this.#parts.source
    const head = await headOf(pool)
    const there = await hashesAt(
      pool,
      this.#kept.map(({ position }) => position),
    )
    this.#kept = this.#kept.filter(({ position, hash }) => there.get(position) === hash)
    const same = this.#kept.at(-1)
    this.#end = same ?? head
    this.#cuts.push(same ?? theBeginning)
  }
}
