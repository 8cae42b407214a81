import { ownOf } from './input-rules.ts'
import type { InputValue } from './runbook.ts'

export type TemplateRef =
  | { kind: 'input'; name: string }
  | { kind: 'step'; id: string; field: 'summary' | 'outcome' }

export interface TemplatePart {
  /** As it stands in the text, braces included. */
  text: string
  /** Null: not something that a template knows. */
  ref: TemplateRef | null
}

const hole = /\{\{([^{}]*)\}\}/g

function refOf(expression: string): TemplateRef | null {
  const [where, name, field, ...rest] = expression.trim().split('.')
  if (where === 'inputs' && name && field === undefined) return { kind: 'input', name }
  if (where !== 'steps' || !name || rest.length > 0) return null
  return field === 'summary' || field === 'outcome' ? { kind: 'step', id: name, field } : null
}

/** What a text refers to. */
export const refsIn = (text: string): TemplatePart[] =>
  [...text.matchAll(hole)].map(([whole, expression = '']) => ({ text: whole, ref: refOf(expression) }))

/** Braces that open or close nothing. */
export const hasLooseBraces = (text: string): boolean => /\{\{|\}\}/.test(text.replaceAll(hole, ''))

export interface TemplateValues {
  inputs: Readonly<Record<string, InputValue>>
  /** What is known of the steps that ended; of the rest nothing is told. */
  steps: readonly { stepId: string; outcome: string | null; summary: string | null }[]
}

interface Piece {
  text: string
  /** What an earlier step said; all else is the text's own or an input. */
  isQuote: boolean
}

function filled(expression: string, { inputs, steps }: TemplateValues): Piece {
  const ref = refOf(expression)
  if (ref?.kind === 'step') {
    const said = steps.find(({ stepId }) => stepId === ref.id)?.[ref.field]
    return { text: said ?? '', isQuote: true }
  }
  return { text: ref ? String(ownOf(inputs, ref.name) ?? '') : `{{${expression}}}`, isQuote: false }
}

/** Its own words, and what stands for each hole, in turn. Only joined do they take up room. */
const piecesOf = (text: string, values: TemplateValues): Piece[] =>
  text.split(hole).map((piece, i) => (i % 2 === 0 ? { text: piece, isQuote: false } : filled(piece, values)))

const lengthOf = (pieces: readonly Piece[]): number => pieces.reduce((sum, { text }) => sum + text.length, 0)

/** In characters, without making it. */
export const renderedLength = (text: string, values: TemplateValues): number =>
  lengthOf(piecesOf(text, values))

/**
 * The text with what it refers to; an input that was not given, and a step that was left out, are nothing. Of more
 * than `most` characters the quotes of steps are cut, each to end in …; where it is too long without them, the whole.
 */
export function rendered(text: string, values: TemplateValues, most = Number.POSITIVE_INFINITY): string {
  const pieces = piecesOf(text, values)
  const room = most - lengthOf(pieces.filter(({ isQuote }) => !isQuote))
  return room < 0 ? cutWhole(pieces, most) : withQuotesIn(room, pieces)
}

/** The short quotes whole; the others share what is left equally, the first of them what that does not divide. */
function withQuotesIn(room: number, pieces: readonly Piece[]): string {
  const lengths = pieces.flatMap(({ text, isQuote }) => (isQuote ? text.length : [])).sort((a, b) => a - b)
  let left = room
  let long = lengths.length
  for (const length of lengths) {
    if (length * long > left) break
    left -= length
    long -= 1
  }
  const share = long === 0 ? room : Math.floor(left / long)
  let over = left - share * long
  const mostOf = (quote: string) => (quote.length > share && over-- > 0 ? share + 1 : share)
  return pieces.map(({ text, isQuote }) => (isQuote ? cut(text, mostOf(text)) : text)).join('')
}

function cutWhole(pieces: readonly Piece[], most: number): string {
  let made = ''
  for (const { text } of pieces) {
    made += text
    if (made.length > most) break
  }
  return cut(made, most)
}

function cut(text: string, most: number): string {
  if (text.length <= most) return text
  // Half a surrogate pair is no text that Postgres takes.
  return most === 0 ? '' : `${text.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, '')}…`
}
