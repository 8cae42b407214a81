import type { Request, Response, Router } from 'express'
import { z } from 'zod'
import { headOf } from '#prisma/read/entries.ts'
import type { Callers, OperatorCaller } from '../http/mount.ts'
import type { StreamRoute } from '../http/openapi.ts'
import { InvalidRequest, Unauthenticated } from '../http/problem.ts'
import { StreamEntry, streamPath } from './contract.ts'
import { type Followed, follow } from './follow.ts'

const Position = z.coerce.number().int().min(0)

export const streamRoute: StreamRoute = {
  path: streamPath,
  summary:
    'Entries as they come, by position. Resume with Last-Event-ID or after; without them it starts now',
  mediaType: 'text/event-stream',
  query: z.strictObject({ after: Position.optional() }),
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
    const head = await headOf(parts.source.pool)
    const asked = askedPosition(req) ?? head.position
    // A position that this ledger never reached is from another one: begin at the end.
    const after = Math.min(asked, head.position)
    begin(res)
    await follow(res, after, {
      ...parts,
      async assertSession() {
        if (!(await parts.sessionOf(req))) throw new Unauthenticated('The session has ended.')
      },
    })
  })
}

function askedPosition(req: Request): number | null {
  const unknown = Object.keys(req.query).filter((name) => name !== 'after')
  if (unknown.length) throw new InvalidRequest([{ path: `query.${unknown[0]}`, message: 'is not known' }])
  // A reconnecting browser repeats its first URL, so what it has seen since counts more.
  const value = req.get('Last-Event-ID') || req.query.after
  if (value === undefined) return null
  const position = Position.safeParse(value)
  if (position.success) return position.data
  throw new InvalidRequest([{ path: 'query.after', message: 'must be a position: a whole number from 0' }])
}

function begin(res: Response): void {
  res.status(200).set({
    'Content-Type': 'text/event-stream; charset=utf-8',
    'Cache-Control': 'no-store',
    'X-Accel-Buffering': 'no',
  })
  res.flushHeaders()
}
