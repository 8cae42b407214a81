import type { Parameters } from '#domain/run/run.ts'

/** What stands in the field of an edit: parameters, or the sentence that says where it is not JSON. */
export type Draft = { parameters: Parameters; problem: null } | { parameters: null; problem: string }

export const draftText = (parameters: Parameters): string => JSON.stringify(parameters, null, 2)

export function draftOf(text: string): Draft {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    return { parameters: null, problem: `It is not JSON: ${placed((error as Error).message, text)}.` }
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { parameters: null, problem: 'It must be one object: { "name": value, … }.' }
  return { parameters: value as Parameters, problem: null }
}

/** Browsers say where in three ways; a person looks for a line. */
function placed(message: string, text: string): string {
  const words = message.replace(/^JSON\.parse: /, '').replace(/ in JSON at position.*$/, '')
  const at = /position (\d+)/.exec(message)
  if (!at) return words
  const before = text.slice(0, Number(at[1])).split('\n')
  return `line ${before.length}, character ${(before.at(-1)?.length ?? 0) + 1}: ${words}`
}
