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

interface Kept {
  jobs: CronJob[]
  tasks: RunRow[]
  messages: Record<string, TranscriptMessage[]>
}

/** What a killed gateway remembers, as the real one does in its database. Everything else dies with it. */
export function openStore(file: string) {
  mkdirSync(dirname(file), { recursive: true })
  const kept: Kept = {
    ...{ tasks: [], messages: {}, jobs: [] },
    ...(existsSync(file) && JSON.parse(readFileSync(file, 'utf8'))),
  }
  const save = () => {
    writeFileSync(`${file}.new`, JSON.stringify(kept))
    renameSync(`${file}.new`, file)
  }
  return {
    rows: kept.tasks,
    jobs: (): readonly CronJob[] => kept.jobs,
    setJobs(jobs: CronJob[]) {
      kept.jobs = jobs
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
