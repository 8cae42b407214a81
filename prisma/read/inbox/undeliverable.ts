import { commandWords } from '#domain/intent/intent-words.ts'
import { runCommandWords } from '#domain/runbook/run-intent-words.ts'
import { isoOf } from '../tasks.ts'
import { type InboxPart, ofTask } from './part.ts'
import { ofRun } from './runbooks.ts'

/** `command` is SQL. */
const lineOf = (command: string, words: Readonly<Record<string, string>>) => {
  const cases = Object.entries(words).map(([name, text]) => `when '${name}' then '${text}'`)
  return `(case ${command} ${cases.join(' ')} else 'What was asked' end) || ' was not delivered: ' || (e.body->>'message')`
}
/** What every one of them says of its entry. */
const ofIntent = {
  kind: 'undeliverable',
  key: `e.body->>'intentId'`,
  subjectId: `e.body->>'intentId'`,
  since: isoOf('e.at'),
  until: 'null',
  isEffect: 'false',
  version: isoOf('e.at'),
} as const

/**
 * What was asked of a task and refused for good: nobody else tells who asked. Also a decision that a signal told of and
 * nobody had made. It waits until it is closed.
 */
export const undeliverable: InboxPart = {
  ...ofTask,
  ...ofIntent,
  line: lineOf(`coalesce(e.body->>'command', 'decideApproval')`, commandWords),
  holds: 'case when t.ended_at is null then 1 else 0 end',
  from: `from entry e join task t on e.stream_id = 'task/' || t.id where e.type = 'intent_undeliverable'
      or (e.type = 'decision_turned_away' and e.body->>'intentId' is not null)`,
}

/** Likewise of a run of a runbook. What came second, or by a rule could not be, is no item: the record says it. */
export const undeliverableToRuns: InboxPart = {
  ...ofRun,
  ...ofIntent,
  line: lineOf(`e.body->>'command'`, runCommandWords),
  holds: 'case when r.ended_at is null then 1 else 0 end',
  from: `from entry e join runbook_run r on e.stream_id = 'runbook/' || r.id
    where e.type = 'runbook_intent_undeliverable'`,
}
