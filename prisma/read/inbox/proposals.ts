import { ofMoney } from '#domain/policy/money-rules.ts'
import { requesterSql } from '../task-asker.ts'
import { type InboxPart, ofTask } from './part.ts'

/** Of what moves no money an amount is only a parameter, which the agent may type: it makes no line less urgent. */
const parameters = `case when r.state->>'effectClass' in (${ofMoney.map((one) => `'${one}'`).join(', ')}) then r.state->'parameters' else '{}' end`
const ofCall = { ...ofTask, parameters }
/** What the agent was asked about it last: that it is awaited, or what it said. */
const lastInquiry = `r.state->'inquiries'->-1`
const asked = `case when ${lastInquiry} is null then ''
    when ${lastInquiry}->>'endedAt' is null then '. Its agent was asked and has not answered yet'
    else coalesce('. Its agent says: ' || (${lastInquiry}->>'answer'), '. Its agent was asked and gave no answer') end`
/** An answer is news of it. */
const answered = `coalesce(${lastInquiry}->>'endedAt', '')`
const from = 'from proposal r join task t on t.id = r.task_id'
const decidedOrAsked = `coalesce(r.state->>'decidedAt', r.state->>'requestedAt')`

export const approvals: InboxPart = {
  ...ofCall,
  kind: 'approval',
  key: 'r.id',
  subjectId: 'r.id',
  line: `'Wants to use ' || (r.state->>'tool') || ${asked}`,
  since: `r.state->>'requestedAt'`,
  until: `r.state->>'expiresAt'`,
  isEffect: 'true',
  asked: `jsonb_build_object('needs', coalesce(r.state->>'needs', 'one'), 'requestedBy', ${requesterSql},
    'approvedBy', coalesce(jsonb_path_query_array(r.state, '$.approvedBy[*].actor'), '[]'))`,
  reminded: `r.state->>'remindedAt'`,
  holds: `case t.wait_kind when 'approval' then 1 else 0 end`,
  version: `(r.state->>'requestedAt') || ${answered} || coalesce(r.state->>'remindedAt', '')`,
  from: `${from} where r.status = 'pending'`,
}

export const uncertainEffects: InboxPart = {
  ...ofCall,
  kind: 'uncertain',
  key: 'r.id',
  subjectId: 'r.id',
  line: `(r.state->>'tool') || ' may or may not have happened: ' || coalesce(r.state->>'detail', '') || ${asked}`,
  since: decidedOrAsked,
  until: 'null',
  isEffect: 'true',
  holds: 'case when t.ended_at is null then 1 else 0 end',
  version: `${decidedOrAsked} || ${answered}`,
  from: `${from} where r.status = 'uncertain'`,
}
