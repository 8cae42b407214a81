import { isoOf } from '../tasks.ts'
import { type InboxPart, ofTask } from './part.ts'

const taskItself = {
  ...ofTask,
  key: 't.id',
  subjectId: 'null',
  line: `t.state->>'error'`,
  since: isoOf('t.since'),
  until: 'null',
  isEffect: 'false',
  version: isoOf('t.since'),
}

export const unproven: InboxPart = {
  ...taskItself,
  kind: 'verification',
  line: `'Missing: ' || (select string_agg(m, ', ') from jsonb_array_elements_text(t.state->'missing') m)`,
  holds: '1',
  from: `from task t where t.status = 'needs_verification'`,
}

export const failedTasks: InboxPart = {
  ...taskItself,
  kind: 'failed',
  holds: '0',
  from: `from task t where t.status = 'failed'`,
}

export const frozenTasks: InboxPart = {
  ...taskItself,
  kind: 'frozen',
  holds: '1',
  from: `from task t where t.status = 'frozen'`,
}
