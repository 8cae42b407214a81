import type { Usage } from '#domain/run/run.ts'
import { type Message, type TaskRow, wordsOf } from './openclaw-wire.ts'

const runIdOf = (message: Message) => message.__openclaw?.runId ?? null
/** Longer than any run is called. */
const mostOfId = 300
const userRunIdOf = ({ role, idempotencyKey }: Message) =>
  role === 'user' && idempotencyKey?.endsWith(':user') && idempotencyKey.length <= mostOfId
    ? idempotencyKey.slice(0, -':user'.length)
    : null

/** By which the gateway marks what it takes up again after a restart. */
export const recoveryTool = 'main_session_restart_recovery'

/** The run in which the gateway itself took up `runId` after it was interrupted; null where there is none yet. */
export function recoveryOf(messages: Message[], runId: string): string | null {
  const begun = messages.findIndex((message) => userRunIdOf(message) === runId)
  const after = begun < 0 ? [] : messages.slice(begun + 1)
  const recovery = after.find(
    (message) =>
      message.provenance?.sourceTool === recoveryTool &&
      userRunIdOf(message) !== null &&
      userRunIdOf(message) !== runId,
  )
  return recovery ? userRunIdOf(recovery) : null
}

/** The newest run that the gateway took up in this session and is at, or was after `since` (ms since epoch). */
export function workUnderWay(messages: Message[], rows: readonly TaskRow[], since: number): string | null {
  const isOpen = (id: string | null) => {
    const row = rows.find(({ runId }) => runId === id)
    return row !== undefined && (row.endedAt ?? Number.POSITIVE_INFINITY) >= since
  }
  const recovered = messages.filter((message) => message.provenance?.sourceTool === recoveryTool)
  return recovered.map(userRunIdOf).findLast(isOpen) ?? null
}

/** Of a run by which the gateway took up another one: those that were asked before it in its session, newest first. */
export function takenUpBy(messages: Message[], runId: string): string[] {
  const at = messages.findIndex((message) => userRunIdOf(message) === runId)
  if (at < 0 || messages[at]?.provenance?.sourceTool !== recoveryTool) return []
  return messages
    .slice(0, at)
    .map(userRunIdOf)
    .filter((id) => id !== null)
    .reverse()
}

/** The last words of the agent in these runs; null where it said nothing. */
export function textOf(messages: Message[], runIds: string[]): string | null {
  const said = messages.filter((m) => m.role === 'assistant' && runIds.includes(runIdOf(m) ?? ''))
  return said.map((message) => wordsOf(message.content)).findLast((text) => text !== '') ?? null
}

/** What no provider counts is nothing; what no record can hold is the most that it can. */
const possible = (amount: number) => (amount > 0 ? amount : 0)
const whole = (amount: number) => Math.min(Math.round(amount), Number.MAX_SAFE_INTEGER)

/**
 * Tokens and cost of these runs, summed over the model's answers in the transcript. Null without any; the cost is
 * null where an answer has no price: unknown is not zero.
 */
export function usageOf(messages: Message[], runIds: string[]): Usage | null {
  const counted = messages.filter((m) => m.usage && runIds.includes(runIdOf(m) ?? ''))
  if (counted.length === 0) return null
  const sum = (pick: (usage: NonNullable<Message['usage']>) => number | null | undefined) =>
    counted.reduce((total, { usage }) => total + possible((usage && pick(usage)) ?? 0), 0)
  const isPriced = counted.every(({ usage }) => (usage?.cost?.total ?? 0) > 0)
  return {
    input: whole(sum((usage) => usage.input)),
    output: whole(sum((usage) => usage.output)),
    cacheRead: whole(sum((usage) => usage.cacheRead)),
    cacheWrite: whole(sum((usage) => usage.cacheWrite)),
    costNanoUsd: isPriced ? whole(sum((usage) => usage.cost?.total) * 1e9) : null,
  }
}
