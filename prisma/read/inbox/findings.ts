import { isoOf } from '../tasks.ts'
import type { InboxPart } from './part.ts'

/** Where record and reality disagree and nobody has decided. What is being repaired waits for nobody. */
export const findings: InboxPart = {
  kind: 'finding',
  key: 'f.id',
  subjectId: 'f.id',
  taskId: 'null',
  projectId: 'f.project_id',
  agentId: 'null',
  title: `f.state->'subject'->>'name'`,
  line: `'The record: ' || coalesce(f.state->'ours'->>'line', 'nothing')
    || '. Found: ' || coalesce(f.state->'theirs'->>'line', 'nothing')`,
  since: isoOf('f.since'),
  until: 'null',
  isEffect: 'false',
  parameters: 'null',
  holds: `case when f.kind in ('task', 'runbook', 'workflow') then 1 else 0 end`,
  href: `'/findings/' || f.id`,
  version: `coalesce(f.state->'theirs'->>'hash', '') || ${isoOf('f.since')}`,
  from: `from finding f where f.status = 'open'`,
}
