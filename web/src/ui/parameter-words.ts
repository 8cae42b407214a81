import { diffWordsWithSpace } from 'diff'
import type { Difference } from '#domain/approval/difference-rules.ts'
import type { Parameters } from '#domain/run/run.ts'

const invisible = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu
/** Characters that turn or hide text are written out, so that what is read is what is sent. */
const shown = (text: string) =>
  text.replace(invisible, (char) =>
    char === '\n' || char === '\t'
      ? char
      : `‹U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}›`,
  )
const textOf = (value: unknown) => shown(typeof value === 'string' ? value : JSON.stringify(value, null, 2))

/** A piece of a value; `isOwn`: the other side has it not. */
export interface Part {
  text: string
  isOwn: boolean
}
export interface ParameterLine {
  name: string
  parts: Part[]
  /** Null: it is compared with nothing. */
  kind: Difference['kind'] | null
  /** Of what changed: what it was. */
  before: Part[] | null
}

const plain = (text: string): Part[] => [{ text, isOwn: false }]
/** Two long texts that have little in common are not worth more: they are marked whole. */
const mostMs = 50

function changed(before: string, now: string): { before: Part[]; now: Part[] } {
  const words = diffWordsWithSpace(before, now, { timeout: mostMs })
  const side = (own: 'added' | 'removed', other: 'added' | 'removed') =>
    (words ?? [])
      .filter((word) => !word[other])
      .map((word) => ({ text: word.value, isOwn: word[own] === true }))
  const sides = { before: side('removed', 'added'), now: side('added', 'removed') }
  const isSeen = [...sides.before, ...sides.now].some(({ isOwn }) => isOwn)
  if (isSeen) return sides
  return { before: [{ text: before, isOwn: true }], now: [{ text: now, isOwn: true }] }
}

function lineOf(one: Difference): ParameterLine {
  const { kind } = one
  const named = { name: shown(one.name), kind }
  if (kind === 'removed') return { ...named, parts: plain(textOf(one.before)), before: null }
  if (kind !== 'changed')
    return { ...named, parts: [{ text: textOf(one.now), isOwn: kind === 'added' }], before: null }
  const { before, now } = changed(textOf(one.before), textOf(one.now))
  return { ...named, parts: now, before }
}

/** Every parameter as text, what is not text as JSON; against an earlier call where there are differences. */
export const parameterLines = (
  parameters: Parameters,
  differences?: readonly Difference[],
): ParameterLine[] =>
  differences?.map(lineOf) ??
  Object.entries(parameters).map(([name, value]) => ({
    ...{ name: shown(name), parts: plain(textOf(value)), kind: null, before: null },
  }))

/** How much of it has to be read, after "Against the last one that was approved". */
export function comparedWords(differences: readonly Difference[]): string {
  const count = differences.filter(({ kind }) => kind !== 'same' && kind !== 'masked').length
  const masked = differences.some(({ kind }) => kind === 'masked')
  if (count === 0) return masked ? 'nothing that is readable differs; what is masked may' : 'nothing differs'
  const all = differences.length
  const words = `${count} of ${all} ${all === 1 ? 'parameter' : 'parameters'} ${count === 1 ? 'differs' : 'differ'}`
  return masked ? `${words}; what is masked may too` : words
}
