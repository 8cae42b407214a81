import { isoOf } from '../tasks.ts'
import type { InboxPart } from './part.ts'

const key = `e.stream_id || ' ' || (e.body->>'metric') || ' ' || (e.body->>'period') || ' ' || (e.body->>'limit')`
const ofSame = `n.stream_id = e.stream_id and n.type = e.type and n.body->>'metric' = e.body->>'metric'
  and n.body->>'period' = e.body->>'period' and n.body->>'limit' = e.body->>'limit' and n.stream_seq > e.stream_seq`
/** In the unit in which use is counted. */
const limitNow = `case b->>'metric' when 'usd' then round((b->>'limit')::numeric * 1e9) else (b->>'limit')::numeric end`

/** The last threshold that a budget reached in its present period; gone with the period, or with a new limit. */
export const budgetWarnings: InboxPart = {
  kind: 'budget_warning',
  key: `replace(${key}, ' ', '/')`,
  subjectId: 'null',
  taskId: 'null',
  projectId: 'e.project_id',
  agentId: `case when l.scope = 'agent' then l.scope_id end`,
  title: `'A budget has reached ' || (e.body->>'threshold') || ' %'`,
  line: `upper(left(e.body->>'words', 1)) || substr(e.body->>'words', 2)`,
  since: isoOf('e.at'),
  until: `e.body->>'ends'`,
  isEffect: 'false',
  parameters: 'null',
  holds: '0',
  href: `case l.scope when 'project' then '/projects/' || l.scope_id || '/policies' else '/policies/' || l.scope_id end`,
  version: isoOf('e.at'),
  from: `from entry e join policy l on e.stream_id = 'policy/' || l.scope_id
    where e.type = 'budget_warned'
      and (e.body->>'ends' is null or e.body->>'ends' > to_char(now() at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS'))
      and not exists (select from entry n where ${ofSame})
      and exists (select from jsonb_array_elements(l.document->'budgets') b
                   where b->>'metric' = e.body->>'metric' and b->>'period' = e.body->>'period'
                     and ${limitNow} = (e.body->>'limit')::numeric)`,
}
