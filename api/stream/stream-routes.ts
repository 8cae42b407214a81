import type { Request, Router } from 'express'
import { z } from 'zod'
import { hashesAt, headOf } from '#prisma/read/entries.ts'
import type { Source } from '#prisma/read/source.ts'
import type { Callers, OperatorCaller } from '../http/mount.ts'
import type { StreamRoute } from '../http/openapi.ts'
import { InvalidRequest, Unauthenticated } from '../http/problem.ts'
import { StreamEntry, streamPath } from './contract.ts'
import { theBeginning } from './entry-tail.ts'
import { beginEvents } from './event-stream.ts'
import { type Begin, type Followed, follow } from './follow.ts'

/** An event's id: its position, and what begins the chain's hash there. */
const EventId = /^(\d{1,15})(?:\.([0-9a-f]{8}))?$/

export const streamRoute: StreamRoute = {
  path: streamPath,
  summary:
    'Entries as they come, by position. Resume with Last-Event-ID or after; without them it starts now',
  mediaType: 'text/event-stream',
  query: z.strictObject({ after: z.string().regex(EventId).optional() }),
  item: StreamEntry,
}

export interface StreamParts extends Followed {
  callers: Callers
  /** Null where the session has ended. */
  sessionOf(req: Request): Promise<OperatorCaller | null>
}

export function streamRoutes(router: Router, parts: StreamParts): void {
  router.get(streamPath, async (req, res) => {
    await parts.callers.operator(req)
    const where = await beginOf(parts.source, askedPlace(req))
    beginEvents(res)
    await follow(res, where, {
      ...parts,
      async assertSession() {
        if (!(await parts.sessionOf(req))) throw new Unauthenticated('The session has ended.')
      },
    })
  })
}

interface AskedPlace {
  position: number
  /** Null where it was not said. */
  hash: string | null
}

function askedPlace(req: Request): AskedPlace | null {
  const unknown = Object.keys(req.query).filter((name) => name !== 'after')
  if (unknown.length) throw new InvalidRequest([{ path: `query.${unknown[0]}`, message: 'is not known' }])
  // A reconnecting browser repeats its first URL, so what it has seen since counts more.
  const value = req.get('Last-Event-ID') || req.query.after
  if (value === undefined) return null
  const [, position, hash = null] = EventId.exec(String(value)) ?? []
  if (position !== undefined) return { position: Number(position), hash }
  throw new InvalidRequest([
    { path: 'query.after', message: 'must be a position, a whole number from 0, or the id of an event' },
  ])
}

/**
 * A place that is not in this ledger is of another one, or of what a restore took away. What the reader has seen that is
 * still so nobody knows: it is said, and all there is comes again.
 */
async function beginOf({ pool }: Source, asked: AskedPlace | null): Promise<Begin> {
  if (!asked) return { ...(await headOf(pool)), isElsewhere: false }
  const { position } = asked
  if (position === 0) return { ...theBeginning, isElsewhere: false }
  const hash = (await hashesAt(pool, [position])).get(position)
  if (!hash?.startsWith(asked.hash ?? '')) return { ...theBeginning, isElsewhere: true }
  return { position, hash, isElsewhere: false }
}
