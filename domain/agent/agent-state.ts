import type { Fact, FactOf } from '../ledger/entry.ts'
import type { Loop } from '../policy/loop.ts'
import type { Heartbeat } from './heartbeat.ts'

export interface HeartbeatState {
  settings: Heartbeat
  setAt: string
  pausedAt: string | null
  /** The actor. */
  pausedBy: string | null
  pauseNote: string | null
  resumedAt: string | null
  /** A beat that an operator asked for and that has not come yet. */
  askedAt: string | null
  askedBy: string | null
  askedNote: string | null
}

export interface AgentState {
  projectId: string
  name: string
  role: string
  charter: string
  executorId: string | null
  openclawAgentId: string
  createdAt: string
  /** 1 as it was created, and one more with each change. */
  version: number
  changedAt: string
  changedBy: string
  retiredAt: string | null
  /** Why it is paused; null: it is not. */
  pause: { loop: Loop; at: string } | null
  /** When an operator last let it go on: what it did before counts no more. */
  resumedAt: string | null
  heartbeat: HeartbeatState | null
}

type AgentEntry =
  | 'agent_changed'
  | 'agent_retired'
  | 'agent_paused'
  | 'agent_resumed'
  | 'heartbeat_set'
  | 'heartbeat_removed'
  | 'heartbeat_paused'
  | 'heartbeat_resumed'
  | 'beat_asked'
  | 'beat_started'
  | 'beat_skipped'
  | 'beat_coalesced'
  | 'beat_missed'

const onHeartbeat = (state: AgentState, change: Partial<HeartbeatState>): AgentState =>
  state.heartbeat ? { ...state, heartbeat: { ...state.heartbeat, ...change } } : state

const asked = (askedAt: string | null, askedBy: string | null, askedNote: string | null) => ({
  askedAt,
  askedBy,
  askedNote,
})
const came = (state: AgentState) => onHeartbeat(state, asked(null, null, null))

const fresh = { pausedAt: null, pausedBy: null, pauseNote: null, resumedAt: null, ...asked(null, null, null) }

const folds: { [T in AgentEntry]: (state: AgentState, fact: FactOf<T>) => AgentState } = {
  agent_changed: (state, { body, at, actor }) => ({
    ...state,
    ...body,
    version: state.version + 1,
    changedAt: at,
    changedBy: actor,
  }),
  agent_retired: (state, { at }) => ({ ...state, retiredAt: at, heartbeat: null }),
  agent_paused: (state, { body, at }) => ({ ...state, pause: { loop: body, at } }),
  agent_resumed: (state, { at }) => ({ ...state, pause: null, resumedAt: at }),
  // A pause outlives a change of what it pauses.
  heartbeat_set: (state, { body, at }) => ({
    ...state,
    heartbeat: { ...(state.heartbeat ?? fresh), settings: body, setAt: at },
  }),
  heartbeat_removed: (state) => ({ ...state, heartbeat: null }),
  heartbeat_paused: (state, { body, at, actor }) =>
    onHeartbeat(state, { pausedAt: at, pausedBy: actor, pauseNote: body.note }),
  heartbeat_resumed: (state, { at }) =>
    onHeartbeat(state, { pausedAt: null, pausedBy: null, pauseNote: null, resumedAt: at }),
  beat_asked: (state, { body, at, actor }) => onHeartbeat(state, asked(at, actor, body.note)),
  beat_started: came,
  beat_skipped: came,
  beat_coalesced: came,
  beat_missed: (state) => state,
}

const isFolded = (type: string): type is AgentEntry => type in folds

/** The fold of an agent's stream. Throws on a type that no agent stream holds. */
export function applyAgentEntry(state: AgentState | null, fact: Fact): AgentState {
  if (fact.type === 'agent_created') {
    const since = { createdAt: fact.at, changedAt: fact.at, changedBy: fact.actor }
    const not = { retiredAt: null, pause: null, resumedAt: null, heartbeat: null }
    return { ...fact.body, ...since, version: 1, ...not }
  }
  if (!state || !isFolded(fact.type)) throw new Error(`${fact.type} has no fold in an agent's stream`)
  const fold = folds[fact.type] as (state: AgentState, fact: Fact) => AgentState
  return fold(state, fact)
}
