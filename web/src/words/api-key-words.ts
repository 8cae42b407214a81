import { keyActionWords } from '#domain/api-key/api-key-rules.ts'
import type { apiKeyBodies } from '#domain/ledger/bodies/api-key.ts'
import { counted } from '../ui/count-words.ts'
import type { Some } from './said.ts'

export const apiKeyWords: Some<keyof typeof apiKeyBodies> = {
  api_key_created: ({ name, actions, projectIds }) => ({
    what: `created the API key ${name} for ${counted(projectIds.length, 'project')}`,
    detail: `It may ${actions.map((action) => keyActionWords[action]).join(', and ')}.`,
  }),
  api_key_revoked: ({ name, reason }) => ({
    what: `revoked the API key ${name}`,
    words: reason,
    tone: 'muted',
  }),
}
