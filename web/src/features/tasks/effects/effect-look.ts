import type { Effect } from '#api/effects/contract.ts'
import { partsOfActor } from '#domain/ledger/actor.ts'
import { amountWords } from '#domain/policy/budget-words.ts'
import { classWords } from '#domain/policy/class-words.ts'
import type { PolicyVersion } from '#domain/policy/policy.ts'
import { policyPlace } from '#domain/policy/policy-place.ts'
import type { ProposalStatus } from '#domain/task/task.ts'
import { counted } from '../../../ui/count-words.ts'
import type { Look } from '../../../ui/ToneMark.tsx'

export const effectLook: Record<ProposalStatus, Look> = {
  pending: { word: 'Waits for a decision', tone: 'waiting', glyph: 'half' },
  approved: { word: 'Approved', tone: 'info', glyph: 'half' },
  claimed: { word: 'Given out', tone: 'info', glyph: 'half', isLive: true },
  rejected: { word: 'Rejected', tone: 'muted', glyph: 'slash' },
  expired: { word: 'Expired', tone: 'muted', glyph: 'slash' },
  withdrawn: { word: 'Withdrawn', tone: 'muted', glyph: 'slash' },
  performed: { word: 'Done once', tone: 'positive', glyph: 'check' },
  failed: { word: 'Failed', tone: 'danger', glyph: 'cross' },
  uncertain: { word: 'Not known', tone: 'danger', glyph: 'question' },
}

/** What was done more often than it may be is not simply done. */
export const lookOf = ({ proposal, timesPerformed }: Pick<Effect, 'proposal' | 'timesPerformed'>): Look =>
  timesPerformed !== null && timesPerformed > 1
    ? { word: `Done ${timesPerformed} times`, tone: 'danger', glyph: 'cross' }
    : effectLook[proposal.status]

export const outcomeLook = ({ kind, isAgain }: Effect['outcomes'][number]): Look =>
  isAgain ? { word: 'Done again', tone: 'danger', glyph: 'cross' } : effectLook[kind]

export const statusChoices = Object.entries(effectLook).map(([value, { word }]) => ({ value, label: word }))

export const isStatus = (value: unknown): value is ProposalStatus =>
  typeof value === 'string' && value in effectLook

export const scopeWords: Record<PolicyVersion['scope'], string> = {
  portfolio: 'All projects',
  project: 'Project',
  agent: 'Agent',
}

/** Which versions of the policy a decision was made under; null where its entry does not say. */
export function underWords(policies: readonly PolicyVersion[] | null): string | null {
  if (policies === null) return null
  if (policies.length === 0) return 'no policy written'
  const versions = policies.map(({ scope, version }) => `${scopeWords[scope]} version ${version}`)
  return `under ${versions.join(', ')}`
}

export const policyHref = (scopeId: string, version: number) => `${policyPlace(scopeId)}#version-${version}`

type LetPass = NonNullable<Effect['letPass']>

/** The version of the document that a rule stands in. */
export function ruleWords({
  scope,
  ownerName,
  version,
}: Pick<Extract<LetPass, { kind: 'automatic' }>, 'scope' | 'ownerName' | 'version'>): string {
  const policy = scope === 'portfolio' ? 'the policy of all projects' : `the policy of ${ownerName}`
  return version === 0 ? `${policy}, of which no version was written,` : `version ${version} of ${policy}`
}

/** Where to look for who asked; null: for the product itself. */
export function askerHref({ actor, runbookRunId }: Effect['requestedBy']): string | null {
  if (runbookRunId) return `/runbook-runs/${runbookRunId}`
  const { kind, id } = partsOfActor(actor)
  const hrefs = {
    ...{ operator: '/operators', 'api-key': '/api-keys', executor: '/executors' },
    ...{ agent: `/agents/${id}`, system: null },
  }
  return hrefs[kind]
}

/** The audit in one sentence. */
export function auditSentence(effect: Effect): string {
  const { agentName, proposal, letPass, givenOut, timesPerformed } = effect
  const done = doneWords(timesPerformed, givenOut.length)
  if (letPass)
    return `${agentName} used ${proposal.tool}. Nobody was asked: ${passedWords(effect, letPass)}. ${done}`
  return `${agentName} asked to use ${proposal.tool}. ${decidedWords(effect)} ${done}`
}

function passedWords({ proposal }: Effect, by: LetPass): string {
  if (by.kind === 'standing') return `it passed by a standing grant of ${by.madeByName}`
  const doing = classWords[proposal.effectClass].toLowerCase()
  return `${ruleWords(by)} lets ${doing} up to ${amountWords('usd', by.upToUsd)} pass`
}

function decidedWords({ proposal, agreements }: Effect): string {
  if (agreements.some(({ verdict }) => verdict === 'rejected')) return 'It was rejected.'
  // Who agreed before it was changed agreed to something else.
  const yes = agreements.filter(({ verdict, hash }) => verdict === 'approved' && hash === proposal.hash)
  const agreed = new Set(yes.map(({ actor }) => actor)).size
  return agreed === 0 ? 'Nobody has approved it.' : `${counted(agreed, 'operator')} approved it.`
}

function doneWords(times: number | null, out: number): string {
  if (times === null) return 'The permission went out, and nobody knows whether it was done.'
  if (times === 0) return out === 0 ? 'Nothing was done.' : 'The permission went out, and nothing was done.'
  if (times === 1) return 'It was done once.'
  return `It is recorded as done ${times} times, and may be done once: look where it would have arrived.`
}
