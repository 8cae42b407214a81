import { z } from 'zod'
import type { Seen } from '#domain/drift/diff-rules.ts'
import type { RepairOutcome, RepairRequest } from '#domain/drift/repair.ts'
import { skillsValue } from '#domain/drift/skills-side.ts'
import { inOrder, type Skills, skillsLine } from '#domain/policy/skill-rules.ts'
import { GatewayRefusal } from './gateway-errors.ts'
import { AgentRows } from './mirror-wire.ts'
import type { Gateway } from './openclaw-client.ts'
import { done, refused } from './repair-outcomes.ts'
import { type Masking, valueSide } from './sides.ts'

/** The part of a gateway's configuration that says which skills its agents see. What is absent lets everything pass. */
const List = z.array(z.string()).nullish()
const Configured = z.looseObject({
  agents: z
    .looseObject({
      defaults: z.looseObject({ skills: List }).nullish(),
      entries: z.record(z.string(), z.looseObject({ skills: List })).nullish(),
    })
    .nullish(),
})
type Configured = z.output<typeof Configured>
/** As it is written, where the gateway tells that apart from what it makes of it. */
const Answer = z
  .object({ hash: z.string(), sourceConfig: Configured.nullish(), config: Configured })
  .transform(({ hash, sourceConfig, config }) => ({ hash, config: sourceConfig ?? config }))

const Named = z.object({ skills: z.array(z.string()) })

interface Deps extends Masking {
  gateway: Pick<Gateway, 'request'>
}

/** A change waits until the gateway works by it. */
const patchMs = 60_000
/** Others write the same file. */
const mostTries = 5
const wasChanged = /re-run config\.get/

/** An agent's entry goes by its id in small letters, as a person may have written it. */
const entryKey = ({ agents }: Configured, agentId: string): string =>
  Object.keys(agents?.entries ?? {}).find((key) => key.toLowerCase() === agentId) ?? agentId

/** What an agent may use: its own list, which replaces that of all; null: every skill. */
function skillsOf(config: Configured, agentId: string): Skills {
  const { entries, defaults } = config.agents ?? {}
  const own = entries?.[entryKey(config, agentId)]?.skills
  return own ?? defaults?.skills ?? null
}

/** The lists of these agents, so far as the gateway has them. */
export async function skillsSeen(deps: Deps, agentIds: readonly string[]): Promise<Seen[]> {
  const { agents } = await deps.gateway.request(AgentRows, 'agents.list', {})
  const { config } = await deps.gateway.request(Answer, 'config.get', {})
  const wanted = agents.filter(({ id }) => agentIds.includes(id))
  return wanted.map(({ id, workspace }) => {
    const skills = skillsOf(config, id)
    return {
      kind: 'agent_skills',
      subject: { key: id, name: id, where: workspace ?? 'the gateway' },
      side: valueSide(skillsValue(skills), skillsLine(skills), deps),
      isPassing: false,
      agentId: id,
      bornAt: 0,
    }
  })
}

/**
 * Writes the list that policies say, whatever is there; nothing where it is that already. A write that another came
 * before is refused by the gateway: it is read again then.
 */
export async function setSkills(deps: Deps, { subject, ours }: RepairRequest): Promise<RepairOutcome> {
  const { gateway } = deps
  const agentId = subject.key
  if (typeof ours?.text !== 'string') return done('No policy says anything of its skills any more.')
  const names = inOrder(Named.parse(JSON.parse(ours.text)).skills)
  const { agents } = await gateway.request(AgentRows, 'agents.list', {})
  // A list for an agent that is not there would make it.
  if (!agents.some(({ id }) => id === agentId)) return refused(`OpenClaw has no agent ${agentId}.`)
  for (let tries = 0; tries < mostTries; tries++) {
    const { hash, config } = await gateway.request(Answer, 'config.get', {})
    const before = skillsOf(config, agentId)
    if (before && isSame(before, names)) return done('It was right already.')
    if (await patched(gateway, hash, entryKey(config, agentId), names))
      return done(
        `Set the skills of ${agentId} to ${skillsLine(names)}. Before: ${deps.masked(skillsLine(before))}.`,
      )
  }
  return refused('The gateway’s configuration changed each time that it was written.')
}

const isSame = (list: readonly string[], names: readonly string[]) =>
  JSON.stringify(inOrder(list)) === JSON.stringify(names)

/** False where somebody wrote since it was read. Of an agent's entry nothing else is touched. */
async function patched(
  gateway: Deps['gateway'],
  baseHash: string,
  key: string,
  skills: string[],
): Promise<boolean> {
  const raw = JSON.stringify({ agents: { entries: { [key]: { skills } } } })
  const patch = { raw, baseHash, replacePaths: [`agents.entries.${key}.skills`] }
  try {
    await gateway.request(z.unknown(), 'config.patch', patch, patchMs)
    return true
  } catch (error) {
    if (error instanceof GatewayRefusal && wasChanged.test(error.message)) return false
    throw error
  }
}
