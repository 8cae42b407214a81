import { Refused } from '#domain/errors.ts'
import type { GatewayReport } from '#domain/executor/executor.ts'
import { agentStreamId, executorStreamId, operatorStreamId, projectStreamId } from '#domain/ids.ts'
import { sha256Hex } from '#domain/ledger/digest.ts'
import type { Fact, FactOf } from '#domain/ledger/entry.ts'
import { inTransaction, type Pool, type Tx } from '../client.ts'
import { insertEntries, lockStream, rowOf } from './entry-rows.ts'
import { wake } from './wake.ts'

export interface Setting {
  streamId: string
  projectId: string | null
  /** `api`, or the part of the product that writes this stream. */
  writer: 'api' | 'reconciler' | 'start'
  fact: Fact
}

/** Entry and row in one transaction: `apply` writes the row that the fold of the stream describes. */
async function record(pool: Pool, setting: Setting, apply: (tx: Tx) => Promise<unknown>): Promise<void> {
  await inTransaction(pool, (tx) => recordWithin(tx, setting, apply))
  wake(pool, 'ledger')
}

/** For writers that record more than one thing at once; they wake the ledger's readers after the commit. */
export async function recordWithin(
  tx: Tx,
  setting: Setting,
  apply: (tx: Tx) => Promise<unknown>,
): Promise<void> {
  const { streamId, projectId, writer, fact } = setting
  await tx.query('insert into stream (id, project_id) values ($1, $2) on conflict do nothing', [
    streamId,
    projectId,
  ])
  const stream = await lockStream(tx, streamId)
  const seq = stream.lastSeq + 1
  const slot = { streamId, projectId, runId: writer, batch: seq }
  await apply(tx)
  await tx.query(`with ${insertEntries} update stream set last_seq = $6 where id = $1`, [
    streamId,
    projectId,
    writer,
    seq,
    JSON.stringify([rowOf(slot, seq, seq, fact)]),
    seq,
  ])
}

export async function createProject(
  pool: Pool,
  projectId: string,
  fact: FactOf<'project_created'>,
): Promise<void> {
  const { name, mission, isSample, policy } = fact.body
  const setting: Setting = { streamId: projectStreamId(projectId), projectId, writer: 'api', fact }
  await record(pool, setting, (tx) =>
    tx.query(
      'insert into project (id, name, mission, is_sample, policy, created_at) values ($1, $2, $3, $4, $5, $6)',
      [projectId, name, mission, isSample, policy, fact.at],
    ),
  )
}

/** Throws Refused where the project is removed already. Its tasks are cancelled by intents of the caller. */
export async function removeProject(
  pool: Pool,
  projectId: string,
  fact: FactOf<'project_removed'>,
): Promise<void> {
  const setting: Setting = { streamId: projectStreamId(projectId), projectId, writer: 'api', fact }
  await record(pool, setting, async (tx) => {
    const done = await tx.query('update project set removed_at = $2 where id = $1 and removed_at is null', [
      projectId,
      fact.at,
    ])
    if (!done.rowCount) throw new Refused('project_removed', 'The project is removed already.')
  })
}

export async function createAgent(pool: Pool, agentId: string, fact: FactOf<'agent_created'>): Promise<void> {
  const { projectId, name, role, charter, executorId, openclawAgentId } = fact.body
  const setting: Setting = { streamId: agentStreamId(agentId), projectId, writer: 'api', fact }
  await record(pool, setting, (tx) =>
    tx.query(
      `insert into agent (id, project_id, name, role, charter, executor_id, openclaw_agent_id, created_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [agentId, projectId, name, role, charter, executorId, openclawAgentId, fact.at],
    ),
  )
}

/** Registers the executor the first time; its token can be renewed. Only the token's hash is kept. */
export async function registerExecutor(
  pool: Pool,
  executor: { executorId: string; name: string; tokenHash: string },
): Promise<void> {
  await inTransaction(pool, async (tx) => {
    await tx.query(
      `insert into executor_link (executor_id, token_hash) values ($1, $2)
       on conflict (executor_id) do update set token_hash = excluded.token_hash`,
      [executor.executorId, executor.tokenHash],
    )
    const known = await tx.query('select 1 from executor where id = $1', [executor.executorId])
    if (known.rowCount) return
    const fact: FactOf<'executor_registered'> = {
      type: 'executor_registered',
      at: new Date().toISOString(),
      actor: 'system:start',
      body: { name: executor.name },
    }
    const setting: Setting = {
      streamId: executorStreamId(executor.executorId),
      projectId: null,
      writer: 'start',
      fact,
    }
    await recordWithin(tx, setting, (within) =>
      within.query(
        `insert into executor (id, name, state, detail, since) values ($1, $2, 'unknown', '', $3)
         on conflict do nothing`,
        [executor.executorId, executor.name, fact.at],
      ),
    )
  })
  wake(pool, 'ledger')
}

export async function changePresence(
  pool: Pool,
  executorId: string,
  fact: FactOf<'executor_presence_changed'>,
): Promise<void> {
  const setting: Setting = {
    streamId: executorStreamId(executorId),
    projectId: null,
    writer: 'reconciler',
    fact,
  }
  await record(pool, setting, (tx) =>
    tx.query('update executor set state = $2, detail = $3, since = $4 where id = $1', [
      executorId,
      fact.body.state,
      fact.body.detail,
      fact.at,
    ]),
  )
}

/** The executor's last word about its gateway; not a fact, overwritten each time. */
export async function saveReport(pool: Pool, executorId: string, report: GatewayReport): Promise<void> {
  await pool.query('update executor_link set report = $2, reported_at = now() where executor_id = $1', [
    executorId,
    report,
  ])
}

/** What a one-time link holds after its #: 160 random bits. Only its hash is kept. */
export const newLinkToken = (): string =>
  Buffer.from(crypto.getRandomValues(new Uint8Array(20))).toString('base64url')

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
}

/** Throws Refused name_taken where the e-mail address has an account. */
export async function insertOperator(
  tx: Tx,
  operator: NewOperator,
  actor: string,
  type: 'operator_created' | 'operator_joined' = 'operator_created',
): Promise<void> {
  const at = new Date().toISOString()
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
       values ($1, $2, $3, true, $4, $5::timestamptz at time zone 'utc') on conflict (email) do nothing`,
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
