import type { Backlog, MissingText, Takeover } from '#domain/drift/record-diff-rules.ts'
import type { Pool } from '../client.ts'
import type { Rows } from './in-one-statement.ts'
import { isoOf } from './tasks.ts'

/** One that was sent once more waits since then. */
const waitsSince = `coalesce(nullif(split_part(sent_again_to, ' ', 2), '')::timestamptz, created_at)`

/** Intents that are recorded and not delivered; null where there are none. */
export async function undelivered(read: Rows): Promise<Backlog | null> {
  const { rows } = await read.query<Backlog>(
    `select id, workflow_id as of, ${isoOf(waitsSince)} as since, attempts, (count(*) over ())::int as count
       from intent where status = 'pending' order by ${waitsSince}, id limit 1`,
  )
  return rows[0] ?? null
}

/** So many of the newest entries are held against their places: what the work list lost shows while it is new. */
const newest = 10_000

/**
 * Entries that are recorded and have no place in the one order, on the work list or not; null where there are none. An
 * entry's own time is its writer's, and while Postgres was away nobody could place what waits.
 */
export async function unplaced(pool: Pool): Promise<Backlog | null> {
  const { rows } = await pool.query<Backlog>(
    `with waiting as (
       select entry_id as id, greatest(queued_at, pg_postmaster_start_time()) as since from unsequenced
       union all
       select e.id, least(e.at, now()) from entry e where e.id > (select max(id) from entry) - $1
              and not exists (select from position p where p.entry_id = e.id)
              and not exists (select from unsequenced u where u.entry_id = e.id))
     select w.id::text, e.stream_id as of, ${isoOf('w.since')} as since, 0 as attempts, w.count
       from (select id, since, (count(*) over ())::int as count from waiting order by since, id limit 1) w
       join entry e on e.id = w.id`,
    [newest],
  )
  return rows[0] ?? null
}

/**
 * Runs that took over from one that knew more, of tasks and of runbooks, in the last day; in the order in which they did.
 * Who missed notes of the api or the reconciler alone sets nothing aside: any new run may, and nobody need have reset it.
 */
export async function takeovers(pool: Pool, atMost: number): Promise<Takeover[]> {
  const { rows } = await pool.query<Takeover>(
    `select coalesce(t.id, r.id) as "taskId", coalesce(t.title, r.name) as title, p.id as "projectId", p.name as "projectName",
            e.run_id as "runId", e.stream_seq as "streamSeq", (e.body->>'after')::int as after, e.body->'unknown' as "setAside"
       from entry e
       left join task t on e.type = 'rewound' and e.stream_id = 'task/' || t.id
       left join runbook_run r on e.type = 'runbook_run_rewound' and e.stream_id = 'runbook/' || r.id
       join project p on p.id = coalesce(t.project_id, r.project_id)
      where e.type in ('rewound', 'runbook_run_rewound') and e.body->'unknown' <> '[]' and e.at > now() - interval '1 day'
      order by e.id desc limit $1`,
    [atMost],
  )
  return rows.reverse()
}

/** The streams behind `after` up to `next`; null: to the last one. */
export interface StreamTurn {
  after: string
  next: string | null
}

/**
 * Packs of runs, ended ones too, and versions of documents, whose text is not there. Of the packs those of open tasks,
 * and of the tasks of this turn: the others have theirs.
 */
export async function missingTexts(
  pool: Pool,
  { after, next }: StreamTurn,
  atMost: number,
): Promise<MissingText[]> {
  const { rows } = await pool.query<MissingText>(
    `with looked as (
       select t.id from task t where t.ended_at is null
       union select t.id from stream s join task t on t.id = substr(s.id, 6)
              where s.id like 'task/%' and s.id > $1 and ($2::text is null or s.id <= $2))
     (select r.state->>'contextHash' as hash, 'what ' || t.title || ' was given' as name,
             t.project_id as "projectId", p.name as where
        from looked l join task t on t.id = l.id join project p on p.id = t.project_id
        cross join lateral jsonb_array_elements(t.state->'runs') as r (state)
       where r.state->>'contextHash' <> ''
         and not exists (select from context_pack c where c.hash = r.state->>'contextHash') limit $3)
     union all
     (select v.sha256, v.title || ', version ' || v.version, d.project_id, p.name
        from document_version v join document d on d.id = v.document_id join project p on p.id = d.project_id
       where not exists (select from document_text x where x.sha256 = v.sha256) limit $3)`,
    [after, next, atMost],
  )
  return [...new Map(rows.map((row) => [row.hash, row])).values()]
}

/** Which of these texts, by their hashes, are still not there. */
export async function stillMissing(pool: Pool, hashes: readonly string[]): Promise<string[]> {
  if (hashes.length === 0) return []
  const { rows } = await pool.query<{ hash: string }>(
    `select h as hash from unnest($1::text[]) h
      where not exists (select from context_pack c where c.hash = h)
        and not exists (select from document_text x where x.sha256 = h)`,
    [hashes],
  )
  return rows.map(({ hash }) => hash)
}

/** What is asked for and not delivered yet. */
export interface RelayState {
  depth: number
  /** When the oldest of it was asked; null: nothing waits. */
  oldestSince: string | null
  /** How often the oldest was tried. */
  attempts: number
}

export async function relayState(read: Rows): Promise<RelayState> {
  const backlog = await undelivered(read)
  return {
    depth: backlog?.count ?? 0,
    oldestSince: backlog?.since ?? null,
    attempts: backlog?.attempts ?? 0,
  }
}
