import { mostSideBytes, type Side } from '#domain/drift/finding.ts'
import { canonicalOf, sha256Hex } from '#domain/ledger/digest.ts'
import type { Parameters } from '#domain/run/run.ts'

export interface Masking {
  /** A text without what looks like a secret. */
  masked(text: string): string
  maskedValue(value: Parameters): Parameters
}

const mostLine = 200
const lineOf = (text: string) => {
  const line = text.replaceAll(/\s+/g, ' ').trim()
  return line.length > mostLine ? `${line.slice(0, mostLine - 1)}…` : line
}
const within = (text: string) => (Buffer.byteLength(text) > mostSideBytes ? null : text)

/** Keys in order, so that the same value is the same text. */
const sorted = (value: unknown): unknown => JSON.parse(canonicalOf(value))

/** Of a value with fields. */
export function valueSide(value: Parameters, line: string, { masked, maskedValue }: Masking): Side {
  const shown = maskedValue(value)
  return {
    hash: sha256Hex(canonicalOf(value)),
    line: lineOf(masked(line)),
    text: within(JSON.stringify(sorted(shown), null, 2)),
    isMasked: canonicalOf(shown) !== canonicalOf(value),
  }
}

export function textSide(content: string, { masked }: Masking): Side {
  const shown = masked(content.replaceAll('\u0000', '').toWellFormed())
  const lines = content === '' ? 0 : content.split('\n').length
  return {
    hash: sha256Hex(content),
    line: lineOf(`${lines} lines: ${shown}`),
    text: within(shown),
    isMasked: shown !== content,
  }
}
