import { existsSync, readFileSync } from 'node:fs'

/** One call of the effect's tool, by its own log. Times in milliseconds. */
export interface ToolCall {
  call: string
  sessionKey: string
  body: string
  beganAt: number
  /** Null: it never came to its end. */
  endedAt: number | null
}

interface Line {
  phase: 'begin' | 'end'
  call: string
  at: string
  sessionKey: string
  params: { body: string }
}

/** A killed tool may leave half a line. */
function linesIn<T>(file: string): T[] {
  if (!existsSync(file)) return []
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean)
  return lines.flatMap((line) => {
    try {
      return [JSON.parse(line) as T]
    } catch {
      return []
    }
  })
}

export function toolCallsOf(outbox: string): ToolCall[] {
  const calls = new Map<string, ToolCall>()
  for (const { phase, call, at, sessionKey, params } of linesIn<Line>(`${outbox}.calls`)) {
    const known = calls.get(call)
    if (phase === 'begin')
      calls.set(call, { call, sessionKey, body: params.body, beganAt: Date.parse(at), endedAt: null })
    else if (known) known.endedAt = Date.parse(at)
  }
  return [...calls.values()]
}

/** What was sent, in order. */
export const sentIn = (outbox: string): string[] => linesIn<{ body: string }>(outbox).map(({ body }) => body)
