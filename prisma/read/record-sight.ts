import type { Backlog, MissingText, RowsApart, Takeover } from '#domain/drift/record-diff-rules.ts'
import type { Pool } from '../client.ts'
import { checkRebuild } from './rebuild/rebuild-check.ts'
import { isoOf } from './tasks.ts'

/** Intents that are recorded and not delivered; null where there are none. */
export async function undelivered(pool: Pool): Promise<Backlog | null> {
  const { rows } = await pool.query<Backlog>(
    `select id, workflow_id as of, ${isoOf('created_at')} as since, attempts, (count(*) over ())::int as count
       from intent where status = 'pending' order by created_at, id limit 1`,
  )
  return rows[0] ?? null
}

/** Entries that are recorded and have no place in the one order; null where there are none. */
export async function unplaced(pool: Pool): Promise<Backlog | null> {
  const { rows } = await pool.query<Backlog>(
    `select e.id::text, e.stream_id as of, ${isoOf('e.at')} as since, 0 as attempts, u.count
       from (select min(entry_id) as id, count(*)::int as count from unsequenced) u join entry e on e.id = u.id`,
  )
  return rows[0] ?? null
}

const name = `t.id as "taskId", t.title, t.project_id as "projectId", p.name as "projectName"`

/** A few open tasks, others each time, and these. */
export async function tasksToFold(
  pool: Pool,
  { atMost, also }: { atMost: number; also: readonly string[] },
): Promise<Omit<RowsApart, 'folded' | 'kept'>[]> {
  const { rows } = await pool.query<Omit<RowsApart, 'folded' | 'kept'>>(
    `select ${name} from task t join project p on p.id = t.project_id
      where t.id = any($2) or t.id in (select id from task where ended_at is null order by random() limit $1)`,
    [atMost, also],
  )
  return rows
}

/** What a task's rows say otherwise than its entries; null where they say the same. */
export async function rowsApart(
  pool: Pool,
  task: Omit<RowsApart, 'folded' | 'kept'>,
): Promise<RowsApart | null> {
  const only = `task/${task.taskId}`
  const { differences } = await checkRebuild(pool, { after: '', limit: Number.MAX_SAFE_INTEGER, only })
  if (differences.length === 0) return null
  const side = (of: 'folded' | 'kept') =>
    differences.map((one) => `${one.table} ${one.field ?? one.key}: ${JSON.stringify(one[of])}`).sort()
  return { ...task, folded: side('folded'), kept: side('kept') }
}

/** Runs that took over from one that knew more, in the last day; in the order in which they did. */
export async function takeovers(pool: Pool, atMost: number): Promise<Takeover[]> {
  const { rows } = await pool.query<Takeover>(
    `select ${name}, e.run_id as "runId", e.stream_seq as "streamSeq",
            (e.body->>'after')::int as after, e.body->'unknown' as "setAside"
       from entry e join task t on e.stream_id = 'task/' || t.id join project p on p.id = t.project_id
      where e.type = 'rewound' and e.at > now() - interval '1 day' order by e.id desc limit $1`,
    [atMost],
  )
  return rows.reverse()
}

/** Packs of open runs, and versions of documents, whose text is not there. */
export async function missingTexts(pool: Pool, atMost: number): Promise<MissingText[]> {
  const { rows } = await pool.query<MissingText>(
    `(select r.state->>'contextHash' as hash, 'what ' || t.title || ' was given' as name,
             t.project_id as "projectId", p.name as where
        from task t join project p on p.id = t.project_id
        cross join lateral jsonb_array_elements(t.state->'runs') as r (state)
       where t.ended_at is null and r.state->>'endedAt' is null
         and r.state->>'contextHash' <> '' and not exists (select from context_pack c where c.hash = r.state->>'contextHash') limit $1)
     union all
     (select v.sha256, v.title || ', version ' || v.version, d.project_id, p.name
        from document_version v join document d on d.id = v.document_id join project p on p.id = d.project_id
       where not exists (select from document_text x where x.sha256 = v.sha256) limit $1)`,
    [atMost],
  )
  return [...new Map(rows.map((row) => [row.hash, row])).values()]
}

/** What is asked for and not delivered yet. */
export interface RelayState {
  depth: number
  /** When the oldest of it was asked; null: nothing waits. */
  oldestSince: string | null
  /** How often the oldest was tried. */
  attempts: number
}

export async function relayState(pool: Pool): Promise<RelayState> {
  const backlog = await undelivered(pool)
  return {
    depth: backlog?.count ?? 0,
    oldestSince: backlog?.since ?? null,
    attempts: backlog?.attempts ?? 0,
  }
}
