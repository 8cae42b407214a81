import { z } from 'zod'
import type { Side } from '#domain/drift/finding.ts'
import type { RepairOutcome, RepairRequest } from '#domain/drift/repair.ts'
import type { Parameters } from '#domain/run/run.ts'
import { removePermission } from './gateway-permissions.ts'
import { setSkills } from './gateway-skills.ts'
import { jobsOf, type MirrorDeps, readFile, refusalWords, sideOfJob } from './gateway-snapshot.ts'
import { contentOfJob, declarationOf, type Job, keyOfJob, partsOfFileKey } from './mirror-wire.ts'
import { done, moved, refused } from './repair-outcomes.ts'
import { textSide } from './sides.ts'

/** Puts one thing right. Throws where the gateway is away: asked again, it goes on from what is there. */
export async function repairOn(deps: MirrorDeps, request: RepairRequest): Promise<RepairOutcome> {
  try {
    if (request.kind === 'cron') return await repairJob(deps, request)
    if (request.kind === 'agent_skills') return await setSkills(deps, request)
    if (request.kind === 'permission') return await removePermission(deps, request)
    if (request.kind === 'agent_file') return await repairFile(deps, request)
    return refused('Agents are set up in OpenClaw.')
  } catch (error) {
    const why = refusalWords(error)
    if (why === null) throw error
    return refused(`The gateway refused: ${deps.masked(why)}`)
  }
}

const isAsDecided = (side: Side | null, { theirsHash }: RepairRequest) =>
  side === null || side.hash === theirsHash

async function repairJob(deps: MirrorDeps, request: RepairRequest): Promise<RepairOutcome> {
  const { subject, difference, ours } = request
  const job = (await jobsOf(deps)).find((one) => keyOfJob(one) === subject.key) ?? null
  const side = job && sideOfJob(deps, job)
  const isToGo = difference === 'extra' || difference === 'duplicate'
  if (isToGo ? !job : side?.hash === ours?.hash) return done('It was right already.')
  if (!isAsDecided(side, request)) return refused(moved)
  if (isToGo && job) return removeJob(deps, job)
  if (!ours?.text) return refused('The record holds no text of it.')
  return writeJob(deps, subject.key, job, JSON.parse(ours.text))
}

async function removeJob({ gateway }: MirrorDeps, { id, name }: Job): Promise<RepairOutcome> {
  await gateway.request(z.unknown(), 'cron.remove', { id })
  return done(`Removed the job ${name} (${id}).`)
}

/** Fields that an update takes away by null; the gateway keeps what an update does not name. */
const removable = ['displayName', 'agentId', 'sessionKey', 'pacing', 'trigger']
const removableOfPayload = ['model', 'fallbacks', 'thinking', 'toolsAllow']
const nulls = (names: string[], now: object, right: object) =>
  Object.fromEntries(names.filter((name) => name in now && !(name in right)).map((name) => [name, null]))

async function writeJob(
  { gateway }: MirrorDeps,
  key: string,
  job: Job | null,
  right: Parameters,
): Promise<RepairOutcome> {
  if (!job) {
    await gateway.request(z.unknown(), 'cron.add', { ...right, declarationKey: declarationOf(key) })
    return done(`Added the job ${String(right.name)} again.`)
  }
  const now = contentOfJob(job)
  const payload = right.payload as object
  const patch = {
    ...right,
    ...nulls(removable, now, right),
    payload: { ...payload, ...nulls(removableOfPayload, now.payload as object, payload) },
  }
  await gateway.request(z.unknown(), 'cron.update', { id: job.id, patch })
  return done(`Wrote the record’s version to the job ${job.name} (${job.id}).`)
}

async function repairFile(deps: MirrorDeps, request: RepairRequest): Promise<RepairOutcome> {
  const { agentId, name } = partsOfFileKey(request.subject.key)
  const { ours } = request
  if (typeof ours?.text !== 'string') return refused('The record holds no text of it.')
  const text = await readFile(deps, agentId, name)
  const side = text === null ? null : textSide(text, deps)
  if (side?.hash === ours.hash) return done('It was right already.')
  if (!isAsDecided(side, request)) return refused(moved)
  await deps.gateway.request(z.unknown(), 'agents.files.set', {
    agentId,
    name,
    content: ours.text,
    ...(side && { expectedHash: side.hash }),
  })
  return done(`Wrote ${name} as the record has it.`)
}
