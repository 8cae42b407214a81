import { wordsOf } from '#activities/openclaw/openclaw-wire.ts'
import { plainText } from '#domain/artifact/name-rules.ts'
import { liveLimits } from '#domain/live/live.ts'
import { maskedParameters, maskedText } from '#domain/run/masking.ts'
import type { Parameters } from '#domain/run/run.ts'

/** Read of a value before it is masked; a result of the gateway may be as large as its frames. */
const mostRead = 4 * liveLimits.detail
const mostFields = 50
const mostDepth = 6

/** The beginning of a text, without holding the memory of all of it. */
export const beginOf = (text: string, length: number): string =>
  text.length <= length
    ? text
    : Buffer.from(text.slice(0, length), 'utf16le').toString('utf16le').toWellFormed()

// biome-ignore lint/suspicious/noControlCharactersInRegex: those are what goes
const control = /[\u0000-\u0008\u000b-\u001f\u007f]/g
const clean = (text: string) => plainText(text.replace(control, ''))

/** Of a text that goes on: not its last word, which may be the first half of a secret. */
export function withoutLastWord(text: string): string {
  let end = text.length
  while (end > 0 && isPrinted(text.charCodeAt(end - 1))) end--
  return text.slice(0, end)
}
const isPrinted = (code: number) => code > 32 && code < 127

/** What a text of the agent may show by now; `isOpen`: more of it comes. */
export const shownText = (text: string, isOpen: boolean): string =>
  beginOf(maskedText(clean(isOpen ? withoutLastWord(text) : text)), liveLimits.text)

export const shownLine = (text: string, most: number): string => {
  const read = beginOf(text, mostRead)
  return beginOf(maskedText(clean(read === text ? text : withoutLastWord(read))), most)
}

/** A tool's arguments or its result: words where it is words, else as JSON. Masked before it is cut. */
export function shownDetail(value: unknown): string {
  if (value === undefined || value === null) return ''
  const words = wordsOf(value)
  if (words !== '') return shownLine(words, liveLimits.detail)
  const part = partOf(value, { left: mostRead }, 0)
  return beginOf(clean(JSON.stringify(masked(part), null, 2) ?? ''), liveLimits.detail)
}

const masked = (value: unknown): unknown => maskedParameters({ value } as Parameters).value

/** A copy that is small, however large the value is. */
function partOf(value: unknown, budget: { left: number }, depth: number): unknown {
  if (budget.left <= 0 || depth > mostDepth) return '…'
  budget.left -= 8
  if (typeof value === 'string') {
    const begin = beginOf(value, budget.left)
    budget.left -= begin.length
    return begin === value ? value : `${withoutLastWord(begin)}…`
  }
  if (Array.isArray(value)) return value.slice(0, mostFields).map((one) => partOf(one, budget, depth + 1))
  if (!value || typeof value !== 'object') return value
  const fields = Object.entries(value).slice(0, mostFields)
  return Object.fromEntries(
    fields.map(([name, one]) => {
      const short = beginOf(name, liveLimits.name)
      budget.left -= short.length
      return [short, partOf(one, budget, depth + 1)]
    }),
  )
}
