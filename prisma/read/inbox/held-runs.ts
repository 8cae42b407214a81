import { type InboxPart, ofTask } from './part.ts'

/**
 * A budget is spent, or a run used all that it may use: one item a task that this holds, until more is allowed or somebody
 * writes. A budget that is spent holds it no longer than its period.
 */
export const heldByBudget: InboxPart = {
  ...ofTask,
  kind: 'budget',
  key: 't.id',
  subjectId: 'null',
  line: `upper(left(t.state->'hold'->>'reason', 1)) || substr(t.state->'hold'->>'reason', 2)`,
  since: `t.state->'hold'->>'since'`,
  until: `t.state->'hold'->>'until'`,
  isEffect: 'false',
  holds: '1',
  version: `t.state->'hold'->>'since'`,
  from: `from task t where t.hold_kind = 'budget' and t.ended_at is null`,
}
