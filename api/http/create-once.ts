import { canonicalOf } from '#domain/ledger/digest.ts'
import { findingTheFirst, keyReused } from './idempotency.ts'

interface Creation<T> {
  find: () => Promise<T | null>
  /** Of what is there, that which the request named. */
  contentOf: (known: T) => unknown
  asked: unknown
  create: () => Promise<void>
}

/** Makes something whose id is the request's own: a repeat answers with the first one. Throws Refused key_reused. */
export function createOnce<T>({ find, contentOf, asked, create }: Creation<T>): Promise<T> {
  return findingTheFirst(async () => {
    const known = await find()
    if (known) {
      if (canonicalOf(contentOf(known)) === canonicalOf(asked)) return known
      throw keyReused()
    }
    await create()
    const made = await find()
    if (!made) throw new Error('what was made is not there')
    return made
  })
}
