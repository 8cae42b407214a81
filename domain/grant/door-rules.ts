import { type Documents, type EffectivePolicy, effectivePolicy } from '../policy/effective-rules.ts'
import type { EffectClass, Policy } from '../policy/policy.ts'
import type { PolicyDocument } from '../policy/policy-document.ts'
import type { Scope } from '../policy/scope.ts'
import { automaticRules } from './advance-rules.ts'

/** An agent that may run, with the documents that hold for it; of a project that has none yet, whichever it gets. */
export interface Holder {
  ids: Record<Scope, string>
  name: string
  documents: Documents
}

/** What the policy of one scope lets pass. */
interface Door {
  scope: Scope
  scopeId: string
  /** For whom it does, by name; null: for every agent within the scope. */
  agents: string[] | null
}
export type RuleDoor = Door & { effectClass: EffectClass; upToUsd: number; perDay: number }
export type ToolDoor = Door & { tool: string }

/** What lets something pass for some agent in the end, by the rule that its runs are given; each where it is said. */
export function doorsOf(holders: readonly Holder[], base: Policy): { rules: RuleDoor[]; tools: ToolDoor[] } {
  const held = holders.map((holder) => ({ holder, effective: effectivePolicy(holder.documents, base) }))
  const toolsOf = ({ safeTools }: EffectivePolicy) =>
    safeTools.flatMap(({ value, from }) => (from === 'default' ? [] : [{ scope: from, tool: value }]))
  return {
    rules: gathered(held, (effective) => automaticRules(effective).map(({ below: _, ...rule }) => rule)),
    tools: gathered(held, toolsOf),
  }
}

/** The same of one scope once, with those for whom it holds. */
function gathered<T extends { scope: Scope }>(
  held: readonly { holder: Holder; effective: EffectivePolicy }[],
  passingBy: (effective: EffectivePolicy) => T[],
): (T & { scopeId: string; agents: string[] | null })[] {
  const found = new Map<string, { passing: T; scopeId: string; names: string[] }>()
  for (const { holder, effective } of held)
    for (const passing of passingBy(effective)) {
      const scopeId = holder.ids[passing.scope]
      const key = JSON.stringify([scopeId, passing])
      const known = found.get(key) ?? { passing, scopeId, names: [] }
      found.set(key, { ...known, names: [...known.names, holder.name] })
    }
  const within = (scope: Scope, scopeId: string) =>
    held.filter(({ holder }) => holder.ids[scope] === scopeId).length
  return [...found.values()].map(({ passing, scopeId, names }) => ({
    ...passing,
    scopeId,
    agents: names.length === within(passing.scope, scopeId) ? null : names,
  }))
}

/** One thing that a document lets pass. */
export type Passing = { kind: 'rule'; effectClass: EffectClass } | { kind: 'tool'; tool: string }

/**
 * The document that asks for it: what passed by a rule needs one approver, and what needed more still does. Taken out
 * altogether, a wider scope's rule could let it pass. Null where it lets no such thing pass.
 */
export function closedDocument(document: PolicyDocument, passing: Passing): PolicyDocument | null {
  if (passing.kind === 'tool') {
    if (!document.safeTools?.includes(passing.tool)) return null
    return { ...document, safeTools: document.safeTools.filter((tool) => tool !== passing.tool) }
  }
  const rule = document.approvals[passing.effectClass]
  if (rule?.who !== 'auto') return null
  const { upToUsd, above } = rule
  const asking = above === 'one' ? { upToUsd: null, above: 'two' as const } : { upToUsd, above }
  const approvals = { ...document.approvals, [passing.effectClass]: { who: 'one' as const, ...asking } }
  return { ...document, approvals }
}
