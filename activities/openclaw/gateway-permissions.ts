import { z } from 'zod'
import type { Seen } from '#domain/drift/diff-rules.ts'
import { closingRefusal, howItIsSet, type PermissionUse } from '#domain/drift/permission-rules.ts'
import type { RepairOutcome, RepairRequest } from '#domain/drift/repair.ts'
import { canonicalOf, sha256Hex } from '#domain/ledger/digest.ts'
import type { Parameters } from '#domain/run/run.ts'
import { GatewayRefusal } from './gateway-errors.ts'
import type { Gateway } from './openclaw-client.ts'
import {
  type Allowed,
  Approvals,
  type ApprovalsFile,
  type Grant,
  Grants,
  type McpTool,
  type Modes,
  type OfAgent,
  Revoked,
} from './permissions-wire.ts'
import { done, moved, refused } from './repair-outcomes.ts'
import { type Masking, valueSide } from './sides.ts'

interface Deps extends Masking {
  gateway: Pick<Gateway, 'request'>
}
const mostGrants = 500

/** An older gateway has no such list: nothing is on it. */
async function orNone<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked
  } catch (error) {
    if (error instanceof GatewayRefusal && /unknown method/.test(error.message)) return null
    throw error
  }
}

const approvalsOf = ({ gateway }: Deps) => orNone(gateway.request(Approvals, 'exec.approvals.get', {}))

const allowKey = (agent: string, { id, pattern, argPattern }: Allowed) =>
  `allow/${agent}/${id ?? sha256Hex(canonicalOf([pattern, argPattern ?? ''])).slice(0, 16)}`
const mcpKey = (agent: string, { server, tool }: McpTool) => `mcp/${agent}/${server}/${tool}`
const grantKey = (grantId: string) => `grant/${grantId}`

/** Everything that passes there without anybody being asked, and by its key how it is used. */
export async function permissionsOf(
  deps: Deps,
  now = Date.now(),
): Promise<{ seen: Seen[]; uses: Record<string, PermissionUse> }> {
  const approvals = await approvalsOf(deps)
  const asked = deps.gateway.request(Grants, 'exec.approval.grants.list', { limit: mostGrants })
  const listed = await orNone(asked)
  const told = [...(approvals ? toldOfFile(approvals) : []), ...toldOfGrants(listed?.grants ?? [], now)]
  const seen = told.map(
    ({ key, name, agent, value, line }): Seen => ({
      kind: 'permission',
      subject: { key, name, where: agent ?? 'all agents of the gateway' },
      side: valueSide(value, line, deps),
      // One that is gone lets nothing pass, and nobody has to do anything.
      isPassing: true,
      agentId: agent,
      bornAt: 0,
    }),
  )
  const used = told.flatMap(({ key, use }) => (use ? [[key, use] as const] : []))
  return { seen, uses: Object.fromEntries(used) }
}

interface Told {
  key: string
  name: string
  agent: string | null
  /** Compared: what is allowed, and not when it was used. */
  value: Parameters
  line: string
  /** Absent of a setting. */
  use?: PermissionUse
}

/** What lets more pass than a gateway does by itself; of the rest nothing is said. */
const looserThan = ({ askFallback = 'deny', autoAllowSkills = false }: Modes) => ({
  ...(askFallback !== 'deny' && { askFallback }),
  ...(autoAllowSkills && { autoAllowSkills }),
})
const looserWords = ({ askFallback = 'deny', autoAllowSkills = false }: Modes) =>
  `${askFallback === 'deny' ? '' : `, ${askFallback} where nobody can be asked`}${autoAllowSkills ? ', programs of skills pass' : ''}`

function toldOfFile({ file, resolvedDefaults }: Approvals): Told[] {
  const modes = resolvedDefaults ?? file.defaults ?? {}
  const { security = 'unknown', ask = 'unknown' } = modes
  const line = `security ${security}, asks ${ask}${looserWords(modes)}`
  const value = { security, ask, ...looserThan(modes) }
  const all: Told = { key: 'commands', name: 'commands', agent: null, value, line }
  return [all, ...Object.entries(file.agents ?? {}).flatMap(([agent, own]) => toldOfAgent(agent, own))]
}

