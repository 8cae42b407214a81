import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/** A row of the gateway's durable list of runs. Times in milliseconds. */
export interface RunRow {
  id: string
  runId: string
  sessionKey: string
  agentId: string
  kind: string
  status: 'running' | 'queued' | 'completed' | 'failed' | 'cancelled' | 'timed_out'
  title: string
  error?: string
  createdAt: number
  startedAt: number
  endedAt?: number
}

export type Part =
  | { type: 'text'; text: string }
  | { type: 'toolCall'; id: string; name: string; arguments: Record<string, unknown> }

export interface TranscriptMessage {
  role: 'user' | 'assistant' | 'toolResult'
  content: Part[]
  timestamp: number
  idempotencyKey?: string
  provenance?: Record<string, unknown>
  usage?: unknown
  stopReason?: string
  toolCallId?: string
  toolName?: string
  __openclaw: { runId: string; seq: number }
}

/** A scheduled job, with what the server adds to what was asked for. */
export interface CronJob {
  id: string
  createdAtMs: number
  [field: string]: unknown
}

/** Of its configuration, what it heeds. */
export interface Config {
  gateway: { mode: 'local'; bind: 'loopback'; auth: { mode: 'token' } }
  agents?: { defaults?: { skills?: string[] }; entries?: Record<string, { skills?: string[] }> }
}
const firstConfig: Config = { gateway: { mode: 'local', bind: 'loopback', auth: { mode: 'token' } } }

/** What passes without asking, as the real one's file of it has it. */
export interface ApprovalsFile {
  version: 1
  [part: string]: unknown
}

/** That a command of a job passes, made by who approved it once and for good. */
export interface JobGrant {
  grantId: string
  mintedByApprovalId: string
  agentId: string
  cronJobId: string
  cronJobName: string | null
  command: string
  cwd: string | null
  createdAtMs: number
  expiresAtMs: number | null
  revokedAtMs: number | null
  revokedBy: string | null
  lastUsedAtMs: number | null
  useCount: number
}

interface Kept {
  config: Config
  approvals: ApprovalsFile
  grants: JobGrant[]
  jobs: CronJob[]
  tasks: RunRow[]
  messages: Record<string, TranscriptMessage[]>
}

/** What a killed gateway remembers, as the real one does in its database. Everything else dies with it. */
export function openStore(file: string) {
  mkdirSync(dirname(file), { recursive: true })
  const kept: Kept = {
    ...{ config: firstConfig, tasks: [], messages: {}, jobs: [], grants: [], approvals: { version: 1 } },
    ...(existsSync(file) && JSON.parse(readFileSync(file, 'utf8'))),
  }
  const save = () => {
    writeFileSync(`${file}.new`, JSON.stringify(kept))
    renameSync(`${file}.new`, file)
  }
  return {
    rows: kept.tasks,
    config: (): Config => kept.config,
    setConfig(config: Config) {
      kept.config = config
      save()
    },
    jobs: (): readonly CronJob[] => kept.jobs,
    setJobs(jobs: CronJob[]) {
      kept.jobs = jobs
      save()
    },
    approvals: (): ApprovalsFile => kept.approvals,
    setApprovals(file: ApprovalsFile) {
      kept.approvals = file
      save()
    },
    /** Newest first. */
    grants: (): readonly JobGrant[] => kept.grants,
    addGrant(grant: JobGrant) {
      kept.grants.unshift(grant)
      save()
    },
    revokeGrant(grantId: string, by: { revokedAtMs: number; revokedBy: string }) {
      kept.grants = kept.grants.map((one) => (one.grantId === grantId ? { ...one, ...by } : one))
      save()
    },
    messagesOf: (sessionKey: string): readonly TranscriptMessage[] => kept.messages[sessionKey] ?? [],
    sessionKeys: () => Object.keys(kept.messages),
    /** Newest first, as the gateway lists them. */
    addRow(row: RunRow) {
      kept.tasks.unshift(row)
      save()
    },
    changeRow(row: RunRow, change: Partial<RunRow>) {
      Object.assign(row, change)
      save()
    },
    addMessage(
      sessionKey: string,
      runId: string,
      message: Omit<TranscriptMessage, '__openclaw' | 'timestamp'>,
    ) {
      kept.messages[sessionKey] ??= []
      const messages = kept.messages[sessionKey]
      messages.push({ ...message, timestamp: Date.now(), __openclaw: { runId, seq: messages.length + 1 } })
      save()
    },
  }
}
export type Store = ReturnType<typeof openStore>
