import { once } from 'node:events'
import type { Response } from 'express'
import { isUnavailable } from '#prisma/read/availability.ts'
import { type EntryView, entriesAfter } from '#prisma/read/entries.ts'
import type { PlacedBell } from '#prisma/read/placed-bell.ts'
import type { Source } from '#prisma/read/source.ts'
import { Unauthenticated, Unavailable } from '../http/problem.ts'
import type { LookingBoard } from '../inbox/looking-board.ts'

const pollMs = 2_000
const commentMs = 15_000
const page = 200

export interface Followed {
  source: Source
  bell: PlacedBell
  /** Who has which inbox item open; told at the beginning and at every change. */
  looking: LookingBoard
  /** Ends every stream, so that the server can stop. */
  signal: AbortSignal
}
type Following = Followed & { assertSession(): Promise<void> }

/** Writes entries after a position until the client leaves, the session ends or the server stops. */
export async function follow(res: Response, after: number, parts: Following): Promise<void> {
  const { source, bell, looking, signal, assertSession } = parts
  const mine = bell.join()
  let isGone = false
  const others = lookingEvents(looking, () => mine.ring())
  res.on('close', () => {
    isGone = true
    mine.ring()
  })
  let position = after
  let quietSince = Date.now()
  // The id alone tells a client that has seen nothing yet where to resume.
  await write(res, `retry: 1000\nid: ${position}\n\n`)
  try {
    while (!isGone && !signal.aborted) {
      await write(res, others.next())
      const entries = await nextEntries(source, position)
      for (const entry of entries) await write(res, eventOf(entry))
      position = entries.at(-1)?.position ?? position
      if (entries.length === page) continue
      if (Date.now() - quietSince >= commentMs) {
        await assertSession()
        await write(res, ': here\n\n')
        quietSince = Date.now()
      }
      await mine.wait(pollMs)
    }
  } catch (error) {
    if (!(error instanceof Unauthenticated || error instanceof Gone)) throw error
  } finally {
    others.stop()
    mine.leave()
    res.end()
  }
}

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

class Gone extends Error {}

/** While Postgres is away nothing is new; the stream stays and goes on when it is back. */
async function nextEntries(source: Following['source'], position: number): Promise<EntryView[]> {
  try {
    return await entriesAfter(source.pool, position, page)
  } catch (error) {
    if (error instanceof Unavailable || isUnavailable(error)) return []
    throw error
  }
}

const eventOf = (entry: EntryView) =>
  `event: entry\nid: ${entry.position}\ndata: ${JSON.stringify(entry)}\n\n`

/** Waits while the client reads more slowly than we write. */
async function write(res: Response, text: string): Promise<void> {
  if (res.closed || res.destroyed) throw new Gone()
  if (text === '' || res.write(text)) return
  await Promise.race([once(res, 'drain'), once(res, 'close')])
}
