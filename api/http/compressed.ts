import compression from 'compression'
import type { RequestHandler } from 'express'

/** Answers as small as the client takes them, but for streams: those would wait until there is enough to compress. */
export const compressed = (): RequestHandler =>
  compression({
    filter: (req, res) =>
      !String(res.getHeader('Content-Type')).startsWith('text/event-stream') && compression.filter(req, res),
  })