function toldOfAgent(agent: string, own: OfAgent): Told[] {
  const { security, ask, allowlist = [], mcpTools = [] } = own
  const looser = looserThan(own)
  const modes: Told = {
    ...{ key: `commands/${agent}`, name: 'commands', agent },
    value: { security: security ?? null, ask: ask ?? null, ...looser },
    line: `security ${security ?? 'as for all'}, asks ${ask ?? 'as for all'}${looserWords(own)}`,
  }
  const patterns = allowlist.map((one): Told => {
    const { pattern, argPattern = null } = one
    const line = argPattern ? `${pattern} with ${argPattern}` : pattern
    const of = { key: allowKey(agent, one), name: pattern, agent, use: useOf(one.lastUsedAt) }
    return { ...of, value: { pattern, argPattern }, line }
  })
  const tools = mcpTools.map((one): Told => {
    const { server, tool } = one
    const of = { key: mcpKey(agent, one), name: tool, agent, use: useOf(one.lastUsedAt) }
    return { ...of, value: { server, tool }, line: `${tool} of ${server}` }
  })
  return [...(security || ask || Object.keys(looser).length > 0 ? [modes] : []), ...patterns, ...tools]
}

const iso = (ms: number | null | undefined) => (ms == null ? null : new Date(ms).toISOString())
/** A list keeps when an entry was used last, and no count; its entries have no end. */
const useOf = (lastUsedAt: number | undefined): PermissionUse => ({
  times: null,
  lastAt: iso(lastUsedAt),
  until: null,
})

function toldOfGrants(grants: Grant[], now: number): Told[] {
  const isOpen = ({ revokedAtMs, expiresAtMs }: Grant) =>
    revokedAtMs === null && (expiresAtMs === null || expiresAtMs > now)
  return grants.filter(isOpen).map((grant) => {
    const { grantId, agentId, command, cwd, cronJobName, cronJobId, expiresAtMs } = grant
    const until = expiresAtMs === null ? 'without an end' : `until ${iso(expiresAtMs)}`
    return {
      ...{ key: grantKey(grantId), name: command, agent: agentId },
      value: { agentId, command, cwd, cronJobId, expiresAtMs },
      line: `${command}, in the job ${cronJobName ?? cronJobId}, ${until}`,
      use: { times: grant.useCount, lastAt: iso(grant.lastUsedAtMs), until: iso(expiresAtMs) },
    }
  })
}

/** Takes one away. What else changed there meanwhile is let alone: the gateway compares the hash. */
export async function removePermission(
  deps: Deps,
  { subject, difference, theirsHash }: RepairRequest,
): Promise<RepairOutcome> {
  const { key, name } = subject
  if (difference !== 'extra' || closingRefusal(key)) return refused(howItIsSet)
  const { seen } = await permissionsOf(deps)
  const there = seen.find((one) => one.subject.key === key)
  if (!there) return done('It was gone already.')
  if (there.side?.hash !== theirsHash) return refused(moved)
  if (key.startsWith('grant/')) {
    const grantId = key.slice('grant/'.length)
    await deps.gateway.request(Revoked, 'exec.approval.grants.revoke', { grantId })
    return done(`Revoked the gateway’s grant for ${name}.`)
  }
  await takeOff(deps, key)
  return done(`Took ${name} off the gateway’s list.`)
}

/** A use of any entry, and another one that is taken off, change the lists as well: then they are read again. */
const mostTries = 5
const hasMoved = (error: unknown) =>
  error instanceof GatewayRefusal && /changed since last load/.test(error.message)

async function takeOff(deps: Deps, key: string): Promise<void> {
  for (let tries = 1; ; tries++) {
    const approvals = await approvalsOf(deps)
    if (!approvals) return
    const params = { file: withoutEntry(approvals.file, key), baseHash: approvals.hash }
    try {
      await deps.gateway.request(z.unknown(), 'exec.approvals.set', params)
      return
    } catch (error) {
      if (tries === mostTries || !hasMoved(error)) throw error
    }
  }
}

const withoutEntry = (file: ApprovalsFile, key: string): ApprovalsFile => ({
  ...file,
  agents: Object.fromEntries(
    Object.entries(file.agents ?? {}).map(([agent, { allowlist, mcpTools, ...rest }]) => [
      agent,
      {
        ...rest,
        ...(allowlist && { allowlist: allowlist.filter((one) => allowKey(agent, one) !== key) }),
        ...(mcpTools && { mcpTools: mcpTools.filter((one) => mcpKey(agent, one) !== key) }),
      },
    ]),
  ),
})
