import type { Entry } from '#api/ledger/contract.ts'
import type { PresenceState } from '#domain/executor/executor.ts'
import type { EntryType } from '#domain/ledger/entry.ts'
import { aRole } from '#domain/operator/permissions.ts'
import { effects } from './effect-words.ts'
import { missingWords, outcomeWords } from './outcome-words.ts'
import type { About, Said, Some, Words } from './said.ts'

const presenceWords: Record<PresenceState, string> = {
  ready: 'found the executor ready',
  gateway_down: 'found that the executor does not reach its gateway',
  gateway_refuses: 'found that the gateway refuses the executor',
  worker_stopped: 'found the executor stopped',
  unreachable: 'found the executor unreachable',
  unknown: 'does not know yet whether the executor is there',
}

const settings: Some<
  | 'project_created'
  | 'project_removed'
  | 'agent_created'
  | 'operator_created'
  | 'executor_registered'
  | 'executor_presence_changed'
  | 'operator_invited'
  | 'invite_revoked'
  | 'operator_joined'
  | 'operator_role_changed'
  | 'operator_removed'
> = {
  project_created: (body) => ({ what: `created the project ${body.name}`, words: body.mission }),
  project_removed: (body) => ({ what: 'removed the project', words: body.reason }),
  agent_created: (body) => ({ what: `created the agent ${body.name}`, detail: body.charter }),
  operator_created: (body) => ({ what: `gave ${body.name} access as ${body.role}` }),
  executor_registered: (body) => ({ what: `registered the executor ${body.name}` }),
  executor_presence_changed: (body) => ({
    what: presenceWords[body.state],
    detail: body.detail,
    tone: body.state === 'ready' ? 'positive' : 'waiting',
  }),
  operator_invited: (body) => ({ what: `invited ${body.email ?? 'somebody'} as ${aRole(body.role)}` }),
  invite_revoked: (body) => ({
    what: `revoked the invite of ${body.email ?? 'somebody'} as ${aRole(body.role)}`,
    tone: 'muted',
  }),
  operator_joined: (body) => ({ what: `joined as ${aRole(body.role)}` }),
  operator_role_changed: (body) => ({
    what: `made ${body.name} ${aRole(body.role)}, before ${aRole(body.from)}`,
  }),
  operator_removed: (body) => ({
    what: `removed ${body.name}, ${aRole(body.role)}: they cannot sign in any more`,
    tone: 'muted',
  }),
}

const runs: Some<
  | 'task_prepared'
  | 'run_queued'
  | 'run_accepted'
  | 'gateway_awaited'
  | 'run_ended'
  | 'retry_scheduled'
  | 'update_posted'
  | 'artifact_recorded'
  | 'summary_given'
> = {
  task_prepared: (body) => ({
    what: 'prepared the run: policy and context are set',
    detail: `Policy version ${body.policy.version}, read for this run only.`,
    isQuiet: true,
  }),
  run_queued: (body) => ({
    what: `queued a run for ${body.executorId}: ${body.reason}`,
    detail: `Context pack sha256 ${body.contextHash}`,
    isQuiet: true,
  }),
  run_accepted: () => ({ what: 'took the run to its gateway', isQuiet: true }),
  gateway_awaited: (body) => ({
    what: 'waits for its gateway; the run starts by itself when it is back',
    detail: body.reason,
    tone: 'waiting',
  }),
  run_ended: (body) => ({
    what: outcomeWords[body.outcome].sentence,
    words: body.text,
    ...(body.error === null ? {} : { detail: body.error }),
    ...(body.outcome === 'ok' ? {} : { tone: outcomeWords[body.outcome].tone }),
  }),
  retry_scheduled: (body) => ({
    what: `will try again by itself, attempt ${body.attempt + 1}`,
    detail: body.error,
    tone: 'waiting',
  }),
  update_posted: (body) => ({ what: 'says', words: body.text }),
  artifact_recorded: (body) => ({
    what: `recorded the artifact ${body.title}`,
    detail: body.hash === null ? body.location : `${body.location}\nsha256 ${body.hash}`,
  }),
  summary_given: (body) => ({ what: 'says it is finished', words: body.summary }),
}

const people: Some<
  | 'task_requested'
  | 'question_asked'
  | 'question_answered'
  | 'message_sent'
  | 'retry_requested'
  | 'cancel_requested'
  | 'work_accepted'
> = {
  task_requested: (body) => ({ what: 'asked for the task', words: body.intent }),
  question_asked: (body) => ({ what: 'asks', words: body.text, tone: 'waiting' }),
  question_answered: (body, about) => ({
    what: 'answered',
    words: body.answer,
    detail: `The question was: ${about.questionOf(body.questionId)}`,
  }),
  message_sent: (body) => ({ what: 'wrote to the agent', words: body.text }),
  retry_requested: () => ({ what: 'asked to try again; what is approved and done is kept' }),
  cancel_requested: (body) => ({ what: 'asked to cancel the task', words: body.reason }),
  work_accepted: (body) => ({ what: 'accepted the work as it is', words: body.note }),
}

const ends: Some<
  | 'verification_failed'
  | 'task_done'
  | 'task_failed'
  | 'task_cancelled'
  | 'task_frozen'
  | 'intent_undeliverable'
  | 'rewound'
> = {
  verification_failed: (body) => ({ what: `found ${missingWords(body.missing)}`, tone: 'blocked' }),
  task_done: (body) => ({ what: 'closed the task: done', detail: body.summary, tone: 'positive' }),
  task_failed: (body) => ({ what: 'closed the task: failed', words: body.error, tone: 'danger' }),
  task_cancelled: (body) => ({ what: 'closed the task: cancelled', words: body.reason, tone: 'muted' }),
  task_frozen: (body) => ({
    what: 'froze the task: its record does not fit together',
    words: body.message,
    detail: `Code ${body.code}`,
    tone: 'danger',
  }),
  intent_undeliverable: (body) => ({
    what: `could not deliver ${body.command}; nothing came of it`,
    detail: body.message,
    tone: 'danger',
  }),
  rewound: (body) => ({
    what: `was reset to entry ${body.after} of this task; what is known of effects is kept`,
    detail: body.unknown.length > 0 ? `Set aside: entries ${body.unknown.join(', ')}` : '',
    tone: 'waiting',
  }),
}

const words: Words = { ...settings, ...runs, ...people, ...effects, ...ends }

const isKnown = (type: string): type is EntryType => type in words

/** A type that a newer server writes is still shown, by its own name. */
export function saidOf(entry: Pick<Entry, 'type' | 'body'>, about: About): Said {
  if (!isKnown(entry.type)) return { what: entry.type.replaceAll('_', ' '), isQuiet: true }
  const write = words[entry.type] as (body: unknown, about: About) => Said
  return write(entry.body, about)
}
