import { existsSync, readFileSync } from 'node:fs'
import { markIn } from './scripts.ts'

/** One call of the effect's tool, by its own log. Times in milliseconds. */
export interface ToolCall {
  call: string
  mark: string
  beganAt: number
  /** Null: it never came to its end. */
  endedAt: number | null
}

interface Line {
  phase: 'begin' | 'end'
  call: string
  at: string
  params: unknown
}

/** A killed tool may leave half a line. */
export function linesIn<T>(file: string): T[] {
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
  for (const { phase, call, at, params } of linesIn<Line>(`${outbox}.calls`)) {
    const known = calls.get(call)
    if (phase === 'begin')
      calls.set(call, { call, mark: markIn(params), beganAt: Date.parse(at), endedAt: null })
    else if (known) known.endedAt = Date.parse(at)
  }
  const ran = doneIn(outbox).filter(({ tool }) => tool === 'exec')
  return [...calls.values(), ...ran.map(asCall)]
}

interface Effect {
  tool: string
  at: string
}
const doneIn = (outbox: string) => linesIn<Effect>(outbox)

/** It takes no time: its line is all that it does. */
function asCall(line: Effect): ToolCall {
  const at = Date.parse(line.at)
  return { call: `exec ${line.at}`, mark: markIn(line), beganAt: at, endedAt: at }
}

/** What was done, in order, by its mark. */
export const sentIn = (outbox: string): string[] => doneIn(outbox).map(markIn)
