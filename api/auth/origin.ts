import type { RequestHandler } from 'express'
import { sendProblem } from '../http/problem.ts'

const reading = new Set(['GET', 'HEAD', 'OPTIONS'])

/** A page of somebody else may not change anything here with the operator's cookie. */
export function requireOwnOrigin(trusted: string[]): RequestHandler {
  return (req, res, next) => {
    const origin = req.get('Origin')
    const isForeign =
      origin === undefined ? req.get('Sec-Fetch-Site') === 'cross-site' : !trusted.includes(origin)
    if (reading.has(req.method) || !isForeign) return next()
    const detail = `This request came from a page of ${origin ?? 'another site'}. Open Front Office at ${trusted[0]}.`
    sendProblem(res, { status: 403, title: 'Foreign origin', detail })
  }
}
