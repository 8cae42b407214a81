import { type InboxPart, ofTask } from './part.ts'

/** A budget is spent: one item a task that it holds, until it is raised, begins again, or somebody writes. */
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
