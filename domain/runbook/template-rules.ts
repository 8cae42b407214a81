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

function filled(expression: string, { inputs, steps }: TemplateValues): string {
  const ref = refOf(expression)
  if (ref === null) return `{{${expression}}}`
  if (ref.kind === 'input') return String(ownOf(inputs, ref.name) ?? '')
  return steps.find(({ stepId }) => stepId === ref.id)?.[ref.field] ?? ''
}

/** Its own words, and what stands for each hole, in turn. Only joined do they take up room. */
const piecesOf = (text: string, values: TemplateValues): string[] =>
  text.split(hole).map((piece, i) => (i % 2 === 0 ? piece : filled(piece, values)))

/** In characters, without making it. */
export const renderedLength = (text: string, values: TemplateValues): number =>
  piecesOf(text, values).reduce((sum, { length }) => sum + length, 0)

/**
 * The text with what it refers to; an input that was not given, and a step that was left out, are nothing. Of more
 * than `most` characters it is cut and ends in …
 */
export function rendered(text: string, values: TemplateValues, most = Number.POSITIVE_INFINITY): string {
  let made = ''
  for (const piece of piecesOf(text, values)) {
    made += piece
    // Half a surrogate pair is no text that Postgres takes.
    if (made.length > most) return `${made.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, '')}…`
  }
  return made
}
