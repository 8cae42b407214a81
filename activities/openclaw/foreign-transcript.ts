import type { Transcript } from '#domain/run/foreign-run.ts'
import { type Message, wordsOf } from './openclaw-wire.ts'
import type { Shown } from './run-session.ts'

const mostMessages = 40
const mostWords = 4_000
const mostAll = 48_000
const mostTools = 50

const runIdOf = (message: Message) => message.__openclaw?.runId ?? null
/** What was asked; the gateway keeps a job's as an answer, and tells it by its key alone. */
const isAsked = ({ role, idempotencyKey }: Message) =>
  role === 'user' || idempotencyKey?.endsWith(':user') === true

/** A run's part of its session, which is serial: from what was asked to its last answer. */
function partOf(messages: Message[], runIds: string[]): Message[] {
  const isOf = (message: Message) =>
    runIds.includes(runIdOf(message) ?? '') ||
    runIds.some((runId) => message.idempotencyKey === `${runId}:user`)
  const first = messages.findIndex(isOf)
  if (first < 0) return []
  const before = messages[first - 1]
  const isBegun = isAsked(messages[first] as Message)
  const from = !isBegun && before && isAsked(before) ? first - 1 : first
  const part = messages.slice(from, messages.findLastIndex(isOf) + 1)
  return part.filter((message) => isOf(message) || runIdOf(message) === null)
}

/** What a run was asked; empty where its transcript does not say. */
export function askedOf(messages: Message[], runId: string): string {
  const asked = partOf(messages, [runId]).find(isAsked)
  return asked ? wordsOf(asked.content) : ''
}

/** What was said in these runs and which tools were called, bounded, secrets masked. */
export function transcriptOf(
  { messages, ...shown }: Pick<Shown, 'messages' | 'isCut'>,
  runIds: string[],
  masked: (text: string) => string,
): Transcript {
  const part = partOf(messages, runIds)
  const all = part
    .filter(({ role }) => role !== 'toolResult')
    .map((message) => ({
      by: isAsked(message) ? ('asker' as const) : ('agent' as const),
      text: masked(wordsOf(message.content)),
    }))
  const said = all.filter(({ text }) => text !== '')
  let left = mostAll
  const kept = said.slice(0, mostMessages).map(({ by, text }) => {
    const words = text.slice(0, Math.min(mostWords, left))
    left -= words.length
    return { by, text: words }
  })
  const messagesKept = kept.filter(({ text }) => text !== '')
  const isCut = shown.isCut || kept.length < said.length || kept.some(({ text }, i) => text !== said[i]?.text)
  return { messages: messagesKept, tools: toolsOf(part), isCut }
}

function toolsOf(part: Message[]): Transcript['tools'] {
  const uses = new Map<string, { calls: number; failures: number }>()
  const useOf = (tool: string) => {
    const known = uses.get(tool) ?? { calls: 0, failures: 0 }
    uses.set(tool, known)
    return known
  }
  for (const message of part) {
    for (const name of calledIn(message.content)) useOf(name).calls += 1
    if (message.role === 'toolResult' && message.isError && message.toolName)
      useOf(message.toolName).failures += 1
  }
  return [...uses].slice(0, mostTools).map(([tool, use]) => ({ tool: tool.slice(0, 200), ...use }))
}

function calledIn(content: unknown): string[] {
  if (!Array.isArray(content)) return []
  return content.flatMap((one) =>
    one?.type === 'toolCall' && typeof one.name === 'string' ? [one.name as string] : [],
  )
}
