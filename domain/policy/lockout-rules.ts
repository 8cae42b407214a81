import { askedRisks } from '../approval/risk.ts'
import { classWords } from './class-words.ts'
import { riskWords } from './document-words.ts'
import type { EffectivePolicy } from './effective-rules.ts'
import { alwaysAllowedWords, safeTools } from './gate-policy.ts'
import { nextOpening } from './hours-rules.ts'
import type { ApprovalRule, Approvers, EffectClass } from './policy.ts'
import type { Hours, PolicyDocument } from './policy-document.ts'
import { isForbiddenBy } from './tool-list.ts'

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
  /** What is within this scope and has hours of its own; none where those of the document stay as they were. */
  narrower?: readonly Narrower[]
  now: Date
}

/** A project or an agent, with its own hours and those between it and the document. */
export interface Narrower {
  name: string
  hours: readonly Hours[]
}

/** Why this document would leave something that nobody could ever do again; empty where it does not. */
export function lockoutsOf(
  document: PolicyDocument,
  { deciders, effective, narrower = [], now }: Circumstances,
): Lockout[] {
  const alone = deciders < 2 ? alonesIn(document).map(({ path, message }) => ({ path, message })) : []
  const found = [...alone, ...mutedIn(document), ...expiredIn(document), ...pennilessIn(document)]
  if (nextOpening(effective.hours, now) !== null)
    return [...found, ...narrowerLockouts(document, { effective, narrower, now })]
  const message = 'Together with the hours of the other scopes no time is left, so no run would ever start.'
  return [...found, { path: document.hours ? 'hours.from' : '', message }]
}

const mostNamed = 3

/** Hours that leave some of what is within them no time. */
function narrowerLockouts(
  { hours }: PolicyDocument,
  { effective, narrower, now }: Required<Omit<Circumstances, 'deciders'>>,
): Lockout[] {
  if (hours === null) return []
  const names = narrower
    .filter((one) => nextOpening([...effective.hours, ...one.hours], now) === null)
    .map(({ name }) => name)
  if (names.length === 0) return []
  const rest = names.length - mostNamed
  const named = [...names.slice(0, mostNamed), ...(rest > 0 ? [`${rest} more`] : [])].join(', ')
  const message = `${named} could never start: together with ${names.length === 1 ? 'its' : 'their'} own hours no time is left.`
  return [{ path: 'hours.from', message }]
}

/** A list that forbids is read in small letters, and without its tools for reading and reporting no agent can work. */
const mutedIn = ({ deniedTools }: PolicyDocument): Lockout[] =>
  deniedTools.flatMap((tool, i) =>
    isForbiddenBy(safeTools, tool) ? [{ path: `deniedTools.${i}`, message: alwaysAllowedWords(tool) }] : [],
  )

const leastTtlMs = 60_000
const leastUsd = 0.01

const expiredIn = ({ approvalTtlMs }: PolicyDocument): Lockout[] =>
  approvalTtlMs === null || approvalTtlMs >= leastTtlMs
    ? []
    : [
        {
          path: 'approvalTtlMs',
          message: 'must be at least one minute: every proposal would expire before anybody can decide',
        },
      ]

const pennilessIn = ({ budgets }: PolicyDocument): Lockout[] =>
  budgets.flatMap(({ metric, limit }, i) =>
    metric === 'usd' && limit < leastUsd
      ? [{ path: `budgets.${i}.limit`, message: 'must be at least $0.01; a paused project starts nothing' }]
      : [],
  )

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
    const [first] = alonesIn(document)
    if (first)
      return `Without ${name} only ${left === 1 ? 'one operator' : 'nobody'} could decide, and the policy of ${whose} needs more than that for ${first.what}: nothing of this kind could ever be approved. Change that policy, or invite somebody first.`
  }
  return null
}

/** What one operator alone can never satisfy, and of what. */
function alonesIn({ approvals, riskApprovers }: PolicyDocument): (Lockout & { what: string })[] {
  const ofClass = (Object.entries(approvals) as [EffectClass, ApprovalRule][]).flatMap(([effect, rule]) =>
    alonesOf(effect, rule).map((found) => ({ ...found, what: classWords[effect].toLowerCase() })),
  )
  const ofRisk = askedRisks.flatMap((level) => {
    const needs = riskApprovers?.[level] ?? 'one'
    if (needs === 'one') return []
    const what = riskWords[level].toLowerCase()
    return [{ path: `riskApprovers.${level}`, message: whyAlone[needs], what }]
  })
  return [...ofClass, ...ofRisk]
}

function alonesOf(effect: string, { who, upToUsd, above }: ApprovalRule): Lockout[] {
  if (who === 'other' || who === 'two') return [{ path: `approvals.${effect}.who`, message: whyAlone[who] }]
  if (upToUsd === null || above === 'one') return []
  return [{ path: `approvals.${effect}.above`, message: whyAlone[above] }]
}
