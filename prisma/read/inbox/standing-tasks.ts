import { isoOf } from '../tasks.ts'
import { type InboxPart, ofTask } from './part.ts'

/** The reason as it is recorded names numbers and runs: it stands on the card. */
export const frozenLine = `'Two accounts of it do not fit together'`

const taskItself = {
  ...ofTask,
  key: 't.id',
  subjectId: 'null',
  line: 't.error',
  since: isoOf('t.since'),
  until: 'null',
  isEffect: 'false',
  version: isoOf('t.since'),
}

export const unproven: InboxPart = {
  ...taskItself,
  kind: 'verification',
  line: `case when t.state->'missing' = '[]' then 'Look at: ' else 'Not proven: ' end
         || regexp_replace(t.wait_detail, '^(missing|look at): ', '')`,
  holds: '1',
  from: `from task t where t.status = 'needs_verification'`,
}

const isPutOff = (taskId: string) =>
  `g.item_id = 'failed:' || ${taskId} and jsonb_typeof(g.state->'snooze') = 'object'`

export const failedTasks: InboxPart = {
  ...taskItself,
  kind: 'failed',
  holds: '0',
  from: `from task t where t.status = 'failed'`,
  // What was put off is listed by itself, however young it is.
  oldest: (most) => `from (
      (select * from task where status = 'failed' and due_at is null and not exists (select from inbox_triage g where ${isPutOff('task.id')})
          and project_id in (select id from project where removed_at is null)
        order by since, id limit ${most})
      union all select * from task where status = 'failed' and due_at is not null
      union all select f.* from task f join inbox_triage g on ${isPutOff('f.id')}
                 where f.status = 'failed' and f.due_at is null) t`,
}

export const frozenTasks: InboxPart = {
  ...taskItself,
  kind: 'frozen',
  line: frozenLine,
  holds: '1',
  from: `from task t where t.status = 'frozen'`,
}
