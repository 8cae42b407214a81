import { z } from 'zod'
import { Role } from '../../operator/operator.ts'
import { Acknowledged } from '../acknowledged.ts'
import { at, text } from './fields.ts'

/** What an operator's stream holds, from the invite on. */
export const operatorBodies = {
  operator_created: z.strictObject({ name: text, role: Role }),
  /** The first entry of the operator whom it makes. Its token is nowhere in the record. */
  operator_invited: z.strictObject({ role: Role, email: text.nullable(), expiresAt: at }),
  invite_revoked: z.strictObject({ role: Role, email: text.nullable() }),
  operator_joined: z.strictObject({ name: text, role: Role }),
  operator_role_changed: z.strictObject({ name: text, from: Role, role: Role }),
  operator_removed: z.strictObject({ name: text, role: Role }),
  restore_acknowledged: Acknowledged,
} as const
