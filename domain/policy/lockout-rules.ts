import { classWords } from './document-words.ts'
import type { EffectivePolicy } from './effective-rules.ts'
import { nextOpening } from './hours-rules.ts'
import type { ApprovalRule, Approvers, EffectClass } from './policy.ts'
import type { PolicyDocument } from './policy-document.ts'

export interface Lockout {
  /** Of the field in the document. */
  path: string
  message: string
}

export interface Circumstances {
  /** Operators who can sign in and may decide approvals. */
  deciders: number
  /** With the document in its place: what it would mean together with those of the other scopes. */
  effective: EffectivePolicy
  now: Date
}

/** Why this document would leave something that nobody could ever do again; empty where it does not. */
export function lockoutsOf(document: PolicyDocument, { deciders, effective, now }: Circumstances): Lockout[] {
  const rules = Object.entries(document.approvals)
  const alone = deciders < 2 ? rules.flatMap(([effect, rule]) => alonesOf(effect, rule)) : []
  if (nextOpening(effective.hours, now) !== null) return alone
  const message = 'Together with the hours of the other scopes no time is left, so no run would ever start.'
  return [...alone, { path: document.hours ? 'hours.from' : '', message }]
}

const only = 'Only one operator can decide, so nothing of this kind could ever be approved.'
const whyAlone: Record<Exclude<Approvers, 'one'>, string> = {
  two: `${only} Invite a second one first.`,
  other: `${only} Invite somebody else first: who asks for a task must not be the one who approves.`,
}

export interface StatedPolicy {
  /** Whose it is: all projects, or the name of a project or an agent. */
  whose: string
  document: PolicyDocument
}

/** Why somebody who decides can't go; null where they can. `left` counts those who could decide after it. */
export function leavingRefusal(name: string, left: number, stated: readonly StatedPolicy[]): string | null {
  if (left >= 2) return null
  for (const { whose, document } of stated) {
    for (const [effect, rule] of Object.entries(document.approvals)) {
      if (alonesOf(effect, rule).length === 0) continue
      return `Without ${name} only ${left === 1 ? 'one operator' : 'nobody'} could decide, and the policy of ${whose} needs more than that for ${classWords[effect as EffectClass].toLowerCase()}: nothing of this kind could ever be approved. Change that policy, or invite somebody first.`
    }
  }
  return null
}

/** What one operator alone can never satisfy. */
function alonesOf(effect: string, { who, upToUsd, above }: ApprovalRule): Lockout[] {
  if (who !== 'one') return [{ path: `approvals.${effect}.who`, message: whyAlone[who] }]
  if (upToUsd === null || above === 'one') return []
  return [{ path: `approvals.${effect}.above`, message: whyAlone[above] }]
}
