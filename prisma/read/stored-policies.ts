import { Policy } from '#domain/policy/policy.ts'
import { PolicyDocument } from '#domain/policy/policy-document.ts'
import { parsedOnce } from './parsed-once.ts'

/** What a project began with. */
export const storedPolicy = parsedOnce(Policy)
export const storedDocument = parsedOnce(PolicyDocument)
