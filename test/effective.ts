import { effectiveLines } from '#domain/policy/document-words.ts'
import { type Documents, effectivePolicy } from '#domain/policy/effective-rules.ts'
import { defaultPolicy } from '#domain/policy/policy.ts'
import { emptyDocument } from '#domain/policy/policy-document.ts'

/** What these documents come to on an installation as it comes. */
export const effectiveOf = (documents: Documents) => effectivePolicy(documents, defaultPolicy)

/** The sentences that then hold; a scope that is not named says nothing. */
export const linesInForce = (documents: Partial<Documents>) =>
  effectiveLines(effectiveOf({ portfolio: null, project: emptyDocument, agent: null, ...documents }))
