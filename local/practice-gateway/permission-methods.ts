import { createHash, randomUUID } from 'node:crypto'
import { z } from 'zod'
import { MethodError, method, none, text } from './method.ts'
import type { ApprovalsFile, JobGrant, Store } from './store.ts'

const Modes = z.strictObject({
  security: z.string().optional(),
  ask: z.string().optional(),
  askFallback: z.string().optional(),
  autoAllowSkills: z.boolean().optional(),
})
const used = { lastUsedAt: z.number().min(0).optional() }
const Allowed = z.strictObject({
  ...{ id: text.optional(), pattern: text, source: z.literal('allow-always').optional(), ...used },
  ...{ argPattern: text.optional(), commandText: text.optional() },
  ...{ lastUsedCommand: text.optional(), lastResolvedPath: text.optional() },
})
const McpTool = z.strictObject({
  ...{ server: text, tool: text, source: z.literal('allow-always'), addedAt: z.number().min(0), ...used },
})
const Kept = z.strictObject({
  version: z.literal(1),
  socket: z.strictObject({ path: text.optional(), token: text.optional() }).optional(),
  defaults: Modes.optional(),
  agents: z
    .record(
      text,
      Modes.extend({ allowlist: z.array(Allowed).optional(), mcpTools: z.array(McpTool).optional() }),
    )
    .optional(),
})
const Change = z.strictObject({ file: Kept, baseHash: text.optional() })
const List = z.strictObject({ limit: z.int().min(1).max(500).optional() })

const Request = z.strictObject({
  command: text,
  cwd: text.nullish(),
  host: z.literal('gateway'),
  agentId: text,
  runId: text,
  requireDeliveryRoute: z.literal(false),
  twoPhase: z.literal(true),
})
const Resolve = z.strictObject({
  id: text,
  decision: z.enum(['allow-once', 'allow-always', 'deny']),
  grantExpiresInDays: z.int().min(1).max(3_650).optional(),
})

/** As the real one is by itself (brief 11.9). */
const defaults = { security: 'full', ask: 'off', askFallback: 'deny', autoAllowSkills: false }
const hashOf = (file: ApprovalsFile) => createHash('sha256').update(JSON.stringify(file)).digest('hex')

/** The lists of what passes without asking. They are kept and told, and decide nothing here: its shell runs nothing. */
export function permissionMethods({ store }: { store: Store }) {
  const snapshot = () => {
    const file = store.approvals()
    const resolvedDefaults = { ...defaults, ...(file.defaults as object | undefined) }
    return { path: 'practice', exists: true, hash: hashOf(file), file, resolvedDefaults }
  }
  return {
    'exec.approvals.get': method('admin', none, snapshot),
    'exec.approvals.set': method('admin', Change, ({ file, baseHash }) => {
      if (!baseHash) throw refusal('exec approvals base hash required')
      if (baseHash !== snapshot().hash) throw refusal('exec approvals changed since last load')
      store.setApprovals(withIds(file))
      return snapshot()
    }),
    'exec.approval.grants.list': method('approvals', List, ({ limit = 200 }) => ({
      grants: store.grants().slice(0, limit),
    })),
    'exec.approval.grants.revoke': method('approvals', z.strictObject({ grantId: text }), ({ grantId }) => {
      const grant = store.grants().find((one) => one.grantId === grantId)
      if (!grant) return { outcome: 'not-found' }
      if (grant.revokedAtMs !== null) return { outcome: 'already-revoked' }
      store.revokeGrant(grantId, { revokedAtMs: Date.now(), revokedBy: 'operator' })
      return { outcome: 'revoked' }
    }),
    ...jobApprovals(store),
  }
}

interface Asked {
  command: string
  cwd: string | null
  agentId: string
  jobId: string
}

/** Allowing a command of a running job for good is how a grant comes to be. What is asked dies with the gateway. */
function jobApprovals(store: Store) {
  const pending = new Map<string, Asked>()
  return {
    'exec.approval.request': method('approvals', Request, ({ command, cwd = null, agentId, runId }) => {
      const run = store.rows.find((row) => row.runId === runId && row.status === 'running')
      const jobId = /:cron:([^:]+):run:/.exec(run?.sessionKey ?? '')?.[1]
      if (!jobId) throw new MethodError('INVALID_REQUEST', `no job of this gateway runs as ${runId}`)
      const id = randomUUID()
      pending.set(id, { command, cwd, agentId, jobId })
      return { status: 'accepted', id, deliveryRoute: 'none', createdAtMs: Date.now() }
    }),
    'exec.approval.resolve': method('approvals', Resolve, ({ id, decision, grantExpiresInDays = null }) => {
      const asked = pending.get(id)
      if (!asked) throw new MethodError('INVALID_REQUEST', `unknown approval id "${id}"`)
      pending.delete(id)
      if (decision === 'allow-always') store.addGrant(grantOf(store, id, asked, grantExpiresInDays))
      return { ok: true }
    }),
  }
}

function grantOf(store: Store, id: string, { jobId, ...asked }: Asked, days: number | null): JobGrant {
  const job = store.jobs().find((one) => one.id === jobId)
  const now = Date.now()
  return {
    ...{ grantId: randomUUID(), mintedByApprovalId: id, ...asked, cronJobId: jobId },
    ...{ cronJobName: typeof job?.name === 'string' ? job.name : null, createdAtMs: now },
    ...{ expiresAtMs: days === null ? null : now + days * 86_400_000, revokedAtMs: null, revokedBy: null },
    ...{ lastUsedAtMs: null, useCount: 0 },
  }
}

const refusal = (what: string) =>
  new MethodError('INVALID_REQUEST', `${what}; re-run exec.approvals.get and retry`)

/** Every entry has an id, as the real one gives them. */
const withIds = (file: z.output<typeof Kept>): ApprovalsFile => ({
  ...file,
  agents: Object.fromEntries(
    Object.entries(file.agents ?? {}).map(([agent, { allowlist, ...rest }]) => [
      agent,
      { ...rest, ...(allowlist && { allowlist: allowlist.map((one) => ({ id: randomUUID(), ...one })) }) },
    ]),
  ),
})
