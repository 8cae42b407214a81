import type { Ask } from '../http-client.ts'
import { decimalOf } from './amounts.ts'
import type { Ledger } from './ledger.ts'

/** One answer of the server, and the same read from nothing but the entries of the ledger. One more is one more of these. */
export interface Answer<T> {
  /** As who fails on it reads it. */
  name: string
  /** What the server says. */
  answered(ask: Ask, ledger: Ledger): Promise<T>
  /** What follows from the entries, in the same shape. */
  recorded(ledger: Ledger, now: Date): unknown
  /** The answer in a line. */
  words(answer: T): string
}

/** An answer in a line, and where it is not what the entries say. */
export interface Checked {
  name: string
  words: string
  differences: string[]
}

export const answer = <T>(one: Answer<T>): Answer<T> => one

export const by =
  <T>(key: (one: T) => string) =>
  (a: T, b: T): number =>
    key(a) < key(b) ? -1 : Number(key(a) > key(b))

/** Where two values of one shape differ: the place, what the ledger says, and what was answered. */
export function differencesBetween(recorded: unknown, answered: unknown, place = ''): string[] {
  if (isObject(recorded) && isObject(answered)) {
    const keys = [...new Set([...Object.keys(recorded), ...Object.keys(answered)])]
    return keys.flatMap((key) =>
      differencesBetween(recorded[key], answered[key], place ? `${place}.${key}` : key),
    )
  }
  if (wordsOf(recorded) === wordsOf(answered)) return []
  return [`${place || 'it'}: the ledger says ${wordsOf(recorded)}, the answer ${wordsOf(answered)}`]
}

/** Lists as well: their places are their keys. */
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null

const wordsOf = (value: unknown): string =>
  value === undefined
    ? 'nothing'
    : JSON.stringify(value, (_, one) => (typeof one === 'bigint' ? decimalOf(one) : one))

export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`

export const sumBy = <T>(list: readonly T[], of: (one: T) => number): number =>
  list.reduce((sum, one) => sum + of(one), 0)
