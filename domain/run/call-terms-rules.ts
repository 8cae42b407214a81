import { addressRefusal } from '../policy/domain-rules.ts'
import { isForbiddenBy } from '../policy/tool-list.ts'
import type { CallTerms } from './call-terms.ts'
import type { Parameters } from './run.ts'

/** Why an approved call is not made after all, as a sentence for its record; null: it may be made. */
export function callRefusal(terms: CallTerms, tool: string, parameters: Parameters): string | null {
  const why = terms.isClaimed
    ? forbidding(terms, tool, parameters)
    : `Front Office has no permission on record for this call of ${tool}`
  return why === null ? null : `${why}. It was approved, and it was NOT done.`
}

/** Which guardrail forbids this call by now, whoever permitted it before; null: none. */
export const forbidding = (
  { deniedTools, domains }: Omit<CallTerms, 'isClaimed'>,
  tool: string,
  parameters: Parameters,
): string | null =>
  isForbiddenBy(deniedTools, tool)
    ? `${tool} is not allowed by policy any more`
    : addressRefusal(tool, parameters, domains)
