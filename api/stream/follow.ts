import type { Response } from 'express'
import { isUnavailable } from '#prisma/read/availability.ts'
import { chainFrom } from '#prisma/read/entries.ts'
import type { Source } from '#prisma/read/source.ts'
import { Unauthenticated, Unavailable } from '../http/problem.ts'
import type { LookingBoard } from '../inbox/looking-board.ts'
import { type EntryTail, idOf, type Mark, type Sent, sentOf } from './entry-tail.ts'
import { endUnread, Gone, Slow, writeEvents } from './event-stream.ts'

const quietMs = 2_000
const commentMs = 15_000
const page = 200

export interface Followed {
  source: Source
  tail: EntryTail
  /** Who has which inbox item open; told at the beginning and at every change. */
  looking: LookingBoard
  /** Ends every stream, so that the server can stop. */
  signal: AbortSignal
  /** How long a reader may take to take what was written before it is let go. */
  slowMs?: number
}
type Following = Followed & { assertSession(): Promise<void> }

/** Where a reader begins; `isElsewhere`: what it saw last is not in this ledger. */
export interface Begin extends Mark {
  isElsewhere: boolean
}

/** Writes entries after a position until the client leaves, lags, the session ends or the server stops. */
export async function follow(res: Response, begin: Begin, parts: Following): Promise<void> {
  const { tail, looking, signal, assertSession, slowMs = 10_000 } = parts
  const bell = tail.join()
  const others = lookingEvents(looking, bell.ring)
  const reader = readerFrom(begin, parts)
  res.on('close', bell.ring)
  let quietSince = Date.now()
  const send = (text: string) => writeEvents(res, text, slowMs)
  try {
    await send(reader.greeting)
    while (!res.closed && !signal.aborted) {
      await send(others.next())
      const text = await reader.next()
      await send(text)
      if (text) continue
      if (Date.now() - quietSince >= commentMs) {
        await assertSession()
        await send(': here\n\n')
        quietSince = Date.now()
      }
      await bell.wait(quietMs)
    }
  } catch (error) {
    if (error instanceof Slow) letGo(res, reader.position())
    else if (!(error instanceof Unauthenticated || error instanceof Gone)) throw error
  } finally {
    others.stop()
    bell.leave()
    res.end()
  }
}

/** What one reader is given next: entries, and a restore of the ledger before those that come again. */
function readerFrom(begin: Begin, { tail, source }: Pick<Followed, 'tail' | 'source'>) {
  let { position } = begin
  let restores = tail.restores
  return {
    // The id alone tells a client that has seen nothing yet where to resume. One that is set back gets it with the reason:
    // a connection that breaks between the two would resume and never be told.
    greeting: `retry: 1000\n${begin.isElsewhere ? `\n${restoredEvent(begin, begin)}` : `id: ${idOf(begin)}\n\n`}`,
    position: () => position,
    async next(): Promise<string> {
      if (tail.restores !== restores) {
        const through = tail.keptThrough(restores)
        restores = tail.restores
        // Who has not read so far resumes where it is.
        if (position < through.position) return restoredEvent(through, null)
        position = through.position
        return restoredEvent(through, through)
      }
      const sent = tail.after(position) ?? (await readAfter(source, position))
      position = sent.at(-1)?.position ?? position
      return sent.map(({ text }) => text).join('')
    },
  }
}

/** The ledger was restored: what was given after this position is not the record any more, and comes again as it is now. */
const restoredEvent = ({ position }: Mark, resumeAt: Mark | null) =>
  `event: restored\n${resumeAt ? `id: ${idOf(resumeAt)}\n` : ''}data: ${JSON.stringify({ through: position })}\n\n`

/** Who looks at what, as an event after every change; nothing where none came since. */
function lookingEvents(looking: LookingBoard, ring: () => void) {
  let isTold = false
  const stop = looking.listen(() => {
    isTold = false
    ring()
  })
  return {
    stop,
    next(): string {
      if (isTold) return ''
      isTold = true
      return `event: looking\ndata: ${JSON.stringify(looking.all())}\n\n`
    },
  }
}

/** What is further back than the tail keeps. While Postgres is away nothing is new; the stream goes on when it is back. */
async function readAfter({ pool }: Source, position: number): Promise<Sent[]> {
  try {
    return (await chainFrom(pool, position + 1, page)).map(sentOf)
  } catch (error) {
    if (error instanceof Unavailable || isUnavailable(error)) return []
    throw error
  }
}

/** Says from where to resume, behind all that it was sent. */
function letGo(res: Response, position: number): void {
  res.write(`event: behind\ndata: ${JSON.stringify({ after: position })}\n\n`)
  endUnread(res)
}
