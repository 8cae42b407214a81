import type { FindingKind, FindingStatus } from '#domain/drift/finding.ts'
import { heavyCases } from '#domain/drift/finding-rules.ts'
import type { FindingState } from '#domain/drift/finding-state.ts'
import type { Compared } from '#domain/drift/look-rules.ts'
import { ownScope } from '#domain/ids.ts'
import type { Pool } from '../client.ts'
import { isoOf } from './tasks.ts'

/** Without the two texts, which may be long. */
export interface FindingSummary
  extends Pick<
    FindingState,
    | 'scope'
    | 'projectId'
    | 'kind'
    | 'difference'
    | 'subject'
    | 'status'
    | 'since'
    | 'firstSeen'
    | 'count'
    | 'reason'
    | 'until'
  > {
  id: string
  projectName: string | null
  /** When it was last seen to be so. */
  lastSeen: string
  oursLine: string | null
  theirsLine: string | null
  /** What became of the last repair; empty where there was none. */
  repairDetail: string
}

export interface FindingFilter {
  /** Open ones are those that wait for a decision or a repair. */
  view: 'open' | 'ignored' | 'settled' | 'all'
  scope?: string
  kind?: FindingKind
  projectId?: string
  /** Findings after this one in the list. */
  before?: string
  limit: number
}

const statusesOf: Record<FindingFilter['view'], FindingStatus[]> = {
  open: ['open', 'repairing'],
  ignored: ['ignored'],
  settled: ['repaired', 'adopted', 'gone'],
  all: ['open', 'repairing', 'ignored', 'repaired', 'adopted', 'gone'],
}

const state = (field: string) => `f.state->'${field}'`
const text = (field: string) => `f.state->>'${field}'`
/** While it stands, every look sees it again. */
const lastSeen = `case when f.status in ('open', 'repairing', 'ignored')
  then to_char(greatest(l.looked_at, (${text('lastChange')})::timestamptz) at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
  else ${text('lastChange')} end`
const summary = `f.id, f.scope, f.project_id as "projectId", p.name as "projectName", f.kind,
  ${text('difference')} as difference, ${state('subject')} as subject, f.status, ${isoOf('f.since')} as since,
  ${isoOf('f.first_seen')} as "firstSeen", ${lastSeen} as "lastSeen", (${text('count')})::int as count,
  ${text('reason')} as reason, ${text('until')} as until, ${state('ours')}->>'line' as "oursLine",
  ${state('theirs')}->>'line' as "theirsLine", coalesce(${state('repair')}->>'detail', '') as "repairDetail"`
const sources = 'finding f left join project p on p.id = f.project_id left join look l on l.scope = f.scope'
const isLight = (row: string) => `not (${row}.kind || ' ' || (${row}.state->>'difference') = any($6))`
/** Those that stop work first, then the oldest. */
const order = `${isLight('f')}, f.first_seen, f.id`
const isAfter = `(${isLight('f')}, f.first_seen, f.id) > (${isLight('b')}, b.first_seen, b.id)`

export async function listFindings(pool: Pool, filter: FindingFilter): Promise<FindingSummary[]> {
  const { view, scope, kind, projectId, before, limit } = filter
  const [sorted, isLater] =
    view === 'settled'
      ? ['f.since desc, $6::text[], f.id', '(f.since, b.id) < (b.since, f.id)']
      : [order, isAfter]
  const { rows } = await pool.query<FindingSummary>(
    `select ${summary} from ${sources} left join finding b on b.id = $7
      where f.status = any($1) and ($2::text is null or f.scope = $2) and ($3::text is null or f.kind = $3)
        and ($4::text is null or f.project_id = $4) and ($7::text is null or ${isLater})
      order by ${sorted} limit $5`,
    [statusesOf[view], scope ?? null, kind ?? null, projectId ?? null, limit, heavyCases, before ?? null],
  )
  return rows
}

export interface FindingCounts {
  open: number
  ignored: number
  settled: number
}

