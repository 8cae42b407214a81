import type { InboxPart } from './part.ts'

const reviewDay = `to_char(d.review_on, 'YYYY-MM-DD"T"00:00:00.000"Z"')`

/** Decisions of projects whose day of review has come, in UTC. */
export const dueDecisions: InboxPart = {
  kind: 'decision_review',
  key: 'd.id',
  subjectId: 'd.id',
  taskId: 'null',
  projectId: 'd.project_id',
  agentId: 'null',
  title: 'd.title',
  line: `'Decided: ' || d.choice`,
  since: reviewDay,
  until: 'null',
  isEffect: 'false',
  parameters: 'null',
  holds: '0',
  href: `'/projects/' || d.project_id || '/outcomes#decisions'`,
  version: reviewDay,
  from: `from decision d where d.reviewed_at is null and d.review_on <= (now() at time zone 'utc')::date`,
}
