import type { InboxPart } from './part.ts'

/** An agent that does the same over and over: nothing of it starts until an operator lets it go on. */
export const pausedAgents: InboxPart = {
  kind: 'paused_agent',
  key: 'a.id',
  subjectId: 'a.id',
  taskId: 'null',
  projectId: 'a.project_id',
  agentId: 'a.id',
  title: `a.name || ' is paused'`,
  line: `case a.pause->'loop'->>'kind'
      when 'failure' then 'The same failure ' || (a.pause->'loop'->>'times') || ' times in a row: ' || (a.pause->'loop'->>'what')
      when 'result' then 'The same result ' || (a.pause->'loop'->>'times') || ' times in a task that is not done: ' || (a.pause->'loop'->>'what')
      else (a.pause->'loop'->>'what') || ' proposed with the same parameters ' || (a.pause->'loop'->>'times')
        || ' times, and it never came about' end`,
  since: `a.pause->>'at'`,
  until: 'null',
  isEffect: 'false',
  parameters: 'null',
  holds: `(select count(*) from task t where t.agent_id = a.id and t.hold_kind = 'loop' and t.ended_at is null)`,
  href: `'/agents/' || a.id`,
  version: `a.pause->>'at'`,
  from: `from agent a where a.pause is not null and a.retired_at is null`,
}
