import { createHash, randomUUID } from 'node:crypto'
import { z } from 'zod'
import { MethodError, method, text } from './method.ts'
import type { Runs } from './runs.ts'
import type { CronJob, Store } from './store.ts'

const Schedule = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('at'), at: text }),
  z.strictObject({ kind: z.literal('every'), everyMs: z.int().min(1), anchorMs: z.int().optional() }),
  z.strictObject({ kind: z.literal('cron'), expr: text, tz: text.optional(), staggerMs: z.int().optional() }),
])
const Tools = z.array(z.string()).nullish()
const Payload = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('systemEvent'), text, toolsAllow: Tools }),
  z.strictObject({
    kind: z.literal('agentTurn'),
    message: text,
    model: text.nullish(),
    thinking: text.nullish(),
    timeoutSeconds: z.number().min(0).optional(),
    toolsAllow: Tools,
  }),
])
const fields = {
  displayName: text.nullish(),
  agentId: text.nullish(),
  sessionKey: text.nullish(),
  description: z.string().optional(),
  deleteAfterRun: z.boolean().optional(),
  enabled: z.boolean().optional(),
  delivery: z.looseObject({ mode: z.enum(['none', 'announce', 'webhook']) }).optional(),
  sessionTarget: text,
  wakeMode: z.enum(['now', 'next-heartbeat']),
  schedule: Schedule,
  payload: Payload,
  name: text,
}
const Add = z.strictObject({ ...fields, declarationKey: text.optional() })
const Patch = z.strictObject(fields).partial()
const List = z.strictObject({
  includeDisabled: z.boolean().default(false),
  enabled: z.enum(['all', 'enabled', 'disabled']).optional(),
  limit: z.int().min(1).max(200).default(50),
  offset: z.int().min(0).default(0),
})

/** Its schedules are kept, and run only when somebody says so: nothing of practice is done unasked. */
export function cronMethods({ store, runs }: { store: Store; runs?: Pick<Runs, 'start'> }) {
  const found = (id: string) => {
    const job = store.jobs().find((one) => one.id === id)
    if (job) return job
    throw new MethodError('INVALID_REQUEST', `cron job not found: ${id}`, {
      details: { code: 'CRON_JOB_NOT_FOUND' },
    })
  }
  const save = (job: CronJob) => {
    const rest = store.jobs().filter(({ id }) => id !== job.id)
    store.setJobs([...rest, job])
    return job
  }
  return {
    'cron.list': method('read', List, ({ includeDisabled, enabled, limit, offset }) => {
      const isShown = (job: CronJob) => includeDisabled || enabled === 'all' || job.enabled === true
      const all = store.jobs().filter(isShown)
      const jobs = all.slice(offset, offset + limit)
      const hasMore = offset + jobs.length < all.length
      return { jobs, total: all.length, hasMore, nextOffset: hasMore ? offset + jobs.length : null }
    }),
    // Without a declarationKey it answers the bare job and adds another one each time (brief 6).
    'cron.add': method('admin', Add, (asked) => {
      const { declarationKey } = asked
      const old = declarationKey && store.jobs().find((job) => job.declarationKey === declarationKey)
      const now = Date.now()
      const made = { id: randomUUID(), createdAtMs: now, enabled: true, ...old }
      const job = save(completed({ ...made, ...asked }))
      if (!declarationKey) return job
      return old ? { created: false, updated: true, job } : { created: true, job }
    }),
    'cron.update': method('admin', z.strictObject({ id: text, patch: Patch }), ({ id, patch }) => {
      const job = found(id)
      const payload = patch.payload && merged(job.payload as object, patch.payload)
      return save(completed(merged(job, { ...patch, ...(payload && { payload }) }) as CronJob))
    }),
    'cron.run': method(
      'admin',
      z.strictObject({ id: text, mode: z.literal('force').optional() }),
      ({ id }) => {
        const { payload, agentId } = found(id)
        const agent = typeof agentId === 'string' ? agentId : 'main'
        const { message = '' } = payload as { message?: string }
        const sessionKey = `agent:${agent}:cron:${id}:run:${randomUUID()}`.toLowerCase()
        runs?.start({ runId: randomUUID(), message, sessionKey, agentId: agent, kind: 'automation_run' })
        return { ok: true, enqueued: true }
      },
    ),
    'cron.remove': method('admin', z.strictObject({ id: text }), ({ id }) => {
      found(id)
      store.setJobs(store.jobs().filter((job) => job.id !== id))
      return { ok: true, removed: true }
    }),
  }
}

/** What is null is taken away; a payload of another kind takes the old one’s place. */
function merged(old: object, patch: object): Record<string, unknown> {
  const base = 'kind' in old && 'kind' in patch && old.kind !== patch.kind ? {} : old
  return Object.fromEntries(
    Object.entries({ ...base, ...patch }).filter(([, value]) => value !== null && value !== undefined),
  )
}

function completed(job: CronJob): CronJob {
  const payload = { toolsAllow: ['*'], ...(job.payload as object) }
  const { id, createdAtMs, updatedAtMs: _, configRevision: __, state: ___, ...content } = job
  const revision = createHash('sha256').update(JSON.stringify(content)).digest('base64url')
  return {
    ...merged({}, { ...job, payload }),
    id,
    createdAtMs,
    updatedAtMs: Date.now(),
    configRevision: `sha256:${revision}`,
    state: {},
  }
}
