import { z } from 'zod'
import type { Parameters } from '#domain/run/run.ts'

/** What a gateway says of its jobs, agents and their files (brief 6). Unknown fields pass, and are not compared. */
const Json = z.record(z.string(), z.unknown())

/** Of a job: what it does and when. Who made it, when it ran and what the server adds is not among it. */
const jobFields = [
  'name',
  'displayName',
  'description',
  'enabled',
  'agentId',
  'sessionKey',
  'deleteAfterRun',
  'schedule',
  'pacing',
  'trigger',
  'sessionTarget',
  'wakeMode',
  'payload',
  'delivery',
  'failureAlert',
] as const

export const Job = z.looseObject({
  id: z.string(),
  declarationKey: z.string().nullish(),
  name: z.string(),
  enabled: z.boolean().default(true),
  agentId: z.string().nullish(),
  createdAtMs: z.number().default(0),
  schedule: z.looseObject({ kind: z.string() }),
  payload: z.looseObject({ kind: z.string() }),
})
export type Job = z.infer<typeof Job>

export const Jobs = z.object({
  jobs: z.array(Job),
  hasMore: z.boolean().default(false),
  nextOffset: z.number().nullish(),
})

export const AgentRows = z.object({
  agents: z.array(
    z.looseObject({
      id: z.string(),
      kind: z.string().default('agent'),
      name: z.string().optional(),
      workspace: z.string().nullish(),
      model: Json.nullish(),
      defaultPermissionMode: z.string().nullish(),
    }),
  ),
})
export type AgentRow = z.infer<typeof AgentRows>['agents'][number]

export const AgentFile = z.object({
  file: z.object({ name: z.string(), missing: z.boolean().default(false), content: z.string().optional() }),
})

const systemJob = /^(heartbeat|memory-core|skill-collection-review):/
const systemPayloads = new Set(['heartbeat', 'skillCollectionReview'])

/** The gateway's own: it lets nobody edit them. */
export const isSystemJob = ({ id, name, declarationKey, payload }: Job): boolean =>
  systemPayloads.has(payload.kind) || [id, name, declarationKey ?? ''].some((word) => systemJob.test(word))

const ours = 'fo:job:'

/** A job that Front Office put back carries the name that the record knew it by. */
export function keyOfJob({ id, declarationKey }: Pick<Job, 'id' | 'declarationKey'>): string {
  if (!declarationKey) return id
  return declarationKey.startsWith(ours) ? declarationKey.slice(ours.length) : `declared:${declarationKey}`
}

/** Adding a job with it twice adds it once. */
export const declarationOf = (key: string): string =>
  key.startsWith('declared:') ? key.slice('declared:'.length) : `${ours}${key}`

/** The server fills these in by itself. */
const added = new Set(['anchorMs', 'toolsAllowIsDefault'])
const withoutAdded = (value: unknown): unknown =>
  value && typeof value === 'object' && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).filter(([name]) => !added.has(name)))
    : value

export function contentOfJob(job: Job): Parameters {
  const known = jobFields.filter((name) => job[name] !== undefined && job[name] !== null)
  return jsonOf(known.map((name) => [name, withoutAdded(job[name])]))
}

/** It came as JSON, so it is JSON. */
const jsonOf = (fields: [string, unknown][]) => Object.fromEntries(fields) as Parameters

/** When and what, in one line. */
export function lineOfJob({ enabled, schedule, payload }: Job): string {
  const { kind, expr, tz, everyMs, at } = schedule
  const when =
    kind === 'cron'
      ? [expr, tz].filter(Boolean).join(' ')
      : kind === 'every'
        ? `every ${everyWords(Number(everyMs))}`
        : kind === 'at'
          ? `once at ${at}`
          : kind
  const what = [payload.message, payload.text, payload.script, payload.argv].find(Boolean)
  const words = Array.isArray(what) ? what.join(' ') : String(what ?? payload.kind)
  return `${enabled ? '' : 'off, '}${when}: ${words}`
}

const units = [
  [86_400_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'min'],
  [1_000, 's'],
] as const
function everyWords(ms: number): string {
  const [size, unit] = units.find(([length]) => ms >= length && ms % length === 0) ?? [1, 'ms']
  return `${ms / size} ${unit}`
}

export const contentOfAgent = ({ id, name, workspace, model, defaultPermissionMode }: AgentRow) =>
  jsonOf(
    Object.entries({ id, name, workspace, model, defaultPermissionMode }).filter(
      ([, value]) => value != null,
    ),
  )

export const lineOfAgent = ({ model, workspace, defaultPermissionMode }: AgentRow): string =>
  [model?.primary, workspace, defaultPermissionMode && `permissions ${defaultPermissionMode}`]
    .filter(Boolean)
    .join(', ')

/** What tells an agent who it is. MEMORY.md is not among them: it is the agent's own to write. */
export const comparedFiles = ['AGENTS.md', 'SOUL.md', 'USER.md', 'IDENTITY.md', 'BOOTSTRAP.md'] as const
export const fileKey = (agentId: string, name: string) => `${agentId}/${name}`
export function partsOfFileKey(key: string): { agentId: string; name: string } {
  const at = key.lastIndexOf('/')
  return { agentId: key.slice(0, at), name: key.slice(at + 1) }
}
