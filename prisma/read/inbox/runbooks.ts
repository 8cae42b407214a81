import { isoOf } from '../tasks.ts'
import type { InboxPart } from './part.ts'
import { frozenLine } from './standing-tasks.ts'

/** What items of a run `r` of a runbook have in common. */
export const ofRun = {
  taskId: 'null',
  projectId: 'r.project_id',
  agentId: 'null',
  title: 'r.name',
  until: 'null',
  isEffect: 'false',
  parameters: 'null',
  href: `'/runbook-runs/' || r.id`,
}

/** A run that stands still at a step until an operator decides. */
export const runbookSteps: InboxPart = {
  ...ofRun,
  kind: 'runbook_step',
  key: `r.id || '/' || (s->>'stepId')`,
  subjectId: `r.id || '/' || (s->>'stepId')`,
  line: `s->>'text'`,
  isOwners: `jsonb_path_exists(r.state->'definition'->'steps',
    'strict $.** ? (@.id == $id && @.approval.who == "owner")', jsonb_build_object('id', s->'stepId'))`,
  since: `s->>'startedAt'`,
  holds: '1',
  version: `s->>'startedAt'`,
  from: `from runbook_run r cross join lateral jsonb_array_elements(r.state->'steps') s
    where r.wait_kind = 'approval' and r.status = 'waiting'
      and s->>'text' is not null and s->>'startedAt' is not null and s->>'endedAt' is null`,
}

/** A run of which there are two accounts. */
export const frozenRuns: InboxPart = {
  ...ofRun,
  kind: 'frozen',
  key: 'r.id',
  subjectId: 'r.id',
  line: frozenLine,
  since: isoOf('r.since'),
  holds: '1',
  version: isoOf('r.since'),
  from: `from runbook_run r where r.status = 'frozen'`,
}

/** Its task was brought on by hand after the run had stopped at it: nothing resumes the run by itself. */
const doneSince = `case when s->>'outcome' = 'failed' and t.status = 'done' then ${isoOf('t.ended_at')} end`
const stoppedSince = `coalesce(${doneSince}, r.state->>'endedAt')`

/**
 * A run that stopped at a step without a task, or whose task was cancelled, by somebody who may not think of the run or at
 * its deadline, or is done by now. A task that is failed tells of its run by itself.
 */
export const failedRuns: InboxPart = {
  ...ofRun,
  kind: 'runbook_failed',
  key: 'r.id',
  subjectId: 'r.id',
  line: `(r.state->>'failedStep') || ': ' || case when ${doneSince} is null then r.state->>'error'
    else 'its task is done since then, so the run can be resumed' end`,
  since: stoppedSince,
  holds: '0',
  version: stoppedSince,
  from: `from runbook_run r cross join lateral jsonb_array_elements(r.state->'steps') s
      left join task t on t.id = s->>'taskId'
    where r.status = 'failed' and s->>'stepId' = r.state->>'failedStep'
      and (s->>'outcome' = 'cancelled' or s->>'outcome' = 'failed' and (t.id is null or t.status = 'done'))`,
}
