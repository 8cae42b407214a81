import { taskIdOfStream } from '#domain/ids.ts'
import { commands, type Intent } from '#domain/intent/intent.ts'
import { partsOfActor } from '#domain/ledger/actor.ts'
import type { Role } from '#domain/operator/permissions.ts'
import type { Pool, Tx } from '../client.ts'
import type { KeptPack } from '../read/context-packs.ts'

/** An intent as it was recorded, with the role that its actor has now. */
export interface RecordedIntent {
  intent: Intent
  role: Role | null
  /** ISO, milliseconds: a decision counts from when it was recorded, however long its delivery took. */
  at: string
}

interface IntentRow {
  id: string
  command: keyof typeof commands
  actor: string
  body: unknown
  created_at: Date
  role: Role | null
}

/** Intents of this stream by id, in their order. Ids that are not of this stream are forged: they are left out. */
export async function intentsOf(tx: Tx, streamId: string, ids: readonly string[]): Promise<RecordedIntent[]> {
  if (ids.length === 0) return []
  const { rows } = await tx.query<IntentRow>(
    `select i.id, i.command, i.actor, i.body, i.created_at,
            case when u."removedAt" is null then u.role end as role
       from intent i left join "user" u on 'operator:' || u.id = i.actor
      where i.workflow_id = $1 and i.id = any($2) order by i.intent_seq`,
    [streamId, ids],
  )
  const taskId = taskIdOfStream(streamId) ?? ''
  return rows.map((row) => ({
    intent: {
      id: row.id,
      taskId,
      command: row.command,
      actor: row.actor,
      body: commands[row.command].parse(row.body),
    } as Intent,
    role: row.role,
    at: row.created_at.toISOString(),
  }))
}

/** Intents that the task's state knows nothing of: delivered and lost in a reset, or recorded and on their way. */
export async function missedIntents(
  pool: Pool,
  streamId: string,
): Promise<{ id: string; command: Intent['command'] }[]> {
  const { rows } = await pool.query<{ id: string; command: Intent['command'] }>({
    name: 'missed-intents',
    text: `select i.id, i.command from intent i join task t on t.id = substr($1, 6)
            where i.workflow_id = $1 and i.status in ('pending', 'delivered') and not (t.state->'intentIds' ? i.id)
            order by i.intent_seq`,
    values: [streamId],
  })
  return rows
}

/** Known by its hash: a repeat stores nothing. */
export async function storePack(tx: Tx, pack: KeptPack): Promise<void> {
  await tx.query(
    `insert into context_pack (hash, system, task, message, manifest) values ($1, $2, $3, $4, $5)
     on conflict (hash) do nothing`,
    [pack.hash, pack.system, pack.task, pack.message, pack.manifest],
  )
}

/** The agent's id on its gateway. */
export async function openclawAgentOf(pool: Pool | Tx, agentId: string): Promise<string> {
  const { rows } = await pool.query<{ id: string }>(
    'select openclaw_agent_id as id from agent where id = $1',
    [agentId],
  )
  if (!rows[0]) throw new Error(`no agent ${agentId}`)
  return rows[0].id
}

/** Once for ever: true for the first claim of this effect key, false for every other, across resets. */
export async function claim(
  tx: Tx,
  effect: { effectKey: string; intentId: string; streamId: string; runId: string; grantId: string },
): Promise<boolean> {
  const done = await tx.query(
    `insert into effect_claim (effect_key, intent_id, stream_id, run_id, grant_id) values ($1, $2, $3, $4, $5)
     on conflict do nothing`,
    [effect.effectKey, effect.intentId, effect.streamId, effect.runId, effect.grantId],
  )
  return done.rowCount === 1
}

export async function operatorNameOf(tx: Tx, actor: string | null): Promise<string | undefined> {
  if (!actor) return undefined
  const { rows } = await tx.query<{ name: string }>('select name from "user" where id = $1', [
    partsOfActor(actor).id,
  ])
  return rows[0]?.name
}
