import type { Request } from 'express'
import { idFrom } from '#domain/derived-ids.ts'
import { Refused } from '#domain/errors.ts'
import { type IdKind, newId } from '#domain/ids.ts'
import { InvalidRequest } from './problem.ts'

/**
 * With an Idempotency-Key the id is the operator's own for that key, so that a repeat finds what the first made.
 * `part`: which of several things that one request makes.
 */
export function idOfRequest(kind: IdKind, operatorId: string, req: Request, ...part: string[]): string {
  const key = req.get('Idempotency-Key')
  if (key === undefined) return newId(kind)
  if (!/^[\x21-\x7e]{1,200}$/.test(key)) {
    const message = 'must have 1 to 200 visible ASCII characters'
    throw new InvalidRequest([{ path: 'header.Idempotency-Key', message }])
  }
  return idFrom(kind, operatorId, key, ...part)
}

const uniqueViolation = '23505'

export const keyReused = () =>
  new Refused('key_reused', 'This Idempotency-Key was used for another request. Use a new one.')

/**
 * Two requests with one key at once: the later one fails on the first one's row, and the second time finds it. Where it
 * finds none, the id is of something elsewhere, as in another project, or removed. Throws Refused key_reused.
 */
export async function findingTheFirst<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!isTaken(error, '')) throw error
  }
  try {
    return await work()
  } catch (error) {
    throw isTaken(error, '_pkey') ? keyReused() : error
  }
}

function isTaken(error: unknown, ending: string): boolean {
  const { code, constraint } = error as { code?: unknown; constraint?: unknown }
  return code === uniqueViolation && String(constraint).endsWith(ending)
}
