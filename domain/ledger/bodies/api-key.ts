import { z } from 'zod'
import { KeyAction } from '../../api-key/api-key.ts'
import { text } from './fields.ts'

/** What an API key's stream holds. Its token is nowhere in the record. */
export const apiKeyBodies = {
  api_key_created: z.strictObject({ name: text, actions: z.array(KeyAction), projectIds: z.array(text) }),
  api_key_revoked: z.strictObject({ name: text, reason: text }),
} as const
