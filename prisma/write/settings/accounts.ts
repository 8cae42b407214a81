import { Refused } from '#domain/errors.ts'
import { operatorStreamId } from '#domain/ids.ts'
import { sha256Hex } from '#domain/ledger/digest.ts'
import type { Fact } from '#domain/ledger/entry.ts'
import { inTransaction, type Pool, type Tx } from '../../client.ts'
import { wake } from '../wake.ts'
import { newSecret } from './secret.ts'
import { recordWithin, type Setting } from './setting.ts'

/** What a one-time link holds after its #: 160 random bits. Only its hash is kept. */
export const newLinkToken = (): string => newSecret(20)

/** A token for the owner's one-time link; null where somebody can sign in already. */
export async function createSetUpLink(pool: Pool): Promise<{ token: string } | null> {
  const { rows } = await pool.query('select 1 from "user" limit 1')
  if (rows.length) return null
  const token = newLinkToken()
  await pool.query('insert into set_up_link (token_hash) values ($1)', [sha256Hex(token)])
  return { token }
}

export interface NewOperator {
  operatorId: string
  name: string
  email: string
  role: 'owner' | 'operator' | 'viewer'
  /** As better-auth hashes it. */
  passwordHash: string
  /** ISO; absent: now. */
  at?: string
}

/** Throws Refused name_taken where the e-mail address has an account. */
export async function insertOperator(
  tx: Tx,
  operator: NewOperator,
  actor: string,
  type: 'operator_created' | 'operator_joined' = 'operator_created',
): Promise<void> {
  const { at = new Date().toISOString() } = operator
  const fact: Fact = { type, at, actor, body: { name: operator.name, role: operator.role } }
  const setting: Setting = {
    streamId: operatorStreamId(operator.operatorId),
    projectId: null,
    writer: 'api',
    fact,
  }
  await recordWithin(tx, setting, async (within) => {
    const done = await within.query(
      `insert into "user" (id, name, email, "emailVerified", role, "createdAt")
       values ($1, $2, $3, true, $4, $5) on conflict (email) do nothing`,
      [operator.operatorId, operator.name, operator.email.toLowerCase(), operator.role, at],
    )
    if (!done.rowCount) throw new Refused('name_taken', `${operator.email} has an account already.`)
    await within.query(
      `insert into account (id, "accountId", "providerId", "userId", password) values ($1, $1, 'credential', $1, $2)`,
      [operator.operatorId, operator.passwordHash],
    )
  })
}

/** The owner's account, for a link that works once. Throws Refused link_used where the link or its time is gone. */
export async function createOwner(pool: Pool, token: string, operator: NewOperator): Promise<void> {
  await inTransaction(pool, async (tx) => {
    // Links used at once: the second waits here, before it holds anything, and then sees the first one's account.
    await tx.query('lock table set_up_link in share row exclusive mode')
    const link = await tx.query(
      'update set_up_link set used_at = now() where token_hash = $1 and used_at is null returning 1',
      [sha256Hex(token)],
    )
    const users = await tx.query('select 1 from "user" limit 1')
    if (!link.rowCount || users.rowCount) {
      throw new Refused(
        'link_used',
        'This link was used or is not one of ours. Run npm start again for a new one, or sign in.',
      )
    }
    await insertOperator(tx, { ...operator, role: 'owner' }, `operator:${operator.operatorId}`)
  })
  wake(pool, 'ledger')
}

/** A further operator. Throws Refused name_taken where the e-mail address has an account. */
export async function createOperator(pool: Pool, operator: NewOperator, actor: string): Promise<void> {
  await inTransaction(pool, (tx) => insertOperator(tx, operator, actor))
  wake(pool, 'ledger')
}
