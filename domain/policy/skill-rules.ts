/** The skills that an agent may use; null: there is no list, so every one. */
export type Skills = readonly string[] | null

/** What both lists let through, as one list. */
export function bothSkills(a: Skills, b: Skills): Skills {
  if (a === null || b === null) return a ?? b
  return [...new Set(a)].filter((one) => b.includes(one))
}

/** An agent of ours on the gateway's agent that it works on, and its list. */
export interface SkilledAgent {
  gatewayAgentId: string
  skills: Skills
}

/** What the list of one agent on a gateway has to be: in order, each name once. */
export interface SkillOrder {
  gatewayAgentId: string
  names: string[]
}

/**
 * The lists of one gateway. Where several agents of ours work on one of its agents, what all of their lists let through;
 * an agent about which no list says anything has none, and its own setting stays as it is.
 */
export function skillOrders(agents: readonly SkilledAgent[]): SkillOrder[] {
  const lists = new Map<string, Skills>()
  for (const { gatewayAgentId, skills } of agents)
    lists.set(gatewayAgentId, bothSkills(lists.get(gatewayAgentId) ?? null, skills))
  return [...lists]
    .flatMap(([gatewayAgentId, skills]) => (skills ? [{ gatewayAgentId, names: inOrder(skills) }] : []))
    .sort((a, b) => (a.gatewayAgentId < b.gatewayAgentId ? -1 : 1))
}

/** The order of a list says nothing. */
export const inOrder = (names: readonly string[]): string[] => [...new Set(names)].sort()

/** A list in one line. */
export const skillsLine = (skills: Skills): string =>
  skills === null ? 'every skill' : skills.length > 0 ? inOrder(skills).join(', ') : 'no skill'
