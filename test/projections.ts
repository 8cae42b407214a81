import { applyAgentEntry } from '#domain/agent/agent-state.ts'
import { applyApiKeyEntry } from '#domain/api-key/api-key-state.ts'
import { applyDocumentEntry } from '#domain/document/document-state.ts'
import { applyFindingEntry } from '#domain/drift/finding-state.ts'
import { applyExecutorEntry } from '#domain/executor/executor-state.ts'
import { applyTriageEntry } from '#domain/inbox/triage-state.ts'
import type { Fact } from '#domain/ledger/entry.ts'
import { applyOperatorEntry } from '#domain/operator/operator-state.ts'
import { applyOutcomeEntry, noOutcomes } from '#domain/outcome/outcome-state.ts'
import { applyPolicyEntry } from '#domain/policy/policy-state.ts'
import { applyProjectEntry } from '#domain/project/project-state.ts'
import { applyRunEntry, noRunbookRun } from '#domain/runbook/run-state.ts'
import { applyRunbookEntry } from '#domain/runbook/runbook-state.ts'
import { applyEntry, noTask } from '#domain/task/task-state.ts'
import type { Pool } from '#prisma/client.ts'
import { outcomeRows } from './outcome-rows.ts'
import { taskFold, taskRows } from './task-rows.ts'

/** What the entries of one stream come to, and what its rows hold, in one shape. */
interface Projection {
  folded(facts: Fact[]): unknown
  rows(pool: Pool, id: string): Promise<unknown>
}

// biome-ignore lint/suspicious/noExplicitAny: rows as they come; a wrong one differs from the fold
type Row = any

const folding =
  <S>(fold: (state: S | null, fact: Fact) => S) =>
  (facts: Fact[]) =>
    facts.reduce<S | null>(fold, null)

/** One row in the fold's own names, times as the fold has them. */
const oneRow = (sql: string) => async (pool: Pool, id: string) => {
  const { rows } = await pool.query(sql, [id])
  return plain(rows[0])
}
const plain = (row: Row) =>
  row &&
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name, value instanceof Date ? value.toISOString() : value]),
  )

const isProjects = ({ type }: Fact) => type.startsWith('project_')

/** By the kind of stream: what stands before the first slash of its id. */
export const projections: Record<string, Projection> = {
  task: { folded: (facts) => taskFold(facts.reduce(applyEntry, noTask)), rows: taskRows },
  runbook: {
    folded: (facts) => facts.reduce(applyRunEntry, noRunbookRun),
    rows: async (pool, id) => (await oneRow('select state from runbook_run where id = $1')(pool, id)).state,
  },
  'runbook-definition': {
    folded: folding(applyRunbookEntry),
    rows: oneRow(
      `select name, version, yaml, sha256, created_at as "createdAt", changed_at as "changedAt",
              removed_at as "removedAt" from runbook where id = $1`,
    ),
  },
  project: {
    folded: (facts) => ({
      project: folding(applyProjectEntry)(facts.filter(isProjects)),
      outcomes: facts.filter((fact) => !isProjects(fact)).reduce(applyOutcomeEntry, noOutcomes),
    }),
    rows: async (pool, id) => {
      const sql = `select name, mission, is_sample as "isSample", policy, stage, stage_reason as "stageReason",
        coalesce(stage_since, created_at) as "stageSince", created_at as "createdAt", removed_at as "removedAt"
        from project where id = $1`
      return { project: await oneRow(sql)(pool, id), outcomes: await outcomeRows(pool, id) }
    },
  },
  agent: {
    // Who created it is in the ledger only.
    folded(facts) {
      const agent = folding(applyAgentEntry)(facts)
      return agent?.version === 1 ? { ...agent, changedBy: null } : agent
    },
    rows: agentRows,
  },
  operator: {
    folded: folding(applyOperatorEntry),
    rows: oneRow(
      `select name, role, case when "removedAt" is null then 'active' else 'removed' end as standing,
              coalesce("removedAt", "createdAt") as since from "user" where id = $1`,
    ),
  },
  'api-key': {
    folded: folding(applyApiKeyEntry),
    rows: oneRow(
      `select name, actions, project_ids as "projectIds", created_at as "createdAt",
              'operator:' || created_by as "createdBy", revoked_at as "revokedAt" from api_key where id = $1`,
    ),
  },
  executor: {
    folded: folding(applyExecutorEntry),
    rows: oneRow('select name, state, detail, since from executor where id = $1'),
  },
  policy: {
    folded: folding(applyPolicyEntry),
    rows: oneRow(
      'select scope, version, document, changed_at as "changedAt" from policy where scope_id = $1',
    ),
  },
  document: {
    folded: folding(applyDocumentEntry),
    rows: oneRow(
      `select project_id as "projectId", title, version, sha256, size, is_always as "isAlways",
              created_at as "createdAt", changed_at as "changedAt", changed_by as "changedBy",
              removed_at as "removedAt" from document where id = $1`,
    ),
  },
  finding: {
    folded: folding(applyFindingEntry),
    rows: async (pool, id) => (await oneRow('select state from finding where id = $1')(pool, id)).state,
  },
  inbox: {
    folded: folding(applyTriageEntry),
    rows: async (pool, id) =>
      (await oneRow('select state from inbox_triage where item_id = $1')(pool, id)).state,
  },
}

async function agentRows(pool: Pool, id: string) {
  const agent = await oneRow(
    `select project_id as "projectId", name, role, charter, executor_id as "executorId",
            openclaw_agent_id as "openclawAgentId", created_at as "createdAt", version,
            coalesce(changed_at, created_at) as "changedAt", changed_by as "changedBy", retired_at as "retiredAt"
       from agent where id = $1`,
  )(pool, id)
  const heartbeat = await oneRow(
    `select settings, set_at as "setAt", paused_at as "pausedAt", paused_by as "pausedBy",
            pause_note as "pauseNote", resumed_at as "resumedAt", asked_at as "askedAt", asked_by as "askedBy",
            asked_note as "askedNote" from heartbeat where agent_id = $1`,
  )(pool, id)
  return { ...agent, heartbeat: heartbeat ?? null }
}
