import { doorsOf, type Holder } from '#domain/grant/door-rules.ts'
import { periodOf } from '#domain/policy/budget-rules.ts'
import { documentOfPolicy } from '#domain/policy/effective-rules.ts'
import { safeTools } from '#domain/policy/gate-policy.ts'
import { defaultPolicy, type EffectClass, Policy } from '#domain/policy/policy.ts'
import { PolicyDocument } from '#domain/policy/policy-document.ts'
import type { Scope } from '#domain/policy/scope.ts'
import type { Pool } from '../client.ts'
import { portfolioScopeId } from './run-terms.ts'

/** Where a policy lets something pass, and for whom. */
interface Place {
  scope: Scope
  scopeId: string
  /** Of the project or agent; empty for all projects. */
  name: string
  /** Of the document; 0: it is what the project was created with. */
  version: number
  /** Null: every agent within the scope. */
  agents: string[] | null
}
export interface AutomaticRow extends Place, Uses {
  effectClass: EffectClass
  upToUsd: number
  perDay: number
}
export interface SafeToolRow extends Place {
  tool: string
}
interface Uses {
  /** Today, of UTC. */
  used: number
  /** With runs under way. */
  out: number
  /** In the last `recentDays` days. */
  recent: number
  lastAt: string | null
}
const recentDays = 30

/** What lets something pass without asking for some agent that may run, each with where it is said and in which version. */
export async function documentDoors(
  pool: Pool,
  now: Date,
): Promise<{ automatic: AutomaticRow[]; safe: SafeToolRow[]; builtIn: readonly string[] }> {
  const stored = await storedDocuments(pool)
  const { holders, names } = await holdersOf(pool, stored)
  const { rules, tools } = doorsOf(holders, defaultPolicy)
  const placed = <T extends { scope: Scope; scopeId: string }>(doors: T[]) =>
    doors
      .map((door) => ({
        ...door,
        name: names.get(door.scopeId) ?? '',
        version: stored.get(door.scopeId)?.version ?? 0,
      }))
      .sort((a, b) => breadth[a.scope] - breadth[b.scope] || a.name.localeCompare(b.name))
  const automatic = await Promise.all(
    placed(rules).map(
      async (rule): Promise<AutomaticRow> => ({ ...rule, ...(await usesOf(pool, rule, now)) }),
    ),
  )
  return { automatic, safe: placed(tools), builtIn: safeTools }
}

const breadth: Record<Scope, number> = { portfolio: 0, project: 1, agent: 2 }
type Stored = Map<string, { version: number; document: PolicyDocument }>

async function storedDocuments(pool: Pool): Promise<Stored> {
  const { rows } = await pool.query<{ scopeId: string; version: number; document: unknown }>(
    'select scope_id as "scopeId", version, document from policy',
  )
  return new Map(
    rows.map(({ scopeId, version, document }) => [
      scopeId,
      { version, document: PolicyDocument.parse(document) },
    ]),
  )
}

/** Every agent that may run. Removed projects and retired agents run nothing, so what is said for them lets nothing pass. */
async function holdersOf(
  pool: Pool,
  stored: Stored,
): Promise<{ holders: Holder[]; names: Map<string, string> }> {
  const { rows } = await pool.query<
    Record<'projectId' | 'projectName', string> &
      Record<'agentId' | 'agentName', string | null> & { policy: unknown }
  >(
    `select p.id as "projectId", p.name as "projectName", p.policy, a.id as "agentId", a.name as "agentName"
       from project p left join agent a on a.project_id = p.id and a.retired_at is null
      where p.removed_at is null order by p.name, p.id, a.name, a.id`,
  )
  const portfolio = stored.get(portfolioScopeId)?.document ?? null
  const names = new Map(
    rows.flatMap(({ projectId, projectName, agentId, agentName }): [string, string][] => [
      [projectId, projectName],
      [agentId ?? '', agentName ?? ''],
    ]),
  )
  const holders = rows.map(({ projectId, projectName, policy, agentId, agentName }): Holder => {
    const project = stored.get(projectId)?.document ?? documentOfPolicy(Policy.parse(policy))
    const agent = stored.get(agentId ?? '')?.document ?? null
    const ids = { portfolio: portfolioScopeId, project: projectId, agent: agentId ?? '' }
    return {
      ids,
      name: `${agentName ?? 'any agent'} in ${projectName}`,
      documents: { portfolio, project, agent },
    }
  })
  return { holders: holders.length > 0 ? holders : [firstOf(portfolio)], names }
}

/** Whom the first project will have: what is said for all projects holds for it too. */
const firstOf = (portfolio: PolicyDocument | null): Holder => ({
  ids: { portfolio: portfolioScopeId, project: '', agent: '' },
  name: '',
  documents: { portfolio, project: documentOfPolicy(defaultPolicy), agent: null },
})

const within: Record<Scope, string> = {
  portfolio: '$2::text is not null',
  project: 'project_id = $2',
  agent: 'agent_id = $2',
}

/** As the gate counts them: all of that kind that passed by a rule, within the scope that says it. */
async function usesOf(
  pool: Pool,
  { effectClass, scope, scopeId }: Pick<AutomaticRow, 'effectClass' | 'scope' | 'scopeId'>,
  now: Date,
): Promise<Uses> {
  const { rows } = await pool.query<Omit<Uses, 'lastAt'> & { lastAt: Date | null }>(
    `select count(*) filter (where used_at >= $3)::int as used,
            count(*) filter (where used_at >= $4)::int as recent, max(used_at) as "lastAt",
            count(*) filter (where used_at is null and released_at is null)::int as out
       from advance_grant where standing_grant_id is null and effect_class = $1 and ${within[scope]}`,
    [effectClass, scopeId, periodOf('day', now).start, new Date(now.getTime() - recentDays * 86_400_000)],
  )
  const { lastAt = null, ...uses } = rows[0] ?? { used: 0, recent: 0, out: 0 }
  return { ...uses, lastAt: lastAt?.toISOString() ?? null }
}
