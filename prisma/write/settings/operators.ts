import { Refused } from '#domain/errors.ts'
import { operatorStreamId } from '#domain/ids.ts'
import { actorOf } from '#domain/ledger/actor.ts'
import { sha256Hex } from '#domain/ledger/digest.ts'
import type { Fact } from '#domain/ledger/entry.ts'
import { inviteExpiry, inviteRefusal, lastOwnerRefusal } from '#domain/operator/operator-rules.ts'
import { aRole, operatorCan, type Role } from '#domain/operator/permissions.ts'
import { inTransaction, type Pool, type Tx } from '../../client.ts'
import { wake } from '../wake.ts'
import { insertOperator, type NewOperator, newLinkToken } from './accounts.ts'
import { revokeKeysOf } from './api-keys.ts'
import { type By, factBy } from './by-operator.ts'
import { whyNeeded } from './deciders.ts'
import { recordWithin } from './setting.ts'
import { revokeGrantsOf } from './standing-grants.ts'

const recordFact = (tx: Tx, operatorId: string, fact: Fact, apply: (tx: Tx) => Promise<unknown>) =>
  recordWithin(tx, { streamId: operatorStreamId(operatorId), projectId: null, writer: 'api', fact }, apply)

/** Records and tells who listens, after the commit. */
async function recording<T>(pool: Pool, work: (tx: Tx) => Promise<T>): Promise<T> {
  const result = await inTransaction(pool, work)
  wake(pool, 'ledger')
  return result
}

export interface NewInvite {
  /** Of the operator whom it makes. */
  operatorId: string
  role: Role
  /** Set: only this address can join by it. */
  email: string | null
}

/** The token of a link that works once; it is told here and nowhere else. Throws Refused name_taken, key_reused. */
export async function inviteOperator(pool: Pool, invite: NewInvite, by: By): Promise<{ token: string }> {
  const token = newLinkToken()
  const { operatorId, role } = invite
  const email = invite.email?.toLowerCase() ?? null
  const expiresAt = inviteExpiry(by.at)
  await recording(pool, async (tx) => {
    const taken = await tx.query('select 1 from "user" where email = $1', [email])
    if (taken.rowCount) throw new Refused('name_taken', `${email} has an account already.`)
    const body = { role, email, expiresAt }
    await recordFact(tx, operatorId, { ...factBy(by), type: 'operator_invited', body }, async (within) => {
      const made = await within.query(
        `insert into invite (operator_id, token_hash, role, email, invited_by, created_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7) on conflict (operator_id) do nothing`,
        [operatorId, sha256Hex(token), role, email, by.operatorId, by.at, expiresAt],
      )
      const again =
        'This Idempotency-Key made an invite, whose link was shown once. Revoke it and make another.'
      if (!made.rowCount) throw new Refused('key_reused', again)
    })
  })
  return { token }
}

interface InviteRow extends NewInvite {
  expiresAt: string
  usedAt: string | null
  revokedAt: string | null
}

/** Locks the one invite with this value in a column; a second user of it waits here. Throws Refused where it makes no account. */
async function openInvite(tx: Tx, column: 'operator_id' | 'token_hash', value: string, at: string) {
  const { rows } = await tx.query(
    `select operator_id, role, email, expires_at, used_at, revoked_at from invite where ${column} = $1 for update`,
    [value],
  )
  const row = rows[0]
  if (!row)
    throw new Refused('not_found', 'There is no such invite. Open the whole link, with what follows the #.')
  const invite: InviteRow = {
    operatorId: row.operator_id,
    role: row.role,
    email: row.email,
    expiresAt: row.expires_at.toISOString(),
    usedAt: row.used_at?.toISOString() ?? null,
    revokedAt: row.revoked_at?.toISOString() ?? null,
  }
  const refusal = inviteRefusal(invite, at)
  if (refusal) throw new Refused(refusal.code, refusal.message)
  return invite
}

async function revokeWithin(tx: Tx, { operatorId, role, email }: NewInvite, by: By): Promise<void> {
  const fact: Fact = { ...factBy(by), type: 'invite_revoked', body: { role, email } }
  await recordFact(tx, operatorId, fact, (within) =>
    within.query('update invite set revoked_at = $2 where operator_id = $1', [operatorId, by.at]),
  )
}

/** Throws Refused where it is no open invite any more. */
export async function revokeInvite(pool: Pool, operatorId: string, by: By): Promise<void> {
  await recording(pool, async (tx) =>
    revokeWithin(tx, await openInvite(tx, 'operator_id', operatorId, by.at), by),
  )
}

