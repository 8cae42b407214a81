import type { Doors, StandingGrant } from '#api/doors/contract.ts'
import { counted, listed } from '../../ui/count-words.ts'

export type Rule = Doors['automatic'][number]
export type SafeTool = Doors['safe'][number]
type Place = Pick<Rule, 'scope' | 'name' | 'version' | 'agents'>

/** Whose policy says it, and in which version. */
export function placeWords({ scope, name, version }: Place): string {
  if (version === 0) return `set when ${name} was created`
  return `${scope === 'portfolio' ? 'policy of all projects' : `policy of ${name}`}, version ${version}`
}

const mostNames = 3

/** For whom, where that is not everybody within the scope. */
export function holdersWords({ agents }: Place): string | null {
  if (agents === null) return null
  const left = agents.length - mostNames
  const names = agents.slice(0, mostNames).join(', ')
  return `only for ${names}${left > 0 ? ` and ${left} more` : ''}; for others a narrower policy is stricter`
}

export const isOpen = ({ revokedAt, endedAt, until }: StandingGrant) =>
  revokedAt === null && endedAt === null && Date.parse(until) > Date.now()

/** All that passes, in a sentence or two. */
export function sentenceOf({ automatic, safe, standing, gateways }: Doors): string {
  const grants = standing.filter((one) => isOpen(one) && one.idle === null).length
  const tools = new Set(safe.map(({ tool }) => tool)).size
  const counts: [number, string][] = [
    [grants, 'standing grant'],
    [automatic.length, 'rule'],
    [tools, 'further tool'],
  ]
  const there = counts.filter(([count]) => count > 0)
  const words = there.map(([count, noun]) => counted(count, noun))
  const isOne = there.length === 1 && there[0]?.[0] === 1
  const own =
    words.length === 0
      ? 'Every effect is approved by somebody; only what reads or reports passes.'
      : `${listed(words)} ${passes(grants + automatic.length, isOne)}, beside what reads or reports.`
  return [own, ...gatewaySentence(gateways)].join(' ')
}

const passes = (byPermission: number, isOne: boolean) =>
  byPermission > 0
    ? `${isOne ? 'lets' : 'let'} calls pass without asking`
    : `${isOne ? 'passes' : 'pass'} without asking`

function gatewaySentence(gateways: Doors['gateways']): string[] {
  if (gateways.length === 0) return []
  const strange = gateways.filter(({ finding }) => finding !== null).length
  const notOurs = strange > 0 ? `, ${strange} of them not allowed by us` : ''
  return [
    `Gateways let ${counted(gateways.length, 'thing')} pass by their own rules${notOurs}; our gate stands before them.`,
  ]
}
