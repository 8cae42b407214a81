import type { Fact, FactOf } from '../ledger/entry.ts'
import type { PolicyVersion } from '../policy/policy.ts'
import { blockedWords } from '../run/blocked-words.ts'
import type { Parameters } from '../run/run.ts'

/** A decision that counted, and the parameters that it was bound to. */
export interface Agreement {
  actor: string
  at: string
  verdict: 'approved' | 'rejected'
  reason: string
  /** sha256 of the parameters that were before the one who decided. */
  hash: string
  /** The same as of what its agent asked for. */
  isSameHash: boolean
  /** The versions of the policy that held when it was decided; null: the entry is from before they were kept. */
  policies: PolicyVersion[] | null
}

/** What an approver put in place of what was there before. */
export interface Change {
  actor: string
  at: string
  from: string
  to: string
  parameters: Parameters
}

/** A decision that did not count, a call that did not pass, or a second permission that was asked for. */
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
  /** It was known to be done before: done once more, or told twice. */
  isAgain: boolean
}

/** What the entries of one effect come to: nothing here is known from anywhere else. */
export interface EffectAudit {
  /** More than once where a run that was sent back asked again. */
  timesAsked: number
  /** What was asked for as its agent wanted it, where somebody changed that. */
  asked: { parameters: Parameters; hash: string } | null
  changes: Change[]
  agreements: Agreement[]
  declined: Declined[]
  /** Each time that the permission went out, at most one. */
  givenOut: { at: string; grantId: string }[]
  outcomes: Outcome[]
  /** As often as the record says so; more than once is for a person to look at. Null: nobody knows. */
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
    ...changesOf(entries, asked.at(-1)?.body),
    agreements: agreementsOf(entries, asked.at(-1)?.body.hash),
    declined: declinedOf(entries),
    givenOut: givenOut(entries).map(({ at, body }) => ({ at, grantId: body.grantId })),
    outcomes,
    timesPerformed: timesPerformed(entries, outcomes),
  }
}

function changesOf(
  entries: readonly Told[],
  asked: FactOf<'approval_requested'>['body'] | undefined,
): Pick<EffectAudit, 'asked' | 'changes'> {
  const changes = ofType(entries, 'proposal_edited').map(
    ({ actor, at, body: { from, hash, parameters } }) => ({
      ...{ actor, at, from, parameters, to: hash },
    }),
  )
  const isChanged = asked !== undefined && changes.length > 0
  return { asked: isChanged ? { parameters: asked.parameters, hash: asked.hash } : null, changes }
}
/** What passed without asking had its permission before. */
const givenOut = (entries: readonly Told[]) =>
  ofType(entries, 'effect_claimed', 'effect_passed', 'standing_grant_used')

function agreementsOf(entries: readonly Told[], askedHash: string | undefined): Agreement[] {
  return ofType(entries, 'approval_given', 'approval_decided').map(({ actor, at, body }) => ({
    ...{ actor, at, reason: body.reason, hash: body.hash, isSameHash: body.hash === askedHash },
    policies: body.policies ?? null,
    verdict: 'verdict' in body ? body.verdict : 'approved',
  }))
}

function declinedOf(entries: readonly Told[]): Declined[] {
  const types = ['decision_refused', 'decision_turned_away', 'claim_refused', 'call_blocked'] as const
  return ofType(entries, ...types).map(({ actor, at, body }) => ({ actor, at, words: declinedWords(body) }))
}

type DeclinedBody = FactOf<
  'decision_refused' | 'decision_turned_away' | 'claim_refused' | 'call_blocked'
>['body']

function declinedWords(body: DeclinedBody): string {
  if ('message' in body) return body.message
  if ('why' in body) return `The gate ${blockedWords(body)}.`
  return 'A second permission was asked for and not given.'
}

function outcomesOf(entries: readonly Told[]): Outcome[] {
  const done: string[] = []
  return toldOutcomes(entries).map((outcome) => {
    const { kind, isByPerson, evidence } = outcome
    // Who looks sees what was done before, and a report that is delivered twice tells of one: neither is once more.
    const isAgain = kind === 'performed' && done.length > 0 && !isByPerson && !done.includes(evidence)
    if (kind === 'performed') done.push(evidence)
    return { ...outcome, isAgain }
  })
}

function toldOutcomes(entries: readonly Told[]): Omit<Outcome, 'isAgain'>[] {
  return entries.flatMap((entry): Omit<Outcome, 'isAgain'>[] => {
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
  if (kinds.has('performed')) return 1 + outcomes.filter(({ isAgain }) => isAgain).length
  if (kinds.has('failed')) return 0
  const isOut = givenOut(entries).length > 0
  return kinds.has('uncertain') || isOut ? null : 0
}
