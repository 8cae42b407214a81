/** By when what it ships is due: late or in this week, in the next one, or later and at no time. */
export type ShipsBy = 'week' | 'next' | 'later'

/** When this week and the next one end. */
export interface WeekEnds {
  week: Date
  next: Date
}

/** As the index task_ships_idx has it, so that the state of those that are only counted is not opened. */
export const deliverableCount = `jsonb_array_length(t.state->'deliverables')`

/** Open, of a project that is there, and it has declared what it ships. Of a task `t` and its project `p`. */
export const isToShip = `(t.ended_at is null and p.removed_at is null and ${deliverableCount} > 0)`

/** ShipsBy of a task `t`. */
export const shipsBy = (weekEnd: string, nextEnd: string) =>
  `case when t.due_at < ${weekEnd} then 'week' when t.due_at < ${nextEnd} then 'next' else 'later' end`
