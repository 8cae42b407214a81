import { plainName } from '#domain/artifact/name-rules.ts'
import type { qualityBodies } from '#domain/ledger/bodies/quality.ts'
import type { Some } from './said.ts'

export const qualityWords: Some<keyof typeof qualityBodies> = {
  deliverable_checked: ({ title, passed, evidence }) => ({
    what: passed ? `found ${title} proven` : `found ${title} not proven`,
    words: evidence.words,
    ...(evidence.location && {
      detail: plainName(evidence.location) + (evidence.hash ? `\nsha256 ${evidence.hash}` : ''),
    }),
    tone: passed ? 'positive' : 'blocked',
  }),
  work_returned: ({ failed, attempt }) => ({
    what: `gave the work back to the agent, ${attempt === 1 ? 'the first time' : `time ${attempt}`}`,
    detail: failed.map(({ title, why }) => `${title}: ${why}`).join('\n'),
    tone: 'waiting',
  }),
  review_requested: ({ titles }) => ({
    what: `asks an operator to look at ${titles.join(', ')}`,
    tone: 'waiting',
  }),
  deliverable_reviewed: ({ title, passed, note }) => ({
    what: passed ? `looked at ${title}: it is right` : `looked at ${title} and sent it back`,
    words: note,
    tone: passed ? 'positive' : 'blocked',
  }),
  recheck_requested: () => ({ what: 'asked to check the deliverables again' }),
}
