import { taskStreamId } from '#domain/ids.ts'
import type { Fact } from '#domain/ledger/entry.ts'
import { shownOf } from '#domain/task/shown-rules.ts'
import { applyEntry, noTask } from '#domain/task/task-state.ts'
import type { Pool } from '../client.ts'
import { isoOf, type TaskDetail } from './tasks.ts'

/**
 * The task as its stream had it at a moment: the fold of its entries up to the first that is later. Entries bear the
 * clocks of their writers, so a later one may bear an earlier time; it belongs to the moment of the one before it.
 * Names are those of now. Null before its first entry.
 */
export async function taskAt(pool: Pool, task: TaskDetail, at: string): Promise<TaskDetail | null> {
  const { rows } = await pool.query<Fact>(
    `select type, ${isoOf('at')} as at, actor, body from entry
      where stream_id = $1 and stream_seq < coalesce(
        (select min(stream_seq) from entry where stream_id = $1 and at > $2), 2147483647)
      order by stream_seq`,
    [taskStreamId(task.id), at],
  )
  if (rows.length === 0) return null
  const state = rows.reduce(applyEntry, noTask)
  return {
    ...task,
    ...shownOf(state),
    state,
    streamSeq: rows.length,
    pendingIntents: 0,
  }
}
