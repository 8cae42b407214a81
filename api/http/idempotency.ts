import type { Request } from 'express'
import { idFrom } from '#domain/derived-ids.ts'
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

/** Two requests with one key at once: the later one fails on the first one's row, and the second time finds it. */
export async function findingTheFirst<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if ((error as { code?: unknown }).code !== uniqueViolation) throw error
    return work()
  }
}
