import type { Usage } from '#domain/run/run.ts'
import { type Message, wordsOf } from './openclaw-wire.ts'

const runIdOf = (message: Message) => message.__openclaw?.runId ?? null
const userRunIdOf = ({ role, idempotencyKey }: Message) =>
  role === 'user' && idempotencyKey?.endsWith(':user') ? idempotencyKey.slice(0, -':user'.length) : null

/** The run in which the gateway itself took up `runId` after it was interrupted; null where there is none yet. */
export function recoveryOf(messages: Message[], runId: string): string | null {
  const begun = messages.findIndex((message) => userRunIdOf(message) === runId)
  const after = begun < 0 ? [] : messages.slice(begun + 1)
  const recovery = after.find(
    (message) =>
      message.provenance?.sourceTool === 'main_session_restart_recovery' &&
      userRunIdOf(message) !== null &&
      userRunIdOf(message) !== runId,
  )
  return recovery ? userRunIdOf(recovery) : null
}

/** The last words of the agent in these runs; null where it said nothing. */
export function textOf(messages: Message[], runIds: string[]): string | null {
  const said = messages.filter((m) => m.role === 'assistant' && runIds.includes(runIdOf(m) ?? ''))
  return said.map((message) => wordsOf(message.content)).findLast((text) => text !== '') ?? null
}

/**
 * Tokens and cost of these runs, summed over the model's answers in the transcript. Null without any; the cost is
 * null where an answer has no price: unknown is not zero.
 */
export function usageOf(messages: Message[], runIds: string[]): Usage | null {
  const counted = messages.filter((m) => m.usage && runIds.includes(runIdOf(m) ?? ''))
  if (counted.length === 0) return null
  const sum = (pick: (usage: NonNullable<Message['usage']>) => number | null | undefined) =>
    counted.reduce((total, { usage }) => total + ((usage && pick(usage)) ?? 0), 0)
  const isPriced = counted.every(({ usage }) => (usage?.cost?.total ?? 0) > 0)
  return {
    input: sum((usage) => usage.input),
    output: sum((usage) => usage.output),
    cacheRead: sum((usage) => usage.cacheRead),
    cacheWrite: sum((usage) => usage.cacheWrite),
    costNanoUsd: isPriced ? Math.round(sum((usage) => usage.cost?.total) * 1e9) : null,
  }
}
