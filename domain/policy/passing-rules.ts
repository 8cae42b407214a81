import { askedRisks } from '../approval/risk.ts'
import type { PolicyDocument } from './policy-document.ts'
import type { Scope } from './scope.ts'
import { forbiddenBy } from './tool-list.ts'

/** What passes without asking, as the documents of scopes say it, from the widest to the narrowest. */
export interface Passing {
  tools: string[]
  /** The widest and the narrowest scope that has a list. */
  widest: Scope
  narrowest: Scope
  /** The scope that leaves nothing of what wider ones let pass; null where something passes. */
  closedBy: Scope | null
}

/**
 * A tool passes where every scope that has a list has it on it. A scope that asks somebody by risk has a list, an empty
 * one at least: nobody knows of what risk the calls will be that another lets by. Null where no scope has a list.
 */
export function passingTools(
  stated: readonly { scope: Scope; document: PolicyDocument }[],
  denied: readonly string[],
): Passing | null {
  const lists = stated.flatMap(({ scope, document }) =>
    document.safeTools !== null || asksByRisk(document) ? [{ scope, tools: document.safeTools ?? [] }] : [],
  )
  const [first, last] = [lists[0], lists.at(-1)]
  if (!first || !last) return null
  const isForbidden = forbiddenBy(denied)
  let left = new Set(first.tools.filter((tool) => !isForbidden(tool)))
  const closing = lists.find(({ tools }) => {
    left = new Set(tools.filter((tool) => left.has(tool)))
    return left.size === 0
  })
  return {
    tools: closing ? [] : [...left],
    widest: first.scope,
    narrowest: last.scope,
    closedBy: closing?.scope ?? null,
  }
}

/** One that says of each risk that it asks nobody asks nobody. */
const asksByRisk = ({ riskApprovers }: PolicyDocument): boolean =>
  askedRisks.some((level) => (riskApprovers?.[level] ?? null) !== null)
