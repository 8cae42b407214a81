import type { Effect } from '#api/effects/contract.ts'
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

export const statusChoices = Object.entries(effectLook).map(([value, { word }]) => ({ value, label: word }))

export const isStatus = (value: unknown): value is ProposalStatus =>
  typeof value === 'string' && value in effectLook

/** The audit in one sentence. */
export function auditSentence({ agentName, proposal, agreements, givenOut, timesPerformed }: Effect): string {
  const agreed = agreements.filter(({ verdict }) => verdict === 'approved').length
  const asked = `${agentName} asked to use ${proposal.tool}.`
  const decided = agreements.some(({ verdict }) => verdict === 'rejected')
    ? 'It was rejected.'
    : agreed === 0
      ? 'Nobody has approved it.'
      : `${counted(agreed, 'operator')} approved it.`
  return `${asked} ${decided} ${doneWords(timesPerformed, givenOut.length)}`
}

function doneWords(times: number | null, out: number): string {
  if (times === null) return 'The permission went out, and nobody knows whether it was done.'
  if (times === 0) return out === 0 ? 'Nothing was done.' : 'The permission went out, and nothing was done.'
  return times === 1 ? 'It was done once.' : `It was done ${times} times.`
}
