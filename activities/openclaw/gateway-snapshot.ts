import { z } from 'zod'
import type { Seen, Snapshot } from '#domain/drift/diff-rules.ts'
import type { MirroredKind, Side } from '#domain/drift/finding.ts'
import type { Rival } from '#domain/drift/gate-plugin-rules.ts'
import type { SnapshotRequest, UnheededRun } from '#domain/drift/repair.ts'
import type { LoggedRun } from '#domain/drift/unaccounted-rules.ts'
import type { EffectJournal } from './executor-desk.ts'
import { GatewayRefusal } from './gateway-errors.ts'
import { permissionsOf } from './gateway-permissions.ts'
import { foreignRunsSince } from './gateway-runs.ts'
import { skillsSeen } from './gateway-skills.ts'
import {
  AgentFile,
  type AgentRow,
  AgentRows,
  comparedFiles,
  contentOfAgent,
  contentOfJob,
  fileKey,
  isSystemJob,
  type Job,
  Jobs,
  keyOfJob,
  lineOfAgent,
  lineOfJob,
} from './mirror-wire.ts'
import type { Gateway } from './openclaw-client.ts'
import { misreadWords, PluginStatus, pluginMethod } from './openclaw-wire.ts'
import { livesOn } from './run-life.ts'
import { RunSession } from './run-session.ts'
import { type Masking, textSide, valueSide } from './sides.ts'

export interface MirrorDeps extends Masking {
  gateway: Pick<Gateway, 'request'>
  /** Absent: this Mac has none, so nothing can be made void on it. */
  journal?: Pick<EffectJournal, 'makeVoid'>
}

const pageSize = 200
const mostJobs = 2_000
const mostRuns = 500
/** All texts of one snapshot: a workflow's history takes 2 MB at once. */
const mostTextBytes = 1_000_000

/** Every job of the gateway but its own. */
export async function jobsOf({ gateway }: MirrorDeps): Promise<Job[]> {
  const jobs: Job[] = []
  for (let offset = 0; jobs.length < mostJobs; ) {
    const params = { includeDisabled: true, enabled: 'all', limit: pageSize, offset }
    const page = await gateway.request(Jobs, 'cron.list', params)
    jobs.push(...page.jobs)
    if (!page.hasMore || page.jobs.length === 0) break
    offset = page.nextOffset ?? offset + page.jobs.length
  }
  return jobs.filter((job) => !isSystemJob(job))
}

export const sideOfJob = (deps: MirrorDeps, job: Job): Side =>
  valueSide(contentOfJob(job), lineOfJob(job), deps)

/** The text of a file, or null where it is not there. */
export async function readFile(
  { gateway }: MirrorDeps,
  agentId: string,
  name: string,
): Promise<string | null> {
  const { file } = await gateway.request(AgentFile, 'agents.files.get', { agentId, name })
  return file.missing ? null : (file.content ?? '')
}

/** What is set up on a gateway. What it refuses to tell is named; a gateway that is away throws. */
export async function takeSnapshot(deps: MirrorDeps, request: SnapshotRequest): Promise<Snapshot> {
  const snapshot: Snapshot = { seen: [], unread: [] }
  const wants = (kind: MirroredKind) => request.kinds.includes(kind)
  if (wants('cron'))
    await reading(snapshot, 'cron', '*', async () => (await jobsOf(deps)).map((job) => seenJob(deps, job)))
  if (wants('agent') || wants('agent_file')) await readAgents(deps, request, snapshot)
  const { skillAgents = [] } = request
  if (wants('agent_skills') && skillAgents.length > 0)
    await reading(snapshot, 'agent_skills', '*', () => skillsSeen(deps, skillAgents))
  if (wants('permission'))
    await reading(snapshot, 'permission', '*', async () => {
      const { seen, uses } = await permissionsOf(deps)
      snapshot.uses = uses
      return seen
    })
  const runs = request.runsSince === undefined ? undefined : await runsOf(deps, request.runsSince)
  const ended = request.unheeded && (await endedOf(deps, request.unheeded))
  const { journal } = deps
  const leftGrants = journal && request.leftGrants && voided(journal, request.leftGrants)
  return {
    ...bounded(snapshot, request.known),
    ...(leftGrants && { leftGrants }),
    ...(runs !== undefined && { runs }),
    ...(ended && { ended }),
    ...(request.wantsRivals && { rivals: await rivalsOf(deps) }),
  }
}

/** On disk before it is told: from then on no run here can use what others may be given. */
function voided(journal: Pick<EffectJournal, 'makeVoid'>, effectKeys: readonly string[]) {
  const isVoid = effectKeys.map((key) => journal.makeVoid(key, 'taken_back'))
  return {
    released: effectKeys.filter((_, nth) => isVoid[nth]),
    used: effectKeys.filter((_, nth) => !isVoid[nth]),
  }
}

