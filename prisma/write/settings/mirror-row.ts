import type { MirroredKind, MirrorOwner, Side, Subject } from '#domain/drift/finding.ts'
import { executorStreamId } from '#domain/ids.ts'
import type { Fact } from '#domain/ledger/entry.ts'
import type { Tx } from '../../client.ts'
import { recordWithin, type Setting } from './setting.ts'

export interface MirrorChange {
  kind: MirroredKind
  subject: Subject
  owner: MirrorOwner
  isPassing: boolean
  side: Side | null
  /** What was done there for it, in words. */
  detail?: string
}

/** By whom, when, and on which executor. */
export interface MirrorBy {
  executorId: string
  at: string
  actor: string
  writer: Setting['writer']
}

const recordMirror = (
  tx: Tx,
  { executorId, writer }: MirrorBy,
  fact: Fact,
  apply: (tx: Tx) => Promise<unknown>,
) => recordWithin(tx, { streamId: executorStreamId(executorId), projectId: null, writer, fact }, apply)

/** Takes this to be right from now on. What is right already is not recorded again. */
export async function adoptMirror(tx: Tx, change: MirrorChange, by: MirrorBy): Promise<void> {
  const { kind, subject, owner, isPassing, side } = change
  const { rows } = await tx.query<{ hash: string | null; owner: string }>(
    `select side->>'hash' as hash, owner from mirror where executor_id = $1 and kind = $2 and key = $3 for update`,
    [by.executorId, kind, subject.key],
  )
  if (rows[0] && rows[0].hash === (side?.hash ?? null) && rows[0].owner === owner) return
  const fact = { type: 'mirror_adopted', at: by.at, actor: by.actor, body: change } as const
  await recordMirror(tx, by, fact, (within) =>
    within.query(
      `insert into mirror (executor_id, kind, key, name, place, owner, is_passing, side, since)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
       on conflict (executor_id, kind, key) do update set name = excluded.name, place = excluded.place,
         owner = excluded.owner, is_passing = excluded.is_passing, side = excluded.side, since = excluded.since`,
      [by.executorId, kind, subject.key, subject.name, subject.where, owner, isPassing, side, by.at],
    ),
  )
}

/** Holds nothing of it any more. */
export async function dropMirror(
  tx: Tx,
  { kind, subject }: Pick<MirrorChange, 'kind' | 'subject'>,
  by: MirrorBy,
): Promise<void> {
  const params = [by.executorId, kind, subject.key]
  const known = await tx.query(
    'select 1 from mirror where executor_id = $1 and kind = $2 and key = $3 for update',
    params,
  )
  if (!known.rowCount) return
  const fact = { type: 'mirror_dropped', at: by.at, actor: by.actor, body: { kind, subject } } as const
  await recordMirror(tx, by, fact, (within) =>
    within.query('delete from mirror where executor_id = $1 and kind = $2 and key = $3', params),
  )
}
