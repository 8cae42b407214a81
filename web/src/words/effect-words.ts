import type { approvalBodies } from '#domain/ledger/bodies/approval.ts'
import type { Some } from './said.ts'

/** From the proposal that was held back to what became of it. */
export const effectWords: Some<keyof typeof approvalBodies> = {
  approval_requested: (body) => ({
    what: `tried to use ${body.tool}; the gate held it back and asks for approval`,
    detail: `Nothing was done. Parameters sha256 ${body.hash}`,
    tone: 'waiting',
  }),
  approval_given: (body, about) => ({
    what: `approved ${about.toolOf(body.proposalId)}; a second operator must agree before anything is done`,
    words: body.reason,
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
  effect_settled: (body, about) => ({
    what: `looked: ${about.toolOf(body.proposalId)} ${body.hasHappened ? 'happened' : 'did not happen'}`,
    words: body.note,
    tone: body.hasHappened ? 'positive' : 'muted',
  }),
}
