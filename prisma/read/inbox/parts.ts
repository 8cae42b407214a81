import { budgetWarnings } from './budget-warnings.ts'
import { dueDecisions } from './decisions.ts'
import { findings } from './findings.ts'
import { heldByBudget } from './held-runs.ts'
import { pausedAgents } from './paused-agents.ts'
import { approvals, uncertainEffects } from './proposals.ts'
import { questions } from './questions.ts'
import { failedRuns, frozenRuns, runbookSteps } from './runbooks.ts'
import { failedTasks, frozenTasks, unproven } from './standing-tasks.ts'
import { undeliverable, undeliverableToRuns } from './undeliverable.ts'

/** Every kind of thing that needs a person. */
export const parts = [
  approvals,
  uncertainEffects,
  questions,
  unproven,
  failedTasks,
  frozenTasks,
  frozenRuns,
  undeliverable,
  undeliverableToRuns,
  heldByBudget,
  pausedAgents,
  budgetWarnings,
  runbookSteps,
  failedRuns,
  findings,
  dueDecisions,
]
/** Of an item `i`; $1: now. Most items were never triaged: of those no version is made to compare. */
const ofThisVersion = (what: string) =>
  `(g.item_id is not null and coalesce(g.state->'${what}'->>'version' = i.version, false))`
export const isClosed = ofThisVersion('closed')
export const isSnoozed = `(${ofThisVersion('snooze')} and g.state->'snooze'->>'until' > $1)`

/** Joins what the operators did with an item `i`. An assignee who was removed has given it back. */
export const withTriage = `
    left join project p on p.id = i.project_id
    left join inbox_triage g on g.item_id = i.kind || ':' || i.key
    left join "user" u on u.id = g.state->>'assignee' and u."removedAt" is null`

/** An expression: what was triaged may be closed or put off, and another one be shown in its place. */
export const enoughFor = (listed: number | string) => `(select ${listed} + count(*) from inbox_triage)`

/** More are read of no inbox at once. */
export const mostRead = 5_000