/** Of a run that the gateway does not tell of, nobody knows that it has ended. */
async function endedOf({ gateway }: MirrorDeps, runs: readonly UnheededRun[]): Promise<string[]> {
  const ended: string[] = []
  for (const { key, sessionKey, runIds } of runs) {
    const isAlive = await livesOn(new RunSession(gateway, sessionKey), runIds).catch((error) => {
      if (refusalWords(error) === null) throw error
      return true
    })
    if (!isAlive) ended.push(key)
  }
  return ended
}

/** As our plugin sees them from within. Null where it can't, or is an older one. */
async function rivalsOf({ gateway }: MirrorDeps): Promise<Rival[] | null> {
  try {
    return (await gateway.request(PluginStatus, pluginMethod, {})).rivals ?? null
  } catch (error) {
    if (refusalWords(error) === null) throw error
    return null
  }
}

/** The last ones, at most so many. Null where the gateway keeps no such log. */
async function runsOf({ gateway }: MirrorDeps, since: number): Promise<LoggedRun[] | null> {
  try {
    return (await foreignRunsSince(gateway, since)).runs.slice(-mostRuns)
  } catch (error) {
    if (refusalWords(error) === null) throw error
    return null
  }
}

async function readAgents(deps: MirrorDeps, request: SnapshotRequest, snapshot: Snapshot): Promise<void> {
  let agents: AgentRow[] = []
  await reading(snapshot, 'agent', '*', async () => {
    const { agents: rows } = await deps.gateway.request(AgentRows, 'agents.list', {})
    agents = rows.filter(({ kind }) => kind !== 'system')
    return request.kinds.includes('agent') ? agents.map((agent) => seenAgent(deps, agent)) : []
  })
  if (!request.kinds.includes('agent_file')) return
  for (const agent of agents.filter(({ id }) => request.agentIds.includes(id)))
    for (const name of comparedFiles)
      await reading(snapshot, 'agent_file', fileKey(agent.id, name), async () => [
        seenFile(deps, agent, name, await readFile(deps, agent.id, name)),
      ])
}

/** A refusal and an odd answer are about this one thing; the rest is looked at all the same. */
async function reading(
  { seen, unread }: Snapshot,
  kind: MirroredKind,
  key: string,
  read: () => Promise<Seen[]>,
): Promise<void> {
  try {
    seen.push(...(await read()))
  } catch (error) {
    const why = refusalWords(error)
    if (why === null) throw error
    unread.push({ kind, key, why })
  }
}

/** What the gateway said for good; null where it may say something else later. */
export function refusalWords(error: unknown): string | null {
  if (error instanceof z.ZodError) return misreadWords(error)
  return error instanceof GatewayRefusal && !error.isPassing ? error.message : null
}

const seenJob = (deps: MirrorDeps, job: Job): Seen => ({
  kind: 'cron',
  subject: { key: keyOfJob(job), name: job.name, where: job.agentId ?? 'the default agent' },
  side: sideOfJob(deps, job),
  isPassing: job.schedule.kind === 'at',
  agentId: job.agentId ?? null,
  bornAt: job.createdAtMs,
})

const seenAgent = (deps: MirrorDeps, agent: AgentRow): Seen => ({
  kind: 'agent',
  subject: { key: agent.id, name: agent.id, where: agent.workspace ?? 'the gateway' },
  side: valueSide(contentOfAgent(agent), lineOfAgent(agent), deps),
  isPassing: false,
  agentId: agent.id,
  bornAt: 0,
})

const seenFile = (
  deps: MirrorDeps,
  { id, workspace }: AgentRow,
  name: string,
  text: string | null,
): Seen => ({
  kind: 'agent_file',
  subject: { key: fileKey(id, name), name, where: workspace ?? id },
  side: text === null ? null : textSide(text, deps),
  isPassing: false,
  agentId: id,
  bornAt: 0,
})

/** Texts that the record has already stay away, and so do those that are too much at once. */
function bounded({ seen, unread, uses }: Snapshot, known: SnapshotRequest['known']): Snapshot {
  let left = mostTextBytes
  const light = seen.map((one) => {
    const { side } = one
    if (!side?.text) return one
    const isKnown = known[`${one.kind} ${one.subject.key}`] === side.hash
    const size = Buffer.byteLength(side.text)
    if (!isKnown && size <= left) {
      left -= size
      return one
    }
    return { ...one, side: { ...side, text: null } }
  })
  return { seen: light, unread, ...(uses && { uses }) }
}
