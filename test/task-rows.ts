import type { TaskState } from '#domain/task/task.ts'
import { costOf } from '#domain/task/task-rules.ts'
import type { Pool } from '#prisma/client.ts'

// biome-ignore lint/suspicious/noExplicitAny: rows as they come; a wrong one differs from the fold
type Row = any
const iso = (at: Date | null) => at?.toISOString() ?? null
const by = (name: string) => (a: Row, b: Row) => (a[name] < b[name] ? -1 : 1)

/** A task's state, and what it says of the rows beside its own. */
export const taskFold = (state: TaskState) => ({
  state,
  columns: {
    title: state.title,
    status: state.status,
    since: state.since,
    waitKind: state.wait?.kind ?? null,
    holdKind: state.hold?.kind ?? null,
    createdAt: state.requestedAt,
    endedAt: state.endedAt,
    cost: costOf(state),
  },
  proposals: state.proposals.toSorted(by('proposalId')),
  learnings: (state.learnings ?? []).toSorted(by('itemId')),
  runCosts: state.runs.flatMap(({ endedAt, usage }, nth) =>
    endedAt ? [{ nth, endedAt, cost: usage?.costNanoUsd ?? null }] : [],
  ),
  shipped: (state.shipped ?? []).toSorted(by('title')),
  reservations: state.runs.map(({ stepId, queuedAt, endedAt, usage, reserved }) => ({
    stepId,
    reservedAt: queuedAt,
    endedAt,
    used: endedAt === null ? null : (usage?.costNanoUsd ?? null),
    reserved: reserved?.costNanoUsd ?? null,
  })),
})

/** The rows, in the shape of taskFold. */
export async function taskRows(pool: Pool, taskId: string): Promise<ReturnType<typeof taskFold>> {
  const ask = async (sql: string): Promise<Row[]> => (await pool.query(sql, [taskId])).rows
  const [task] = await ask('select *, cost_nano_usd::float8 as cost from task where id = $1')
  return {
    state: task.state,
    columns: {
      title: task.title,
      status: task.status,
      since: task.since.toISOString(),
      waitKind: task.wait_kind,
      holdKind: task.hold_kind,
      createdAt: task.created_at.toISOString(),
      endedAt: iso(task.ended_at),
      cost: task.cost,
    },
    proposals: (await ask('select state from proposal where task_id = $1'))
      .map(({ state }) => state)
      .sort(by('proposalId')),
    learnings: (await ask('select item_id as "itemId", text, about, at from learning where task_id = $1'))
      .map((row) => ({ ...row, at: row.at.toISOString() }))
      .sort(by('itemId')),
    runCosts: (
      await ask(
        'select nth, ended_at, cost_nano_usd::float8 as cost from run_cost where task_id = $1 order by nth',
      )
    ).map(({ nth, ended_at, cost }) => ({ nth, endedAt: ended_at.toISOString(), cost })),
    shipped: (
      await ask(
        `select title, kind, location, hash, size::float8 as size, verified_at, proof, evidence
           from shipped where task_id = $1`,
      )
    )
      .map(({ verified_at, ...row }) => ({ ...row, verifiedAt: verified_at.toISOString() }))
      .sort(by('title')),
    reservations: (
      await ask(
        `select *, nano_usd_used::float8 as used, nano_usd_reserved::float8 as reserved
           from run_reservation where task_id = $1 order by reserved_at, step_id`,
      )
    ).map(({ step_id, reserved_at, ended_at, used, reserved }) => ({
      stepId: step_id,
      reservedAt: reserved_at.toISOString(),
      endedAt: iso(ended_at),
      used,
      reserved,
    })),
  }
}
