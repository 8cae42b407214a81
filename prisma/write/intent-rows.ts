import { Refused } from '#domain/errors.ts'
import { canonicalOf } from '#domain/ledger/digest.ts'
import type { Role } from '#domain/operator/permissions.ts'
import type { Pool, Tx } from '../client.ts'

export interface NewIntentRow {
  id: string
  workflowId: string
  command: string
  actor: string
  body: unknown
  /** The proposal or question it is about. */
  subjectId: string | null
  /** ISO; absent: now. */
  at?: string | undefined
}

/**
 * The number comes under the stream's lock, so it is commit order. Answers whether the intent is new.
 * Throws Refused: not_found with the words given, key_reused.
 */
export async function insertIntentRow(tx: Tx, intent: NewIntentRow, missing: string): Promise<boolean> {
  const { id, workflowId, command, actor, body, subjectId, at } = intent
  const stream = await tx.query<{ intent_seq: number }>(
    'update stream set intent_seq = intent_seq + 1 where id = $1 returning intent_seq',
    [workflowId],
  )
  if (!stream.rows[0]) throw new Refused('not_found', missing)
  const done = await tx.query(
    `insert into intent (id, workflow_id, intent_seq, command, actor, body, subject_id, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, coalesce($8, now())) on conflict (id) do nothing`,
    [id, workflowId, stream.rows[0].intent_seq, command, actor, body, subjectId, at ?? null],
  )
  if (done.rowCount) return true
  const { rows } = await tx.query<{ workflowId: string; command: string; body: unknown }>(
    'select workflow_id as "workflowId", command, body from intent where id = $1',
    [id],
  )
  refuseUnlessSame(rows[0], { workflowId, command, body })
  return false
}

function refuseUnlessSame(known: unknown, asked: unknown): void {
  if (canonicalOf(known) !== canonicalOf(asked))
    throw new Refused('key_reused', 'This Idempotency-Key was used for another request. Use a new one.')
}

/** The command that starts a workflow, as the first intent of its stream. */
export type StartingIntent = Pick<NewIntentRow, 'id' | 'command' | 'actor' | 'at'>

/**
 * A new stream and the intent that starts its workflow. False where the intent is known, and then nothing is written;
 * the same request twice at once: the second one waits here for the first.
 */
export async function insertStream(
  tx: Tx,
  { streamId, projectId, intent }: { streamId: string; projectId: string; intent: StartingIntent },
): Promise<boolean> {
  const done = await tx.query({
    name: 'insert-stream',
    text: `with asked as (
             insert into intent (id, workflow_id, intent_seq, command, actor, body, created_at)
             values ($3, $1, 1, $4, $5, '{}', coalesce($6, now())) on conflict do nothing returning intent_seq)
           insert into stream (id, project_id, intent_seq) select $1, $2, intent_seq from asked`,
    values: [streamId, projectId, intent.id, intent.command, intent.actor, intent.at ?? null],
  })
  return done.rowCount === 1
}

/** The stream that this intent began, null where it is new. Throws Refused key_reused where its first entry differs. */
async function startedBy(tx: Tx, intentId: string, firstBody: unknown): Promise<string | null> {
  const { rows } = await tx.query<{ workflowId: string; body: unknown }>(
    `select i.workflow_id as "workflowId", e.body
       from intent i join entry e on e.stream_id = i.workflow_id and e.stream_seq = 1 where i.id = $1`,
    [intentId],
  )
  if (!rows[0]) return null
  refuseUnlessSame(rows[0].body, firstBody)
  return rows[0].workflowId
}

interface Beginning {
  streamId: string
  intentId: string
  /** Of the stream's first entry. */
  firstBody: unknown
  /** Why nothing new may begin. */
  refused: Refused | null
  /** Answers whether it is new. */
  begin(): Promise<boolean>
}

/** The stream that begins, or the one that its intent has begun before: a repeat is not refused. Throws Refused. */
export async function begunOnce(
  tx: Tx,
  { streamId, intentId, firstBody, refused, begin }: Beginning,
): Promise<string> {
  if (!refused && (await begin())) return streamId
  const known = await startedBy(tx, intentId, firstBody)
  if (!known) throw refused ?? new Error(`${streamId} is there, begun by another intent`)
  return known
}

export interface IntentRow {
  id: string
  command: string
  actor: string
  body: unknown
  createdAt: Date
  role: Role | null
}

/**
 * Intents of this stream by id, in their order, with the role that their actor has now; a runbook asks what an operator
 * may. Ids that are not of this stream are forged: they are left out.
 */
export async function intentRowsOf(tx: Tx, streamId: string, ids: readonly string[]): Promise<IntentRow[]> {
  if (ids.length === 0) return []
  const { rows } = await tx.query<IntentRow>(
    `select i.id, i.command, i.actor, i.body, i.created_at as "createdAt",
            case when i.actor = 'system:runbook' then 'operator' when u."removedAt" is null then u.role end as role
       from intent i left join "user" u on 'operator:' || u.id = i.actor
      where i.workflow_id = $1 and i.id = any($2) order by i.intent_seq`,
    [streamId, ids],
  )
  return rows
}

/**
 * Intents that a workflow's state knows nothing of: delivered and lost in a reset, or recorded and on their way. One
 * about a proposal or a question that the state has not got is left out: a reset made it forget what it asked, and
 * the intent waits until that is asked again.
 */
export async function missedIntentsIn(
  pool: Pool,
  table: 'task' | 'runbook_run',
  { streamId, id }: { streamId: string; id: string },
): Promise<{ id: string; command: string }[]> {
  const { rows } = await pool.query<{ id: string; command: string }>({
    name: `missed-intents-${table}`,
    text: `select i.id, i.command from intent i join ${table} t on t.id = $2
            where i.workflow_id = $1 and i.status in ('pending', 'delivered') and not (t.state->'intentIds' ? i.id)
              and (i.command not in ('decideApproval', 'answerQuestion', 'askAgent') or exists (
                select from jsonb_array_elements((t.state->'proposals') || (t.state->'questions')) asked
                 where coalesce(i.subject_id, i.body->>'proposalId') in (asked->>'proposalId', asked->>'questionId')))
            order by i.intent_seq`,
    values: [streamId, id],
  })
  return rows
}
