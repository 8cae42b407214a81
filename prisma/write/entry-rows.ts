import { digestOf, hexOf } from '#domain/ledger/digest.ts'
import type { Fact, LedgerEntry } from '#domain/ledger/entry.ts'
import { parseFact } from '#domain/ledger/entry.ts'
import type { Tx } from '../client.ts'

/** Where a group of facts goes: its stream, its writer, its first place. */
export interface Slot {
  streamId: string
  projectId: string | null
  runId: string
  batch: number
}

export interface StreamRow {
  projectId: string | null
  ownerRunId: string | null
  epoch: number
  ownerSeq: number
  lastSeq: number
}

export interface StoredEntry {
  streamSeq: number
  runId: string
  runSeq: number
  batch: number
  fact: Fact
}

export interface NewRow {
  stream_seq: number
  run_seq: number
  type: string
  at: string
  actor: string
  body: unknown
  digest: string
}

export function rowOf(slot: Slot, streamSeq: number, runSeq: number, fact: Fact): NewRow {
  parseFact(fact)
  const entry: LedgerEntry = { ...slot, streamSeq, runSeq, version: 1, ...fact }
  return {
    stream_seq: streamSeq,
    run_seq: runSeq,
    type: fact.type,
    at: fact.at,
    actor: fact.actor,
    body: fact.body,
    digest: `\\x${hexOf(digestOf(entry))}`,
  }
}

/** Locks the stream; everything that decides about it happens behind this. Throws when it does not exist. */
export async function lockStream(tx: Tx, streamId: string): Promise<StreamRow> {
  const { rows } = await tx.query<StreamRow>({
    name: 'lock-stream',
    text: `select project_id as "projectId", owner_run_id as "ownerRunId", epoch, owner_seq as "ownerSeq",
                  last_seq as "lastSeq"
             from stream where id = $1 for update`,
    values: [streamId],
  })
  if (!rows[0]) throw new Error(`no stream ${streamId}`)
  return rows[0]
}

const columns = `stream_seq as "streamSeq", run_id as "runId", run_seq as "runSeq", batch,
  json_build_object('type', type, 'at', to_char(at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
                    'actor', actor, 'body', body) as fact`

export async function entriesOfStream(tx: Tx, streamId: string): Promise<StoredEntry[]> {
  const { rows } = await tx.query<StoredEntry>(
    `select ${columns} from entry where stream_id = $1 order by stream_seq`,
    [streamId],
  )
  return rows
}

/** The batch that begins with this sequence number, and the takeover entry that came with it. */
export async function entriesOfBatch(
  tx: Tx,
  streamId: string,
  runId: string,
  firstSeq: number,
): Promise<StoredEntry[]> {
  const { rows } = await tx.query<StoredEntry>({
    name: 'stored-batch',
    text: `select ${columns} from entry
            where stream_id = $1 and run_id = $2 and (batch = $3 or run_seq in (0, $3)) order by stream_seq`,
    values: [streamId, runId, firstSeq],
  })
  return rows
}

/** `order by` keeps the serial ids of a stream in stream order, which the sequencer relies on. */
export const insertEntries = `
  written as (
    insert into entry (stream_id, stream_seq, project_id, run_id, run_seq, batch, type, at, actor, body, digest)
    select $1, e.stream_seq, $2, $3, e.run_seq, $4, e.type, e.at, e.actor, e.body, e.digest
      from jsonb_to_recordset($5::jsonb)
        as e (stream_seq int, run_seq int, type text, at timestamptz, actor text, body jsonb, digest bytea)
     order by e.stream_seq
    returning id),
  queued as (insert into unsequenced select id from written)`
