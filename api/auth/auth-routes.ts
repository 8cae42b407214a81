import { toNodeHandler } from 'better-auth/node'
import { Router } from 'express'
import type { Pool } from '#prisma/client.ts'
import { isAnswering } from '#prisma/read/availability.ts'
import { InvalidRequest, Unavailable } from '../http/problem.ts'
import { type Auth, clientIpHeader } from './auth.ts'

/** What an operator may do with their own session. Names, roles and accounts change through the ledger only. */
const offered = ['/sign-in/email', '/sign-out', '/get-session', '/change-password', '/revoke-other-sessions']
const bodyLimit = 16 * 1024

/** better-auth reads the body itself, so this comes before any parser. */
export function authRoutes(auth: Auth, pool: Pool): Router {
  const router = Router()
  const handle = toNodeHandler(auth)
  router.all(offered, async (req, res) => {
    const length = Number(req.headers['content-length'] ?? 0)
    if (length > bodyLimit || req.headers['transfer-encoding']) {
      throw new InvalidRequest(
        [{ path: 'body', message: `of ${req.baseUrl}${req.path} may have 16 KB at most` }],
        413,
      )
    }
    // It would answer a 500 of its own.
    if (!(await isAnswering(pool, 1_000))) throw new Unavailable('sessions')
    req.headers[clientIpHeader] = req.ip ?? ''
    await handle(req, res)
  })
  return router
}
