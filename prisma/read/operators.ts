import { sha256Hex } from '#domain/ledger/digest.ts'
import { Role as RoleName } from '#domain/operator/operator.ts'
import type { InviteStanding } from '#domain/operator/operator-rules.ts'
import type { Role } from '#domain/operator/permissions.ts'
import type { Pool, Reader } from '../client.ts'
import { isoOf } from './tasks.ts'

export interface OperatorSummary {
  id: string
  name: string
  email: string
  role: Role
  since: string
}

export const hasOperator = async (prisma: Reader): Promise<boolean> =>
  (await prisma.user.findFirst({ select: { id: true } })) !== null

/** Whose session this is; null where it has ended, or its operator was removed. */
export async function operatorOfSession(
  pool: Pool,
  token: string,
): Promise<Omit<OperatorSummary, 'since'> | null> {
  const { rows } = await pool.query<Omit<OperatorSummary, 'since'>>({
    name: 'operator-of-session',
    text: `select u.id, u.name, u.email, u.role from session s join "user" u on u.id = s."userId"
            where s.token = $1 and s."expiresAt" > now() and u."removedAt" is null`,
    values: [token],
  })
  const row = rows[0]
  return row ? { ...row, role: RoleName.parse(row.role) } : null
}

/** Who can sign in, first come first. */
export async function listOperators(pool: Pool): Promise<OperatorSummary[]> {
  const { rows } = await pool.query<OperatorSummary>(
    `select id, name, email, role, ${isoOf('"createdAt"')} as since from "user"
      where "removedAt" is null order by "createdAt", id`,
  )
  return rows.map((row) => ({ ...row, role: RoleName.parse(row.role) }))
}

export interface FormerOperator {
  id: string
  name: string
  role: Role
  removedAt: string
}

/** Who was removed, last one first. */
export async function formerOperators(prisma: Reader): Promise<FormerOperator[]> {
  const rows = await prisma.user.findMany({
    where: { removedAt: { not: null } },
    select: { id: true, name: true, role: true, removedAt: true },
    orderBy: [{ removedAt: 'desc' }, { id: 'asc' }],
  })
  return rows.flatMap(({ removedAt, role, ...row }) =>
    removedAt ? [{ ...row, role: RoleName.parse(role), removedAt: removedAt.toISOString() }] : [],
  )
}

export interface InviteSummary {
  /** Of the operator whom it makes. */
  operatorId: string
  role: Role
  email: string | null
  invitedByName: string
  invitedAt: string
  expiresAt: string
}

const nameOf = async (prisma: Reader, id: string): Promise<string> =>
  (await prisma.user.findUnique({ where: { id }, select: { name: true } }))?.name ?? id

/** Invites that still make an account, the newest first. */
export async function openInvites(prisma: Reader, at: string): Promise<InviteSummary[]> {
  const rows = await prisma.invite.findMany({
    where: { usedAt: null, revokedAt: null, expiresAt: { gt: at } },
    orderBy: [{ createdAt: 'desc' }, { operatorId: 'asc' }],
  })
  return Promise.all(
    rows.map(async ({ operatorId, role, email, invitedBy, createdAt, expiresAt }) => ({
      operatorId,
      role: RoleName.parse(role),
      email,
      invitedByName: await nameOf(prisma, invitedBy),
      invitedAt: createdAt.toISOString(),
      expiresAt: expiresAt.toISOString(),
    })),
  )
}

type FoundInvite = InviteStanding & Pick<InviteSummary, 'role' | 'email' | 'invitedByName'>

/** The invite of a link, whatever became of it; null where it is none of ours. */
export async function inviteOfToken(prisma: Reader, token: string): Promise<FoundInvite | null> {
  const row = await prisma.invite.findUnique({ where: { tokenHash: sha256Hex(token) } })
  return (
    row && {
      role: RoleName.parse(row.role),
      email: row.email,
      invitedByName: await nameOf(prisma, row.invitedBy),
      expiresAt: row.expiresAt.toISOString(),
      usedAt: row.usedAt?.toISOString() ?? null,
      revokedAt: row.revokedAt?.toISOString() ?? null,
    }
  )
}
