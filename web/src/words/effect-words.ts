import type { approvalBodies } from '#domain/ledger/bodies/approval.ts'
import type { Scope } from '#domain/policy/scope.ts'
import type { Some } from './said.ts'

const ruleIn: Record<Scope, string> = {
  portfolio: 'Policy of all projects',
  project: 'Policy of the project',
  agent: 'Policy of the agent',
}
const versionWords = (version: number) => (version === 0 ? '' : `, version ${version}`)

/** From the proposal that was held back to what became of it. */
export const effectWords: Some<keyof typeof approvalBodies> = {
  approval_requested: (body) => ({
    what: `tried to use ${body.tool}; the gate held it back and asks for approval`,
    detail: `Nothing was done. Parameters sha256 ${body.hash}`,
    tone: 'waiting',
  }),
  proposal_edited: (body, about) => ({
    what: `changed the parameters of ${about.toolOf(body.proposalId)} before approving`,
    detail: `Parameters sha256 ${body.from} became ${body.hash}`,
    tone: 'waiting',
  }),
  approval_given: (body, about) => ({
    what: `approved ${about.toolOf(body.proposalId)}; a second operator must agree before anything is done`,
    words: body.reason,
    detail: `Parameters sha256 ${body.hash}`,
    tone: 'waiting',
  }),
  approval_decided: (body, about) => ({
    what: `${body.verdict} ${about.toolOf(body.proposalId)}`,
    words: body.reason,
    detail: `Parameters sha256 ${body.hash}`,
    tone: body.verdict === 'approved' ? 'positive' : 'muted',
  }),
  decision_refused: (body, about) => ({
    what: `did not count a decision on ${about.toolOf(body.proposalId)}`,
    detail: body.message,
    tone: 'waiting',
  }),
  decision_turned_away: (body, about) => ({
    what: body.proposalId
      ? `was turned away with a decision on ${about.toolOf(body.proposalId)}; it counts for nothing`
      : 'turned away a signal that claims a decision; nobody stands behind it',
    detail: body.message,
    tone: body.proposalId ? 'waiting' : 'danger',
  }),
  inquiry_made: (body, about) => ({
    what:
      body.kind === 'look'
        ? `asked the agent to look what became of ${about.toolOf(body.proposalId)}`
        : `asked the agent about its proposal ${about.toolOf(body.proposalId)}`,
    words: body.text,
    tone: 'info',
  }),
  inquiry_answered: (body, about) => ({
    what: `${body.isWithdrawn ? 'took back' : 'answered about'} ${about.toolOf(body.proposalId)}`,
    words: body.text,
    tone: 'info',
  }),
  approval_reminded: (body, about) => ({
    what: `reminded: ${about.toolOf(body.proposalId)} expires soon, and nobody has decided it`,
    tone: 'waiting',
  }),
  approval_expired: (body, about) => ({
    what: `let the proposal ${about.toolOf(body.proposalId)} expire: nobody decided in time, nothing was done`,
    tone: 'waiting',
  }),
  approval_withdrawn: (body, about) => ({
    what: `withdrew the proposal ${about.toolOf(body.proposalId)}; nothing was done`,
    detail: body.reason,
    tone: 'muted',
  }),
  effect_claimed: (body, about) => ({
    what: `gave out the one permission for ${about.toolOf(body.proposalId)}`,
    detail: `Effect key ${body.effectKey}`,
    isQuiet: true,
  }),
  claim_refused: (body, about) => ({
    what: `gave no second permission for ${about.toolOf(body.proposalId)}: it was given out before`,
    detail: `Effect key ${body.effectKey}`,
    isQuiet: true,
  }),
  effect_performed: (body, about) => ({
    what: `performed ${about.toolOf(body.proposalId)}`,
    detail: body.detail,
    tone: 'positive',
  }),
  effect_failed: (body, about) => ({
    what: `could not perform ${about.toolOf(body.proposalId)}`,
    detail: body.detail,
    tone: 'danger',
  }),
  effect_uncertain: (body, about) => ({
    what: `does not know whether ${about.toolOf(body.proposalId)} happened; it is not repeated`,
    detail: body.detail,
    tone: 'danger',
  }),
  effect_passed: (body) => ({
    what: `let ${body.tool} pass without asking, by the policy`,
    detail: `${ruleIn[body.scope]}${versionWords(body.policyVersion)}, up to $${body.upToUsd}. Parameters sha256 ${body.hash}`,
    tone: 'waiting',
  }),
  standing_grant_used: (body) => ({
    what: `let ${body.tool} pass by a standing grant`,
    detail: `Standing grant ${body.standingGrantId}. Parameters sha256 ${body.hash}`,
    tone: 'waiting',
  }),
  effect_settled: (body, about) => ({
    what: `looked: ${about.toolOf(body.proposalId)} ${body.hasHappened ? 'happened' : 'did not happen'}`,
    words: body.note,
    tone: body.hasHappened ? 'positive' : 'muted',
  }),
}
