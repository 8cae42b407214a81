import { useState } from 'react'
import { type FieldErrors, fieldErrorsOf, isKeyReused } from '../../http/field-errors.ts'
import { newIdempotencyKey } from '../../http/idempotency-key.ts'

/** The key under which a form makes one thing, however often it is sent; a new one where an earlier try was recorded. */
export function useOnce() {
  const [key, setKey] = useState(newIdempotencyKey)
  const refuse = <F extends string>(problem: unknown, fields: readonly F[]): FieldErrors<F> => {
    if (isKeyReused(problem)) setKey(newIdempotencyKey())
    return fieldErrorsOf(problem, fields)
  }
  return { key, refuse }
}
