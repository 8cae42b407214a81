import { commandWords } from '#domain/intent/intent-words.ts'
import { isoOf } from '../tasks.ts'
import { type InboxPart, ofTask } from './part.ts'

const words = Object.entries(commandWords).map(([command, text]) => `when '${command}' then '${text}'`)

/** What was asked of a task and refused for good: nobody else tells who asked. It waits until it is closed. */
export const undeliverable: InboxPart = {
  ...ofTask,
  kind: 'undeliverable',
  key: `e.body->>'intentId'`,
  subjectId: `e.body->>'intentId'`,
  line: `(case e.body->>'command' ${words.join(' ')} else 'What was asked' end)
    || ' was not delivered: ' || (e.body->>'message')`,
  since: isoOf('e.at'),
  until: 'null',
  isEffect: 'false',
  holds: 'case when t.ended_at is null then 1 else 0 end',
  version: isoOf('e.at'),
  from: `from entry e join task t on e.stream_id = 'task/' || t.id where e.type = 'intent_undeliverable'`,
}
