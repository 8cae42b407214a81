import { type Documents, effectivePolicy } from '#domain/policy/effective-rules.ts'
import { defaultPolicy } from '#domain/policy/policy.ts'

/** What these documents come to on an installation as it comes. */
export const effectiveOf = (documents: Documents) => effectivePolicy(documents, defaultPolicy)