export async function countFindings(pool: Pool): Promise<FindingCounts> {
  const { rows } = await pool.query<FindingCounts>(
    `select count(*) filter (where status = any($1))::int as open,
            count(*) filter (where status = any($2))::int as ignored,
            count(*) filter (where status = any($3))::int as settled from finding`,
    [statusesOf.open, statusesOf.ignored, statusesOf.settled],
  )
  return rows[0] ?? { open: 0, ignored: 0, settled: 0 }
}

export interface FindingDetail extends FindingSummary {
  state: FindingState
}

export async function findFinding(pool: Pool, findingId: string): Promise<FindingDetail | null> {
  const { rows } = await pool.query<FindingDetail>(
    `select ${summary}, f.state from ${sources} where f.id = $1`,
    [findingId],
  )
  return rows[0] ?? null
}

export interface LookSummary {
  /** An executor's id, or front-office for tasks and workflows. */
  scope: string
  name: string
  /** Null: never looked. */
  lookedAt: string | null
  baselineAt: string | null
  compared: Omit<Compared, 'uses' | 'endedSince'> | null
}

/** The last look at each scope, Front Office's own last. */
export async function listLooks(pool: Pool, own: { scope: string; name: string }): Promise<LookSummary[]> {
  const { rows } = await pool.query<LookSummary>(
    `select s.scope, s.name, ${isoOf('l.looked_at')} as "lookedAt", ${isoOf('l.baseline_at')} as "baselineAt",
            l.compared - '{uses,endedSince}'::text[] as compared
       from (select id as scope, name, 0 as rank from executor union all select $1, $2, 1) s
       left join look l on l.scope = s.scope order by s.rank, s.scope`,
    [own.scope, own.name],
  )
  return rows
}

/** Of runs of workflows that ended later no look has read the histories, ISO; null: there was no look. */
export async function endedSince(pool: Pool): Promise<string | null> {
  const { rows } = await pool.query<{ at: string }>(
    `select coalesce(compared->>'endedSince', ${isoOf(`(looked_at - interval '1 minute')`)}) as at
       from look where scope = $1`,
    [ownScope],
  )
  return rows[0]?.at ?? null
}

/** Findings of these kinds that stand, at home if no scope is named. */
export async function standingFindings(
  pool: Pool,
  kinds: readonly FindingKind[],
  scope = ownScope,
): Promise<FindingState[]> {
  const { rows } = await pool.query<{ state: FindingState }>(
    `select state from finding
      where scope = $1 and kind = any($2) and status in ('open', 'repairing', 'ignored')`,
    [scope, kinds],
  )
  return rows.map(({ state }) => state)
}

/** What findings of these kinds are about that stand, at home if no scope is named. */
export async function standingKeys(
  pool: Pool,
  kinds: readonly FindingKind[],
  scope = ownScope,
): Promise<string[]> {
  const { rows } = await pool.query<{ key: string }>(
    `select state->'subject'->>'key' as key from finding
      where scope = $1 and kind = any($2) and status in ('open', 'repairing', 'ignored')`,
    [scope, kinds],
  )
  return rows.map(({ key }) => key)
}

/** Findings at home that nobody has decided, oldest first. */
export async function openOwnFindings(
  pool: Pool,
  kinds: readonly FindingKind[],
): Promise<{ id: string; state: FindingState }[]> {
  const { rows } = await pool.query<{ id: string; state: FindingState }>(
    `select id, state from finding where scope = $1 and kind = any($2) and status = 'open' order by first_seen, id`,
    [ownScope, kinds],
  )
  return rows
}

/** Repairs that were delivered to Temporal and of which nothing was heard, on any scope. */
export async function repairsUnderWay(pool: Pool): Promise<{ findingId: string; intentId: string }[]> {
  const { rows } = await pool.query<{ findingId: string; intentId: string }>(
    `select f.id as "findingId", i.id as "intentId"
       from finding f join intent i on i.id = f.state->'repair'->>'intentId'
      where f.status = 'repairing' and i.status = 'delivered' order by f.id`,
  )
  return rows
}
