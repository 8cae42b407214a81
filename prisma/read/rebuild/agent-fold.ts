import { type AgentState, applyAgentEntry } from '#domain/agent/agent-state.ts'
import type { Fact } from '#domain/ledger/entry.ts'
import type { Row, RowFold } from './rows.ts'

/** An agent's row, its heartbeat, and what came of each planned time. */
export function agentFold(agentId: string): RowFold {
  let state: AgentState | null = null
  const beats = new Map<string, Row>()
  return {
    take({ fact }) {
      state = applyAgentEntry(state, fact)
      const beat = beatRow(agentId, fact)
      if (beat) beats.set(String(beat.scheduled_at), beat)
    },
    rows: () => (state ? { ...agentRows(agentId, state), beat: [...beats.values()] } : {}),
  }
}

function agentRows(agentId: string, state: AgentState) {
  const isFirst = state.version === 1
  const { heartbeat } = state
  return {
    agent: [
      {
        id: agentId,
        project_id: state.projectId,
        name: state.name,
        role: state.role,
        charter: state.charter,
        executor_id: state.executorId,
        openclaw_agent_id: state.openclawAgentId,
        created_at: state.createdAt,
        version: state.version,
        changed_at: isFirst ? null : state.changedAt,
        changed_by: isFirst ? null : state.changedBy,
        retired_at: state.retiredAt,
        pause: state.pause,
        resumed_at: state.resumedAt,
      },
    ],
    heartbeat: heartbeat
      ? [
          {
            agent_id: agentId,
            settings: heartbeat.settings,
            set_at: heartbeat.setAt,
            paused_at: heartbeat.pausedAt,
            paused_by: heartbeat.pausedBy,
            pause_note: heartbeat.pauseNote,
            resumed_at: heartbeat.resumedAt,
            asked_at: heartbeat.askedAt,
            asked_by: heartbeat.askedBy,
            asked_note: heartbeat.askedNote,
          },
        ]
      : [],
  }
}

const noBeat = { reason: null, task_id: null, seen: null, until: null, count: 1 }

function beatRow(agent_id: string, fact: Fact): Row | null {
  const row = (outcome: string, scheduled_at: string, rest: Row): Row => ({
    ...{ agent_id, outcome, scheduled_at, at: fact.at, ...noBeat, ...rest },
  })
  switch (fact.type) {
    case 'beat_started':
      return row('started', fact.body.scheduledAt, { task_id: fact.body.taskId, seen: fact.body.seen })
    case 'beat_skipped':
      return row('skipped', fact.body.scheduledAt, { reason: fact.body.reason })
    case 'beat_coalesced':
      return row('coalesced', fact.body.scheduledAt, {
        task_id: fact.body.taskId,
        reason: fact.body.untold ?? null,
      })
    case 'beat_missed': {
      const { scheduledAt, ...rest } = fact.body
      return row('missed', scheduledAt, rest)
    }
    default:
      return null
  }
}
