import { join } from 'node:path'
import { vi } from 'vitest'
import { AgentTurn } from '#activities/openclaw/agent-turn.ts'
import type { RunInput, RunItem } from '#domain/run/run.ts'
import type { StartTerms } from '#domain/run/start-terms.ts'
import { SpooledUsage } from '../workers/mac-mini/spool/run-usage.ts'
import { aRunInput } from './builders.ts'
import { aKillSwitch } from './kill-switch.ts'
import { ScriptedGateway } from './scripted-gateway.ts'
import { tempFolder } from './temp-folder.ts'

interface Setting {
  gateway?: ScriptedGateway
  input?: Partial<RunInput>
  usedMs?: number
  isStopping?: boolean
  /** Whether our plugin told of a run. Absent: nobody hears what it tells. */
  saw?: (runId: string) => boolean
  /** Absent: it may begin. */
  startTerms?: () => Promise<StartTerms>
  /** By an attempt before this one. */
  isSent?: boolean
}

/** A turn against a scripted gateway, and what is reported of it. */
export function aTurn(setting: Setting = {}) {
  const { gateway = new ScriptedGateway(), input, usedMs = 0, isStopping, saw } = setting
  const { startTerms = async () => ({ refusal: null }) } = setting
  const items: RunItem[] = []
  let isSent = setting.isSent === true
  const stop = new AbortController()
  const killSwitch = aKillSwitch()
  const run = {
    input: aRunInput(input),
    usage: new SpooledUsage(join(tempFolder(), 'usage.jsonl'), input?.reserved),
    report: (item: RunItem) => {
      if (!items.some(({ id }) => id === item.id)) items.push(item)
    },
    noteSent: () => {
      isSent = true
    },
    wasSent: () => isSent,
    isUnanswered: () => isSent && !items.some(({ kind }) => kind === 'run_accepted'),
    killedFor: () => null,
    unsent: () => items,
    close: () => {},
  }
  const turn = new AgentTurn({
    gateway: gateway.asGateway(),
    killSwitch,
    startTerms,
    run,
    signal: stop.signal,
    isStopping: () => isStopping === true,
    usedMs,
    ...(saw && { saw }),
    masked: (text) => text.replaceAll('hunter2', '***'),
  })
  return {
    gateway,
    killSwitch,
    turn,
    usage: run.usage,
    items,
    kinds: () => items.map(({ kind }) => kind),
    cancel: () => stop.abort(),
  }
}

export const startedAt = Date.parse('2026-11-24T12:00:00.000Z')
export const endedAt = startedAt + 1_000
/** What agent.wait answers at the end of a run. */
export const ended = (change: Record<string, unknown> = {}) => ({
  status: 'ok',
  startedAt,
  endedAt,
  ...change,
})
export const bare = { status: 'timeout' }

/** Only the clock that the code reads; sleeps take their time. */
export function aClock() {
  vi.useFakeTimers({ toFake: ['Date'] })
  return (ms: number) => void vi.setSystemTime(Date.now() + ms)
}

export const userMessage = (runId: string, change: Record<string, unknown> = {}) => ({
  role: 'user',
  content: 'Go on.',
  idempotencyKey: `${runId}:user`,
  __openclaw: { runId },
  ...change,
})
export const recoveryMessage = (runId: string) =>
  userMessage(runId, {
    provenance: { kind: 'internal_system', sourceTool: 'main_session_restart_recovery' },
  })
export const answerOf = (runId: string, text: string, usage: unknown = undefined) => ({
  role: 'assistant',
  content: [{ type: 'text', text }],
  usage,
  __openclaw: { runId },
})
