import type { SkipReason } from '#domain/agent/heartbeat.ts'
import { heartbeatWords } from '#domain/agent/heartbeat-words.ts'
import type { agentBodies } from '#domain/ledger/bodies/agent.ts'
import { loopWords } from '#domain/policy/loop-rules.ts'
import type { Some } from './said.ts'

/** Why a beat cost nothing; each follows "did nothing: ". */
export const skipWords: Record<SkipReason, string> = {
  nothing_new: 'nothing new since the last one',
  outside_hours: 'it is outside the active hours',
  no_executor: 'the agent has no executor',
  retired: 'the agent is retired',
  project_closed: 'the project takes no tasks',
  project_not_active: 'the project is not active',
  no_heartbeat: 'the heartbeat was removed',
}

const places = { front_office: '', temporal: ' in Temporal' } as const

export const agentWords: Some<keyof typeof agentBodies> = {
  agent_created: (body) => ({ what: `created the agent ${body.name}`, detail: body.charter }),
  agent_changed: (body) => ({ what: `changed the agent ${body.name}`, detail: body.charter }),
  agent_retired: (body) => ({
    what: 'retired the agent: it takes no tasks and no beats any more',
    words: body.reason,
    tone: 'muted',
  }),
  agent_paused: (body) => ({
    what: `paused the agent: ${loopWords(body)}`,
    detail: body.seen.map(({ taskId, key, at }) => `${at} ${taskId}, ${key}`).join('\n'),
    tone: 'danger',
  }),
  agent_resumed: (body) => ({ what: 'let the paused agent go on', words: body.note }),
  heartbeat_set: (body) => ({
    what: `set the heartbeat: ${heartbeatWords(body)}`,
    words: body.instruction,
  }),
  heartbeat_removed: (body) => ({ what: 'removed the heartbeat', words: body.reason, tone: 'muted' }),
  heartbeat_paused: (body) => ({
    what: `paused the heartbeat${places[body.where]}`,
    words: body.note,
    tone: 'waiting',
  }),
  heartbeat_resumed: (body) => ({ what: `resumed the heartbeat${places[body.where]}`, words: body.note }),
  beat_asked: (body) => ({ what: 'asked for a beat now', words: body.note }),
  beat_started: (body) => ({ what: 'woke the agent by its heartbeat', detail: body.news.join('\n') }),
  beat_skipped: (body) => ({ what: `let a beat pass: ${skipWords[body.reason]}`, isQuiet: true }),
  beat_coalesced: ({ untold }) => ({
    what: 'let a beat pass: the task of an earlier beat is still open',
    ...(untold ? { words: `Its note was told to nobody: ${untold}` } : { isQuiet: true }),
  }),
  beat_missed: (body) => ({
    what: body.count === 1 ? 'missed a beat' : `missed ${body.count} beats`,
    detail: body.reason,
    tone: 'danger',
  }),
}
