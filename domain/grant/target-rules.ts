import { amountOf, saysHowMuch } from '../policy/approval-need-rules.ts'
import { verbs } from '../policy/effect-of-rules.ts'
import { withPlurals, wordsIn, wordsOfName } from '../policy/name-words.ts'
import type { Parameters } from '../run/run.ts'
import type { GrantTarget } from './grant.ts'

/** Of a call that is sent they say who gets it. */
const whom = [
  ...wordsIn('to cc bcc recipient receiver contact channel room chat thread user email phone'),
  ...wordsIn('customer address destination dest target host url uri endpoint audience list'),
]
const whomWords = withPlurals(whom)
const placeWords = withPlurals([
  ...whom,
  ...wordsIn(
    'account iban payee merchant site domain page path file folder repo repository attachment media',
  ),
  ...wordsIn('branch env environment bucket table database from sender'),
])

const hasWord = (words: ReadonlySet<string>, text: string) =>
  wordsOfName(text).some((word) => words.has(word))
/** By the words of its name: `replyTo`, `channel_id`, and not `total`. */
const saysWhere = (name: string): boolean => hasWord(placeWords, name)

const isScalar = (value: unknown) => value === null || typeof value !== 'object'
const isFlat = (value: unknown) => isScalar(value) || (Array.isArray(value) && value.every(isScalar))

/** The parameters that say where; none where anything is not flat, in which a place could hide. */
const placesIn = (parameters: Parameters): string[] =>
  Object.values(parameters).every(isFlat) ? Object.keys(parameters).sort().filter(saysWhere) : []

/**
 * What a standing grant made from this call covers: what it says of where, and of what a tool of many is to do there. Where the call names no place, or holds anything that is not flat, in which
 * a place could hide, only the same call again.
 */
export function targetOf(hash: string, parameters: Parameters): GrantTarget {
  const names = Object.keys(parameters).sort()
  const places = placesIn(parameters)
  if (places.length === 0) return { kind: 'call', hash }
  const fixed = names.filter((name) => places.includes(name) || verbs.includes(name))
  return {
    kind: 'places',
    names,
    places: Object.fromEntries(fixed.map((name) => [name, JSON.stringify(parameters[name])])),
    upToUsd: amountOf(parameters),
  }
}

/** Whether this call goes where the grant says, and moves no more than it says. `hash`: of the call. */
export function isWithinTarget(target: GrantTarget, hash: string, parameters: Parameters): boolean {
  if (target.kind === 'call') return target.hash === hash
  const { names, places, upToUsd } = target
  const isKnown = Object.entries(parameters).every(([name, value]) => names.includes(name) && isFlat(value))
  const isThere = Object.entries(places).every(
    ([name, value]) => Object.hasOwn(parameters, name) && JSON.stringify(parameters[name]) === value,
  )
  if (!isKnown || !isThere) return false
  const amount = amountOf(parameters)
  return upToUsd === null ? amount === null : amount !== null && amount <= upToUsd
}

/** In words, for a list: `to ada@example.com`. */
export const placeTexts = (target: GrantTarget): string[] =>
  target.kind === 'call'
    ? ['exactly these parameters']
    : [
        ...Object.entries(target.places).map(([name, value]) => `${name} ${plain(value)}`),
        ...(target.upToUsd === null ? [] : [`up to $${target.upToUsd}`]),
      ]

/** The parameters that may be anything. */
export const freeNames = (target: GrantTarget): string[] =>
  target.kind === 'call'
    ? []
    : target.names.filter((name) => !Object.hasOwn(target.places, name) && !saysHowMuch(name))

const plain = (json: string) => (json.startsWith('"') ? String(JSON.parse(json)) : json)

/** Whom a call goes to. */
export interface Recipients {
  /** A parameter and one value of it, as the call has them. */
  named: { name: string; value: string | number }[]
  reach: 'one' | 'several' | 'list'
}

/** Names of parameters that mean many by themselves, and words of an address behind which there are many. */
const listNames = withPlurals(['audience', 'list'])
const manyWords = new Set([
  ...wordsIn('all everyone everybody anyone list lists group groups team teams staff crew'),
  ...wordsIn('subscribers readers members customers users clients contacts followers fans'),
  ...wordsIn('people audience newsletter announce announcements broadcast here channel company'),
])
/** Each of these is a recipient of its own; of the others a call may name several for one, as a channel and a target. */
const eachWords = withPlurals(['to', 'cc', 'bcc', 'recipient', 'receiver', 'email', 'phone'])
/** `replyTo` and `fromEmail` say where it comes from, not whom it goes to. */
const sourceWords = new Set(['from', 'sender', 'reply'])

/** By the reader of places that standing grants go by; null: whom it goes to is not said plainly. */
export function recipientsOf(parameters: Parameters): Recipients | null {
  const names = placesIn(parameters).filter((name) => hasWord(whomWords, name) && !hasWord(sourceWords, name))
  const places = names.map((name) => ({
    name,
    values: [parameters[name]].flat().filter((one) => !isEmpty(one)),
  }))
  const isPlain = places.every(({ values }) => values.every(isNamed))
  const named = places.flatMap(({ name, values }) => values.filter(isNamed).map((value) => ({ name, value })))
  if (!isPlain || named.length === 0) return null
  const isList = named.some(({ name, value }) => hasWord(listNames, name) || isForMany(String(value)))
  return { named, reach: isList ? 'list' : countOf(named) > 1 ? 'several' : 'one' }
}

const isEmpty = (value: unknown) => value === null || String(value).trim() === ''
const isNamed = (value: unknown): value is string | number =>
  typeof value === 'string' || typeof value === 'number'
const isForMany = (text: string) => /^\s*#|\*/.test(text) || hasWord(manyWords, text)

/** At most what it may be: `Lovelace, Ada` counts as two. */
function countOf(named: Recipients['named']): number {
  const counts = new Map<string, number>()
  for (const { name, value } of named) {
    const key = hasWord(eachWords, name) ? '' : name
    counts.set(key, (counts.get(key) ?? 0) + partsOf(String(value)))
  }
  return Math.max(...counts.values())
}

const partsOf = (text: string) =>
  Math.max(text.split(/[,;\n|]/).filter((part) => part.trim() !== '').length, text.split('@').length - 1)
