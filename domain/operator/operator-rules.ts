import type { RefusalCode } from '../errors.ts'
import type { Role } from './permissions.ts'

export const inviteDays = 7
const dayMs = 86_400_000

/** When an invite made now ends, ISO. */
export const inviteExpiry = (at: string): string =>
  new Date(Date.parse(at) + inviteDays * dayMs).toISOString()

export interface InviteStanding {
  expiresAt: string
  usedAt: string | null
  revokedAt: string | null
}

/** Why an invite makes no account at this time; null where it does. */
export function inviteRefusal(
  { expiresAt, usedAt, revokedAt }: InviteStanding,
  at: string,
): { code: RefusalCode; message: string } | null {
  if (usedAt) {
    const message = 'This invite was used, and works once. Sign in, or ask an owner for another one.'
    return { code: 'link_used', message }
  }
  if (revokedAt)
    return { code: 'invite_revoked', message: 'This invite was revoked. Ask an owner for another one.' }
  if (at >= expiresAt)
    return { code: 'invite_expired', message: 'This invite has expired. Ask an owner for another one.' }
  return null
}

/** Why the role of an operator can't be taken away; null where it can. `owners` counts those who can sign in. */
export const lastOwnerRefusal = (operator: { name: string; role: Role }, owners: number): string | null =>
  operator.role === 'owner' && owners <= 1
    ? `${operator.name} is the only owner, and somebody has to be. Make another operator an owner first.`
    : null
