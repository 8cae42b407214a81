import type { RefusalCode } from '../errors.ts'
import type { Hold } from '../policy/hold.ts'
import type { ActiveSwitch, Doer, KillOrders, KillScope, OrderedAgent } from './kill-switch.ts'

/** The scope id of the switch for everything. */
export const everything = 'everything'

export const scopeOfId = (scopeId: string): KillScope => {
  if (scopeId === everything) return 'everything'
  return scopeId.startsWith('ag_') ? 'agent' : 'project'
}

const objects: Record<KillScope, string> = {
  everything: 'everything',
  project: 'this project',
  agent: 'this agent',
}

/** Why it stands still, for people and agents alike. */
export const stopWords = ({ byName, scope, reason }: Omit<ActiveSwitch, 'scopeId'>): string =>
  `${byName} stopped ${objects[scope]}: ${reason}`

/** Those of them that count a run of this agent. */
export const countingOf = <S extends ActiveSwitch>(
  switches: readonly S[],
  { projectId, agentId }: { projectId: string; agentId: string },
): S[] => switches.filter(({ scopeId }) => [everything, projectId, agentId].includes(scopeId))

const widestFirst: readonly KillScope[] = ['everything', 'project', 'agent']

/** Of those that are on for one run, the one that is named: the widest, because lifting another would not help. */
export const widestOf = <S extends ActiveSwitch>(switches: readonly S[]): S | null =>
  widestFirst.map((scope) => switches.find((one) => one.scope === scope)).find((one) => one) ?? null

/** Ends only when it is lifted. */
export function killHold(switches: readonly ActiveSwitch[]): Omit<Hold, 'since'> | null {
  const one = widestOf(switches)
  return one && { kind: 'kill_switch', reason: stopWords(one), until: null }
}

interface Refusal {
  code: RefusalCode
  message: string
}

/** Why it can't be set; null: it can. A second reason would take the first one's place unseen. */
export const settingRefusal = (current: ActiveSwitch | null): Refusal | null =>
  current && { code: 'kill_switch_on', message: `It is on already. ${stopWords(current)}` }

/** Why it can't be lifted; null: it can. */
export const liftingRefusal = (current: ActiveSwitch | null): Refusal | null =>
  current ? null : { code: 'kill_switch_off', message: 'It is not on: somebody else may have lifted it.' }

/** What an executor is told: one sentence for everything, and one for each project and agent it has a part of. */
export function killOrders(switches: readonly ActiveSwitch[], agents: readonly OrderedAgent[]): KillOrders {
  const all = switches.find(({ scope }) => scope === 'everything')
  const scopes = switches.filter(({ scopeId }) =>
    agents.some(({ projectId, agentId }) => scopeId === projectId || scopeId === agentId),
  )
  const stopped = agents.flatMap(({ agentId, projectId, openclawAgentId }) => {
    if (openclawAgentId === null) return []
    const one = widestOf(switches.filter(({ scopeId }) => scopeId === projectId || scopeId === agentId))
    return one ? [[openclawAgentId.toLowerCase(), stopWords(one)] as const] : []
  })
  return {
    everything: all ? stopWords(all) : null,
    scopes: Object.fromEntries(scopes.map((one) => [one.scopeId, stopWords(one)])),
    agents: Object.fromEntries(stopped),
  }
}

const saidOf = (said: Record<string, string>, key: string): string | null =>
  Object.hasOwn(said, key) ? (said[key] ?? null) : null

/** Why they may do nothing now; null: they may. Session keys are lower case, so the gateway's agents are too. */
export function stopOf(orders: KillOrders, { openclawAgentId, projectId, agentId }: Doer): string | null {
  const { everything: all, scopes, agents } = orders
  if (all !== null) return all
  if (projectId === undefined || agentId === undefined) return saidOf(agents, openclawAgentId.toLowerCase())
  return saidOf(scopes, projectId) ?? saidOf(scopes, agentId)
}
