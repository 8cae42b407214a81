import { typesOfAction } from '../portfolio/roi.ts'
import { approvalBodies } from './bodies/approval.ts'
import { runBodies } from './bodies/run.ts'
import { bodiesOfStream, type EntryType, type StreamKind } from './entry.ts'

/** What entries are about, as a reader chooses: a task's are three groups, every other kind of stream is one. */
export type EntryGroup = StreamKind | 'run' | 'effect'

const typesOf = (bodies: object) => Object.keys(bodies) as EntryType[]
const inParts = new Set([...typesOf(runBodies), ...typesOf(approvalBodies)])
const kinds = Object.keys(bodiesOfStream) as StreamKind[]

/** Every type is in one group and in no other. A new kind of stream is a group by itself. */
export const entryGroups = {
  ...Object.fromEntries(
    kinds.map((kind) => [kind, typesOf(bodiesOfStream[kind]).filter((type) => !inParts.has(type))]),
  ),
  run: typesOf(runBodies),
  effect: typesOf(approvalBodies),
} as Record<EntryGroup, EntryType[]>

export const groupNames = Object.keys(entryGroups) as [EntryGroup, ...EntryGroup[]]

/** Types that are counted together though they are in several groups. */
export const crossGroups = {
  /** What was asked and reached nobody; of `decision_turned_away` those that a signal told of (`intentId`). */
  undelivered: ['intent_undeliverable', 'runbook_intent_undeliverable', 'decision_turned_away'],
  /** What takes an operator's time, as its estimate counts it; of each type those by an operator. */
  'operator-actions': Object.values(typesOfAction).flat(),
} as const satisfies Record<string, readonly EntryType[]>

export type GroupFilter = EntryGroup | keyof typeof crossGroups
export const groupFilters = [...groupNames, ...Object.keys(crossGroups)] as [GroupFilter, ...GroupFilter[]]

export const typesOfGroup = (group: GroupFilter): readonly EntryType[] =>
  ({ ...entryGroups, ...crossGroups })[group]
