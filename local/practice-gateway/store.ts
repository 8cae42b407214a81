import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

export interface LedgerRow {
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
  | { type: 'toolCall'; id: string; name: string; arguments: unknown }

export interface TranscriptMessage {
  role: 'user' | 'assistant' | 'toolResult'
  content: Part[] | string
  timestamp: number
  idempotencyKey?: string
  provenance?: Record<string, unknown>
  usage?: unknown
  stopReason?: string
  toolCallId?: string
  toolName?: string
  __openclaw: { runId: string; id: string; seq: number }
}

interface Kept {
  tasks: LedgerRow[]
  messages: Record<string, TranscriptMessage[]>
}

/** What a killed gateway remembers, as the real one does in its database. Everything else dies with it. */
export function openStore(file: string) {
  mkdirSync(dirname(file), { recursive: true })
  const kept: Kept = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { tasks: [], messages: {} }
  return {
    tasks: kept.tasks,
    messagesOf(sessionKey: string): TranscriptMessage[] {
      kept.messages[sessionKey] ??= []
      return kept.messages[sessionKey]
    },
    sessionKeys: () => Object.keys(kept.messages),
    save() {
      writeFileSync(`${file}.new`, JSON.stringify(kept))
      renameSync(`${file}.new`, file)
    },
  }
}
export type Store = ReturnType<typeof openStore>
