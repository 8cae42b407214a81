import { type InboxPart, ofTask } from './part.ts'

const ofCall = { ...ofTask, parameters: `r.state->'parameters'` }
const from = 'from proposal r join task t on t.id = r.task_id'
const decidedOrAsked = `coalesce(r.state->>'decidedAt', r.state->>'requestedAt')`

export const approvals: InboxPart = {
  ...ofCall,
  kind: 'approval',
  key: 'r.id',
  subjectId: 'r.id',
  line: `'Wants to use ' || (r.state->>'tool')`,
  since: `r.state->>'requestedAt'`,
  until: `r.state->>'expiresAt'`,
  isEffect: 'true',
  asked: `jsonb_build_object('needs', coalesce(r.state->>'needs', 'one'), 'requestedBy', t.state->>'requestedBy',
    'approvedBy', coalesce(jsonb_path_query_array(r.state, '$.approvedBy[*].actor'), '[]'))`,
  holds: `case t.wait_kind when 'approval' then 1 else 0 end`,
  version: `r.state->>'requestedAt'`,
  from: `${from} where r.status = 'pending'`,
}

export const uncertainEffects: InboxPart = {
  ...ofCall,
  kind: 'uncertain',
  key: 'r.id',
  subjectId: 'r.id',
  line: `(r.state->>'tool') || ' may or may not have happened: ' || coalesce(r.state->>'detail', '')`,
  since: decidedOrAsked,
  until: 'null',
  isEffect: 'true',
  holds: 'case when t.ended_at is null then 1 else 0 end',
  version: decidedOrAsked,
  from: `${from} where r.status = 'uncertain'`,
}