export type Joining = Pick<NewOperator, 'name' | 'email' | 'passwordHash' | 'at'>

/** The account that an invite is for. Throws Refused where the invite or the address does not fit; then it stays open. */
export async function acceptInvite(pool: Pool, token: string, joining: Joining): Promise<NewOperator> {
  return recording(pool, async (tx) => {
    const { at = new Date().toISOString() } = joining
    const { operatorId, role, email } = await openInvite(tx, 'token_hash', sha256Hex(token), at)
    if (email && email !== joining.email.toLowerCase())
      throw new Refused('email_differs', `This invite is for ${email}. Join with that address.`)
    await tx.query('update invite set used_at = $2 where operator_id = $1', [operatorId, at])
    const operator = { ...joining, at, email: joining.email.toLowerCase(), operatorId, role }
    await insertOperator(tx, operator, actorOf('operator', operatorId), 'operator_joined')
    return operator
  })
}

interface UserRow {
  id: string
  name: string
  role: Role
}

/** The operator, and all who decide behind a lock, so that two changes at once never leave nobody. Throws Refused last_owner, would_lock_out. */
async function changeable(tx: Tx, operatorId: string, next: Role | null): Promise<UserRow> {
  const { rows } = await tx.query<UserRow>(
    `select id, name, role from "user" where "removedAt" is null and (role in ('owner', 'operator') or id = $1)
      order by id for no key update`,
    [operatorId],
  )
  const operator = rows.find(({ id }) => id === operatorId)
  if (!operator) throw new Refused('not_found', 'There is no such operator, or they were removed.')
  const owners = rows.filter(({ role }) => role === 'owner').length
  const refusal = next === 'owner' ? null : lastOwnerRefusal(operator, owners)
  if (refusal) throw new Refused('last_owner', refusal)
  const decides = (role: Role) => operatorCan(role, 'decideApproval')
  if (decides(operator.role) && !(next && decides(next))) {
    const left = rows.filter(({ role }) => decides(role)).length - 1
    const needed = await whyNeeded(tx, operator.name, left)
    if (needed) throw new Refused('would_lock_out', needed)
  }
  return operator
}

/** The links that somebody made who may not make any now: otherwise they could come back by one. */
async function revokeInvitesOf(tx: Tx, operatorId: string, by: By): Promise<void> {
  const { rows } = await tx.query<NewInvite>(
    `select operator_id as "operatorId", role, email from invite
      where invited_by = $1 and used_at is null and revoked_at is null and expires_at > $2
      order by operator_id for update`,
    [operatorId, by.at],
  )
  for (const invite of rows) await revokeWithin(tx, invite, by)
}

/** Nothing is recorded where the role is that one already. Throws Refused not_found, last_owner. */
export async function changeRole(pool: Pool, operatorId: string, role: Role, by: By): Promise<void> {
  await recording(pool, async (tx) => {
    const { name, role: from } = await changeable(tx, operatorId, role)
    if (from === role) return
    const fact: Fact = { ...factBy(by), type: 'operator_role_changed', body: { name, from, role } }
    await recordFact(tx, operatorId, fact, (within) =>
      within.query('update "user" set role = $2, "updatedAt" = now() where id = $1', [operatorId, role]),
    )
    if (!operatorCan(role, 'makeStandingGrant'))
      await revokeGrantsOf(tx, operatorId, `${name} is ${aRole(role)} now.`, by)
    if (from !== 'owner') return
    await revokeInvitesOf(tx, operatorId, by)
    await revokeKeysOf(tx, operatorId, `${name} is no owner any more.`, by)
  })
}

/** Ends sessions and sign-in, and frees the address; the row keeps the name. Throws Refused not_found, last_owner. */
export async function removeOperator(pool: Pool, operatorId: string, by: By): Promise<void> {
  await recording(pool, async (tx) => {
    const { name, role } = await changeable(tx, operatorId, null)
    const fact: Fact = { ...factBy(by), type: 'operator_removed', body: { name, role } }
    await recordFact(tx, operatorId, fact, async (within) => {
      await within.query(
        `update "user" set "removedAt" = $2, email = $3, "updatedAt" = now() where id = $1`,
        [operatorId, by.at, `${operatorId}@removed.invalid`],
      )
      await within.query('delete from session where "userId" = $1', [operatorId])
      await within.query('delete from account where "userId" = $1', [operatorId])
    })
    await revokeInvitesOf(tx, operatorId, by)
    await revokeKeysOf(tx, operatorId, `${name} was removed.`, by)
    await revokeGrantsOf(tx, operatorId, `${name} was removed.`, by)
  })
}
