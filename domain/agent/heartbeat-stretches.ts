import type { Fact } from '../ledger/entry.ts'
import { type AgentState, applyAgentEntry } from './agent-state.ts'
import type { Heartbeat } from './heartbeat.ts'

/** In which the same settings held and nothing was paused. ISO. */
export interface Stretch {
  settings: Heartbeat
  from: string
  until: string
}

/** What an agent's heartbeat was within a span of time, by the entries that say it, its creation the first of them. */
export function heartbeatStretches(facts: readonly Fact[], span: { from: string; until: string }): Stretch[] {
  let state: AgentState | null = null
  return facts.flatMap((fact, nth) => {
    state = applyAgentEntry(state, fact)
    const from = later(fact.at, span.from)
    const until = earlier(facts[nth + 1]?.at ?? span.until, span.until)
    const { heartbeat } = state
    const isOn = heartbeat !== null && heartbeat.pausedAt === null && from < until
    return isOn ? [{ settings: heartbeat.settings, from, until }] : []
  })
}

/** When the heartbeat that stands was set first, ISO: what was before its removal is another one's. Empty: there is none. */
export function heartbeatBeganAt(facts: readonly Fact[]): string {
  const removedAt = facts.findLastIndex(({ type }) => type === 'heartbeat_removed')
  return facts.slice(removedAt + 1).find(({ type }) => type === 'heartbeat_set')?.at ?? ''
}

const later = (one: string, other: string) => (one > other ? one : other)
const earlier = (one: string, other: string) => (one < other ? one : other)
