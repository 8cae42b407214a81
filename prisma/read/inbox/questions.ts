import { type InboxPart, ofTask } from './part.ts'

/** As the index task_asks_idx has it. */
const asks = `jsonb_path_exists(t.state, '$.questions[*] ? (@.answer == null)')`

export const questions: InboxPart = {
  ...ofTask,
  kind: 'question',
  key: `q->>'questionId'`,
  subjectId: `q->>'questionId'`,
  line: `q->>'text'`,
  since: `q->>'askedAt'`,
  until: 'null',
  isEffect: 'false',
  holds: `case t.wait_kind when 'operator' then 1 else 0 end`,
  version: `q->>'askedAt'`,
  from: `from task t cross join lateral jsonb_array_elements(t.state->'questions') q
    where t.ended_at is null and ${asks} and q->>'answer' is null`,
}
