import { taskIdOfStream } from '#domain/ids.ts'
import { type Command, commands, type Intent } from '#domain/intent/intent.ts'
import { partsOfActor } from '#domain/ledger/actor.ts'
import type { Role } from '#domain/operator/permissions.ts'
import type { Pool, Tx } from '../client.ts'
import type { KeptPack } from '../read/context-packs.ts'
import { intentRowsOf, missedIntentsIn } from './intent-rows.ts'

/** An intent as it was recorded, with the role that its actor has now. */
export interface RecordedIntent {
  intent: Intent
  role: Role | null
  /** ISO, milliseconds: a decision counts from when it was recorded, however long its delivery took. */
  at: string
}

/** Intents of a task by id, in their order. */
export async function intentsOf(tx: Tx, streamId: string, ids: readonly string[]): Promise<RecordedIntent[]> {
  const taskId = taskIdOfStream(streamId) ?? ''
  return (await intentRowsOf(tx, streamId, ids)).map(({ id, command, actor, body, role, createdAt }) => ({
    intent: { id, taskId, command, actor, body: commands[command as Command].parse(body) } as Intent,
    role,
    at: createdAt.toISOString(),
  }))
}

/** Intents that the task's state knows nothing of. */
export const missedIntents = (pool: Pool, streamId: string) =>
  missedIntentsIn(pool, 'task', { streamId, id: taskIdOfStream(streamId) ?? '' }) as Promise<
    { id: string; command: Command }[]
  >

/** Whether a task once asked this proposal or question: one that its state has not got was forgotten in a reset. */
export async function wasAsked(tx: Tx, streamId: string, subjectId: string): Promise<boolean> {
  const { rowCount } = await tx.query(
    `select from entry where stream_id = $1 and type in ('approval_requested', 'question_asked')
        and $2 in (body->>'proposalId', body->>'questionId') limit 1`,
    [streamId, subjectId],
  )
  return rowCount === 1
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
