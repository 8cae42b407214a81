import { fromNodeHeaders } from 'better-auth/node'
import type { Request } from 'express'
import { actorOf } from '#domain/ledger/actor.ts'
import { sha256Hex } from '#domain/ledger/digest.ts'
import { Role } from '#domain/operator/operator.ts'
import type { Pool } from '#prisma/client.ts'
import { keyOfToken } from '#prisma/read/api-keys.ts'
import { isAnswering } from '#prisma/read/availability.ts'
import { executorOfToken } from '#prisma/read/executors.ts'
import { operatorOfSession } from '#prisma/read/operators.ts'
import { noteKeyUse } from '#prisma/write/settings/api-keys.ts'
import type { Caller, Callers, OperatorCaller } from '../http/mount.ts'
import { Unauthenticated, Unavailable } from '../http/problem.ts'
import { type Auth, renewedAt } from './auth.ts'

/** The operator whose session the cookie is; null where it is nobody's, or has ended. */
export type SessionOf = (req: Request) => Promise<OperatorCaller | null>

/**
 * What a page reads at once is one look at its session. Whatever changes something looks for itself, so that it never goes
 * by a look that began before it was asked.
 */
export function createSessionOf(auth: Auth, pool: Pool): SessionOf {
  const looks = new Map<string, Promise<OperatorCaller | null>>()
  const known = new Map<string, KnownSession>()
  return async (req) => {
    const { cookie } = req.headers
    if (!cookie) return null
    const under = req.method === 'GET' ? looks.get(cookie) : undefined
    if (under) return under
    const look = operatorOf(auth, pool, { cookie, req, known })
    if (req.method !== 'GET') return look
    looks.set(cookie, look)
    return look.finally(() => looks.delete(cookie))
  }
}

/** The session of a cookie that better-auth has found to be signed. */
interface KnownSession {
  token: string
  /** From then on it is to be renewed: milliseconds since 1970. */
  until: number
}
const mostKnown = 1_000

interface Look {
  cookie: string
  req: Request
  known: Map<string, KnownSession>
}

/** Whether the session stands, and whose it is, is read each time: only that its cookie is a good one is known. */
async function operatorOf(auth: Auth, pool: Pool, look: Look): Promise<OperatorCaller | null> {
  const session = look.known.get(look.cookie)
  try {
    const isGood = session && Date.now() < session.until
    const operator = isGood ? await operatorOfSession(pool, session.token) : null
    return operator ?? (await ofSession(auth, look))
  } catch (error) {
    // better-auth hides what failed; a session that can't be read is not a session that ended.
    throw (await isAnswering(pool, 1_000)) ? error : new Unavailable('sessions')
  }
}

async function ofSession(auth: Auth, { cookie, req, known }: Look): Promise<OperatorCaller | null> {
  known.delete(cookie)
  const found = await auth.api.getSession({ headers: fromNodeHeaders(req.headers) })
  // A sign-in that was under way while its operator was removed makes a session that counts for nothing.
  if (!found || found.user.removedAt) return null
  if (known.size >= mostKnown) known.clear()
  known.set(cookie, { token: found.session.token, until: renewedAt(found.session.expiresAt) })
  const { id, name, email, role } = found.user
  return { id, name, email, role: Role.parse(role) }
}

const tokenOf = (req: Request) => /^Bearer (\S{1,400})$/.exec(req.get('Authorization') ?? '')?.[1]

async function keyCallerOf(pool: Pool, token: string): Promise<Caller> {
  const key = await keyOfToken(pool, token)
  if (!key) throw new Unauthenticated('This API key is not one of ours, or was revoked.')
  await noteKeyUse(pool, key.id)
  return { kind: 'apiKey', actor: actorOf('api-key', key.id), key }
}

export function createCallers(sessionOf: SessionOf, pool: Pool): Callers {
  async function signedIn(req: Request): Promise<OperatorCaller> {
    const operator = await sessionOf(req)
    if (!operator) throw new Unauthenticated('Sign in first.')
    return operator
  }
  return {
    operator: signedIn,
    async operatorOrKey(req) {
      const token = tokenOf(req)
      if (token) return keyCallerOf(pool, token)
      const operator = await signedIn(req)
      return { kind: 'operator', actor: actorOf('operator', operator.id), operator }
    },
    async executor(req) {
      const token = tokenOf(req)
      const executorId = token ? await executorOfToken(pool, sha256Hex(token)) : null
      if (!executorId)
        throw new Unauthenticated("Send the executor's own token: Authorization: Bearer <apiToken>.")
      return executorId
    },
  }
}
