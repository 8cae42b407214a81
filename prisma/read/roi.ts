import type { EntryType } from '#domain/ledger/entry.ts'
import { type Actions, type RoiParts, typesOfAction } from '#domain/portfolio/roi.ts'
import type { Pool } from '../client.ts'
import { isByOperator } from './entries.ts'
import { inOneStatement } from './in-one-statement.ts'

export interface Period {
  /** Days in UTC, both of them in it; null: without an end on that side. */
  from: string | null
  to: string | null
}

interface Place {
  projectId: string
  /** The Monday of a week; empty where everything is one. */
  bucket: string
}
interface MoneyRow extends Place {
  kind: 'revenue' | 'cost'
  sum: string
  count: number
  inOtherCurrency: number
}
interface RunRow extends Place {
  nanoUsd: string
  count: number
  withoutPrice: number
}
interface ActionRow extends Place, Actions {}

export interface Asked {
  /** Null: all of them. */
  projectId: string | null
  period: Period
  currency: string
  /** `week`: parts of each ISO week by its Monday, of weeks in which there was something. */
  by?: 'week'
}

/** Which project, and from which day to which. Values are $1 to $3. */
const ofProject = (column: string) => `($1::text is null or ${column} = $1)`
const onDays = (day: string) => `($2::date is null or ${day} >= $2) and ($3::date is null or ${day} <= $3)`
/** For columns with a time: compared as they are, so that an index on them serves. */
const beginOf = (day: string) => `(${day})::timestamp at time zone 'utc'`
const within = (column: string) =>
  `($2::date is null or ${column} >= ${beginOf('$2::date')}) and ($3::date is null or ${column} < ${beginOf('$3::date + 1')})`
const bucketOf = (day: string, by?: 'week') =>
  by ? `to_char(date_trunc('week', ${day}), 'YYYY-MM-DD')` : `''`

const moneySql = ({ by }: Asked) =>
  `select m.project_id as "projectId", ${bucketOf('m.occurred_on', by)} as bucket, m.kind,
          coalesce(sum(m.amount) filter (where m.currency = $4), 0)::text as sum,
          count(*) filter (where m.currency = $4)::int as count,
          count(*) filter (where m.currency <> $4)::int as "inOtherCurrency"
     from money_event m where m.reversed_at is null and ${ofProject('m.project_id')} and ${onDays('m.occurred_on')} group by 1, 2, 3`

const utc = (column: string) => `(${column} at time zone 'utc')`
const runSql = ({ by }: Asked) =>
  `select r.project_id as "projectId", ${bucketOf(utc('r.ended_at'), by)} as bucket,
          coalesce(sum(r.cost_nano_usd), 0)::text as "nanoUsd", count(*)::int as count,
          (count(*) - count(r.cost_nano_usd))::int as "withoutPrice"
     from run_cost r where ${ofProject('r.project_id')} and ${within('r.ended_at')} group by 1, 2`

const isOneOf = (types: readonly EntryType[]) => `e.type in (${types.map((type) => `'${type}'`)})`
const actionOf = (kind: keyof Actions) =>
  `count(*) filter (where ${isOneOf(typesOfAction[kind])})::int as ${kind}`
const actionSql = ({ by }: Asked) =>
  `select e.project_id as "projectId", ${bucketOf(utc('e.at'), by)} as bucket,
          ${actionOf('decisions')}, ${actionOf('answers')}, ${actionOf('messages')}
     from entry e where ${isOneOf(Object.values(typesOfAction).flat())}
      and ${isByOperator} and ${ofProject('e.project_id')} and ${within('e.at')} group by 1, 2`

export interface FoundParts {
  /** Of one project; of one week where they were asked for by week. */
  of(projectId: string, bucket?: string): RoiParts
}

/** What the rows of each project hold about a stretch of time. */
export async function roiParts(pool: Pool, asked: Asked): Promise<FoundParts> {
  const values = [asked.projectId, asked.period.from, asked.period.to]
  const few = inOneStatement(pool)
  const [runs, money, actions, rates] = await Promise.all([
    pool.query<RunRow>(runSql(asked), values),
    few.query<MoneyRow>(moneySql(asked), [...values, asked.currency]),
    few.query<ActionRow>(actionSql(asked), values),
    few.query<{ projectId: string; perHour: string }>(
      `select project_id as "projectId", per_hour::text as "perHour" from operator_rate
        where per_hour is not null and currency = $1`,
      [asked.currency],
    ),
  ])
  const perHour = new Map(rates.rows.map((row) => [row.projectId, row.perHour]))
  const found = new Map<string, Partial<RoiParts>>()
  const add = ({ projectId, bucket }: Place, part: Partial<RoiParts>) => {
    const key = `${projectId} ${bucket}`
    found.set(key, { ...found.get(key), ...part })
  }
  for (const { kind, sum, count, inOtherCurrency, ...at } of money.rows)
    add(at, { [kind]: { sum, count, inOtherCurrency } })
  for (const { nanoUsd, count, withoutPrice, ...at } of runs.rows)
    add(at, { runs: { nanoUsd, count, withoutPrice } })
  for (const { decisions, answers, messages, ...at } of actions.rows)
    add(at, { actions: { decisions, answers, messages } })
  return {
    of: (projectId, bucket = '') => ({
      revenue: noMoney,
      cost: noMoney,
      runs: { nanoUsd: '0', count: 0, withoutPrice: 0 },
      actions: { decisions: 0, answers: 0, messages: 0 },
      ...found.get(`${projectId} ${bucket}`),
      perHour: perHour.get(projectId) ?? null,
    }),
  }
}

const noMoney = { sum: '0', count: 0, inOtherCurrency: 0 }
