import type { Fact, FactOf } from '../ledger/entry.ts'

/** A decision that counted, and the parameters that it was bound to. */
export interface Agreement {
  actor: string
  at: string
  verdict: 'approved' | 'rejected'
  reason: string
  /** sha256 of the parameters that were before the one who decided. */
  hash: string
  /** The same as of what was asked for. */
  isSameHash: boolean
}

/** A decision that did not count, or a second permission that was asked for. */
export interface Declined {
  actor: string
  at: string
  words: string
}

export interface Outcome {
  actor: string
  at: string
  /** As the executor saw it, or as an operator who looked said. */
  kind: 'performed' | 'failed' | 'uncertain'
  evidence: string
  isByPerson: boolean
}

/** What the entries of one effect come to: nothing here is known from anywhere else. */
export interface EffectAudit {
  /** More than once where a run that was sent back asked again. */
  timesAsked: number
  agreements: Agreement[]
  declined: Declined[]
  /** Each time that the permission went out, at most one. */
  givenOut: { at: string; grantId: string }[]
  outcomes: Outcome[]
  /** Null: nobody knows. */
  timesPerformed: number | null
}

type Told = Pick<Fact, 'type' | 'at' | 'actor' | 'body'>
const ofType = <T extends Fact['type']>(entries: readonly Told[], ...types: T[]): FactOf<T>[] =>
  entries.filter((entry): entry is FactOf<T> => types.includes(entry.type as T))

/** `entries`: those that name the effect, oldest first. */
export function auditOf(entries: readonly Told[]): EffectAudit {
  const asked = ofType(entries, 'approval_requested')
  const outcomes = outcomesOf(entries)
  return {
    timesAsked: asked.length,
    agreements: agreementsOf(entries, asked.at(-1)?.body.hash),
    declined: declinedOf(entries),
    givenOut: ofType(entries, 'effect_claimed').map(({ at, body }) => ({ at, grantId: body.grantId })),
    outcomes,
    timesPerformed: timesPerformed(entries, outcomes),
  }
}

function agreementsOf(entries: readonly Told[], askedHash: string | undefined): Agreement[] {
  return ofType(entries, 'approval_given', 'approval_decided').map(({ actor, at, body }) => ({
    ...{ actor, at, reason: body.reason, hash: body.hash, isSameHash: body.hash === askedHash },
    verdict: 'verdict' in body ? body.verdict : 'approved',
  }))
}

function declinedOf(entries: readonly Told[]): Declined[] {
  return ofType(entries, 'decision_refused', 'claim_refused').map(({ actor, at, body }) => ({
    ...{ actor, at },
    words: 'message' in body ? body.message : 'A second permission was asked for and not given.',
  }))
}

function outcomesOf(entries: readonly Told[]): Outcome[] {
  return entries.flatMap((entry): Outcome[] => {
    const { actor, at } = entry
    switch (entry.type) {
      case 'effect_performed':
      case 'effect_failed':
      case 'effect_uncertain': {
        const kind = entry.type.slice('effect_'.length) as Outcome['kind']
        return [
          { actor, at, kind, evidence: (entry as FactOf<'effect_failed'>).body.detail, isByPerson: false },
        ]
      }
      case 'effect_settled': {
        const { hasHappened, note } = (entry as FactOf<'effect_settled'>).body
        return [{ actor, at, kind: hasHappened ? 'performed' : 'failed', evidence: note, isByPerson: true }]
      }
      default:
        return []
    }
  })
}

/** What is known only grows: performed stays, and what was seen to fail is not uncertain again. */
function timesPerformed(entries: readonly Told[], outcomes: readonly Outcome[]): number | null {
  const kinds = new Set(outcomes.map(({ kind }) => kind))
  if (kinds.has('performed')) return 1
  if (kinds.has('failed')) return 0
  const isOut = ofType(entries, 'effect_claimed').length > 0
  return kinds.has('uncertain') || isOut ? null : 0
}
