import type { policyBodies } from '#domain/ledger/bodies/policy.ts'
import { documentLines } from '#domain/policy/document-words.ts'
import type { Some } from './said.ts'

const whose = {
  portfolio: 'the policy of all projects',
  project: 'the project’s policy',
  agent: 'the agent’s policy',
}

export const policyWords: Some<keyof typeof policyBodies> = {
  policy_changed: (body) => ({
    what: `changed ${whose[body.scope]}: version ${body.version}`,
    words: body.note,
    detail: documentLines(body.document)
      .map(({ sentence }) => sentence)
      .join('\n'),
  }),
  budget_warned: (body) => ({
    what: `warns: a budget has reached ${body.threshold} %`,
    detail: `Of ${body.words.replace(/^\d+ % of /, '')}`,
    tone: 'waiting',
  }),
}
