import type { Usage } from '#domain/run/run.ts'
import { type Message, MessageUsage, type TaskRow, wordsOf } from './openclaw-wire.ts'

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

/** What a run was asked is in its transcript. */
export const isAskedIn = (messages: Message[], runId: string): boolean =>
  messages.some((message) => userRunIdOf(message) === runId)

/** Something that was said in these runs is among them. */
export const isAnyOf = (messages: Message[], runIds: readonly string[]): boolean =>
  messages.some((message) => runIds.includes(runIdOf(message) ?? ''))

/** It is one by which the gateway goes on with another. */
export const isTakeUp = (messages: Message[], runId: string): boolean =>
  messages.some((m) => userRunIdOf(m) === runId && m.provenance?.sourceTool === recoveryTool)

/** The runs that something was asked of. */
export const askedIn = (messages: Message[]): string[] =>
  messages.map(userRunIdOf).filter((id) => id !== null)

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

/** Of an answer since these runs began only a mark is left, without its run and its use: it was too large to be shown. */
export function hasOversized(messages: Message[], runIds: readonly string[]): boolean {
  const begun = messages.findIndex((message) => runIds.includes(userRunIdOf(message) ?? ''))
  return messages
    .slice(Math.max(0, begun))
    .some(({ role, __openclaw }) => role === 'assistant' && __openclaw?.reason === 'oversized')
}

/** The last words of the agent in these runs; null where it said nothing. */
export function textOf(messages: Message[], runIds: string[]): string | null {
  const said = messages.filter((m) => m.role === 'assistant' && runIds.includes(runIdOf(m) ?? ''))
  return said.map((message) => wordsOf(message.content)).findLast((text) => text !== '') ?? null
}

/** What no provider counts is nothing; what no record can hold is the most that it can. */
const possible = (amount: number) => (amount > 0 ? amount : 0)
const whole = (amount: number) => Math.min(Math.round(amount), Number.MAX_SAFE_INTEGER)

/** Of one answer; null where it is in no known shape. The cost is null where it has no price. */
export function useOf(value: unknown): Usage | null {
  const usage = MessageUsage.safeParse(value).data
  return usage ? sumOf([usage]) : null
}

type MessageUse = NonNullable<Message['usage']>
const kinds = ['input', 'output', 'cacheRead', 'cacheWrite'] as const
const isPriced = (use: MessageUse) => (use.cost?.total ?? 0) > 0
/** An answer that failed has neither tokens nor a price, and the price of the others is known all the same. */
const isUnpriced = (use: MessageUse) => !isPriced(use) && kinds.some((kind) => (use[kind] ?? 0) > 0)

/**
 * Tokens and cost of these runs, summed over the model's answers in the transcript. Null without any; the cost is
 * null where an answer that used tokens has no price: unknown is not zero. What the others cost is known then.
 */
export function usageOf(messages: Message[], runIds: string[]): Usage | null {
  const uses = messages.flatMap((m) => (m.usage && runIds.includes(runIdOf(m) ?? '') ? [m.usage] : []))
  return uses.length > 0 ? sumOf(uses) : null
}

function sumOf(uses: MessageUse[]): Usage {
  const sum = (pick: (use: MessageUse) => number | null | undefined) =>
    uses.reduce((total, use) => total + possible(pick(use) ?? 0), 0)
  const known = whole(sum((use) => use.cost?.total) * 1e9)
  const isKnown = uses.some(isPriced) && !uses.some(isUnpriced)
  return {
    input: whole(sum((use) => use.input)),
    output: whole(sum((use) => use.output)),
    cacheRead: whole(sum((use) => use.cacheRead)),
    cacheWrite: whole(sum((use) => use.cacheWrite)),
    costNanoUsd: isKnown ? known : null,
    ...(!isKnown && known > 0 && { knownNanoUsd: known }),
  }
}
