import type { Parameters } from '../run/run.ts'
import type { ProposalState } from '../task/task.ts'

type Json = Parameters[string]

/** A call as it is recorded. `isWhole`: no value of it is masked, so that what looks equal is equal. */
export interface Recorded {
  hash: string
  parameters: Parameters
  isWhole: boolean
}

/** What became of one parameter since the earlier call; `masked`: it looks the same, and nobody here can tell. */
export type Difference =
  | { name: string; kind: 'same' | 'masked' | 'added'; now: Json }
  | { name: string; kind: 'changed'; now: Json; before: Json }
  | { name: string; kind: 'removed'; before: Json }

/**
 * Every parameter of a call against an earlier one of its kind, in the order of the call; what it lacks by now comes last.
 * Nothing counts as the same that could differ: equal means equal as JSON, whatever the order of keys.
 */
export function differencesOf(before: Recorded, now: Recorded): Difference[] {
  const isSameCall = before.hash === now.hash
  const isTold = isSameCall || (before.isWhole && now.isWhole)
  const present = Object.entries(now.parameters).map(([name, value]): Difference => {
    if (isSameCall) return { name, kind: 'same', now: value }
    if (!Object.hasOwn(before.parameters, name)) return { name, kind: 'added', now: value }
    const earlier = before.parameters[name] as Json
    if (!isSameJson(earlier, value)) return { name, kind: 'changed', now: value, before: earlier }
    return { name, kind: isTold ? 'same' : 'masked', now: value }
  })
  const gone = Object.entries(before.parameters)
    .filter(([name]) => !isSameCall && !Object.hasOwn(now.parameters, name))
    .map(([name, value]): Difference => ({ name, kind: 'removed', before: value }))
  return [...present, ...gone]
}

type Call = Pick<Recorded, 'hash' | 'parameters'>

/** Of a call that an approver changed: only what is whole can be changed. */
export const editDifferences = (asked: Call, now: Call): Difference[] =>
  differencesOf({ ...asked, isWhole: true }, { ...now, isWhole: true })

const mostChangedChars = 6_000

/** What an approver changed of what the agent asked for, one parameter a line; empty where nothing is changed. */
export function changedWords({
  edited,
  hash,
  parameters,
}: Pick<ProposalState, 'edited' | 'hash' | 'parameters'>): string {
  if (!edited) return ''
  const differences = editDifferences(edited.asked, { hash, parameters })
  const lines = differences.flatMap((one) => {
    if (one.kind === 'removed') return [`${one.name}: left out`]
    return one.kind === 'same' ? [] : [`${one.name}: ${JSON.stringify(one.now)}`]
  })
  const words = lines.join('\n')
  return words.length > mostChangedChars ? `${words.slice(0, mostChangedChars)}…` : words
}

function isSameJson(a: Json, b: Json): boolean {
  if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object') return a === b
  if (Array.isArray(a) !== Array.isArray(b)) return false
  const [left, right] = [Object.entries(a), b as Record<string, Json>]
  return (
    left.length === Object.keys(b).length &&
    left.every(([name, value]) => Object.hasOwn(b, name) && isSameJson(value as Json, right[name] as Json))
  )
}

/** What the agent asked for, and who changed that so far. */
export const editsOf = ({
  edited,
  parameters,
  hash,
}: Pick<ProposalState, 'edited' | 'parameters' | 'hash'>): NonNullable<ProposalState['edited']> =>
  edited ?? { asked: { parameters, hash }, changes: [] }
