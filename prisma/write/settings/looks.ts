import { type Mark, type Seen, unreadBy } from '#domain/drift/diff-rules.ts'
import { findingIdOf } from '#domain/drift/finding-id.ts'
import type { FindingState } from '#domain/drift/finding-state.ts'
import { type Compared, entryOfFound, type Found, isGone, type LookTimes } from '#domain/drift/look-rules.ts'
import { executorStreamId, ownScope } from '#domain/ids.ts'
import type { Fact } from '#domain/ledger/entry.ts'
import { inTransaction, type Pool, type Tx } from '../../client.ts'
import { isExecutor } from '../../read/executors.ts'
import { wake } from '../wake.ts'
import { lockFinding, recordFinding } from './finding-row.ts'
import { adoptMirror, dropMirror, type MirrorBy, type MirrorChange } from './mirror-row.ts'
import { recordWithin } from './setting.ts'

/** What one look at one scope came to. */
export interface LookResult extends LookTimes {
  scope: string
  compared: Compared
  found: Found[]
  /** Not read, so nothing is known of them: findings about these stay as they are. */
  unread: { kind: string; key: string }[]
  adopted: Seen[]
  dropped: Mark[]
  /** What was done on the gateway for what was adopted of an agent, in words, by its id. Absent: nothing. */
  done?: ReadonlyMap<string, string>
  /** Set: this was the first look, and what was adopted is the baseline. */
  isFirst: boolean
}

const actor = 'system:reconciler'
const writer = 'reconciler'

/** Writes a look down: findings, the mirror, and when it was. The same look twice is one. */
export async function recordLook(pool: Pool, look: LookResult): Promise<void> {
  // Retired while it was looked at: nobody would ever say that a difference is gone.
  if (look.scope !== ownScope && !(await isExecutor(pool, look.scope))) return
  await recordAdoptions(pool, look)
  for (const found of look.found) await recordFound(pool, look, found)
  for (const findingId of await unconfirmed(pool, look)) await recordGone(pool, look, findingId)
  await pool.query(
    `insert into look (scope, looked_at, compared) values ($1, $2, $3)
     on conflict (scope) do update set looked_at = greatest(look.looked_at, excluded.looked_at),
       compared = excluded.compared`,
    [look.scope, look.lookedAt, look.compared],
  )
  wake(pool, 'ledger')
}

async function recordAdoptions(pool: Pool, look: LookResult) {
  const { scope, at, adopted, dropped, isFirst, compared } = look
  const by: MirrorBy = { executorId: scope, at, actor, writer }
  if (!isFirst && adopted.length === 0 && dropped.length === 0) return
  await inTransaction(pool, async (tx) => {
    if (isFirst && !(await isFirstNow(tx, scope))) return
    for (const seen of adopted) await adoptMirror(tx, changeOf(seen, look), by)
    for (const mark of dropped) await dropMirror(tx, mark, by)
    if (!isFirst) return
    const { cron, agents, files } = compared
    const fact: Fact = { type: 'baseline_adopted', at, actor, body: { cron, agents, files } }
    const setting = { streamId: executorStreamId(scope), projectId: null, writer, fact } as const
    await recordWithin(tx, setting, (within) =>
      within.query(
        `insert into look (scope, baseline_at, looked_at, compared) values ($1, $2, $2, $3)
         on conflict (scope) do update set baseline_at = excluded.baseline_at`,
        [scope, at, compared],
      ),
    )
  })
}

/** What policies say is Front Office's; the rest is as whoever changes it on the gateway wants it. */
function changeOf({ kind, subject, side, isPassing }: Seen, { done }: LookResult): MirrorChange {
  if (kind !== 'agent_skills') return { kind, subject, side, isPassing, owner: 'gateway' }
  const detail = done?.get(subject.key)
  return { kind, subject, side, isPassing, owner: 'front_office', ...(detail && { detail }) }
}

/** Two first looks at once: the second one waits here, and then is none. */
async function isFirstNow(tx: Tx, scope: string): Promise<boolean> {
  await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`look/${scope}`])
  const known = await tx.query('select 1 from look where scope = $1 and baseline_at is not null', [scope])
  return !known.rowCount
}

const recordFound = (pool: Pool, look: LookResult, found: Found): Promise<void> =>
  inTransaction(pool, (tx) => recordFoundWithin(tx, look, found))

type ScopedLook = LookTimes &
  Pick<LookResult, 'scope'> & { /** Who saw it, where that was no look. */ by?: string }

/** One difference, for who saw it without a look. */
export async function recordFoundWithin(tx: Tx, look: ScopedLook, found: Found): Promise<void> {
  const findingId = findingIdOf(look.scope, found.kind, found.subject.key)
  const finding = await lockFinding(tx, findingId)
  const type = entryOfFound(finding, found, look)
  if (!type) return
  await recordFinding(tx, findingId, finding, factOfFound(type, look, found), writer)
}

function factOfFound(
  type: NonNullable<ReturnType<typeof entryOfFound>>,
  { scope, at, by: seenBy }: ScopedLook,
  { kind, subject, projectId, difference, ours, theirs }: Found,
): Fact {
  const by = { at, actor: seenBy ?? actor }
  const body = { difference, ours, theirs }
  return type === 'finding_opened'
    ? { ...by, type, body: { scope, projectId, kind, subject, ...body } }
    : { ...by, type, body }
}

/** Findings that say something about now, and of which this look saw nothing. */
async function unconfirmed(pool: Pool, { scope, found, unread }: LookResult): Promise<string[]> {
  const { rows } = await pool.query<{ id: string; state: FindingState }>(
    `select id, jsonb_build_object('kind', kind, 'subject', state->'subject') as state
       from finding where scope = $1 and status in ('open', 'ignored')`,
    [scope],
  )
  const idOf = ({ kind, subject: { key } }: Pick<FindingState, 'kind' | 'subject'>) => `${kind} ${key}`
  const isFound = new Set(found.map(idOf))
  const isUnread = unreadBy(unread)
  return rows.filter(({ state }) => !isFound.has(idOf(state)) && !isUnread(state)).map(({ id }) => id)
}

const recordGone = (pool: Pool, look: LookResult, findingId: string): Promise<void> =>
  inTransaction(pool, (tx) => recordGoneWithin(tx, look, findingId))

/** That one is no difference any more. */
export async function recordGoneWithin(tx: Tx, times: LookTimes, findingId: string): Promise<void> {
  const finding = await lockFinding(tx, findingId)
  if (!finding || !isGone(finding, times)) return
  const { ours } = finding
  const seen = ours && { hash: ours.hash, line: ours.line }
  const fact: Fact = { type: 'finding_gone', at: times.at, actor, body: { seen } }
  await recordFinding(tx, findingId, finding, fact, writer)
}
