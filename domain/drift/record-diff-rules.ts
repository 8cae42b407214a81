import type { FindingKind } from './finding.ts'
import type { Compared } from './look-rules.ts'
import { type OwnDiffering, subjectOfTask, type TaskName } from './own-differing.ts'

/** The oldest of what waits to be delivered, or to be given its place. */
export interface Backlog {
  /** Of the intent or entry. */
  id: string
  /** The workflow or stream that it belongs to. */
  of: string
  since: string
  count: number
  /** How often it was tried. */
  attempts: number
}

/** Where the rows of a stream are not what its entries fold to. */
export interface RowsApart {
  /** Of the task or run whose stream it is; the stream's own id where it is of something else. */
  key: string
  name: string
  /** Null: of none. */
  project: { id: string; name: string } | null
  /** Whether Front Office can write them from the entries again: it can a task's own (ADR 036). */
  isWritable: boolean
  /** `table field: value`, in the same order on both sides. */
  folded: string[]
  kept: string[]
}

/** A run of a task's workflow that took over from one that knew more. */
export interface Takeover extends TaskName {
  runId: string
  streamSeq: number
  after: number
  setAside: number[]
}

/** A text that an entry names by its hash and that is not there. */
export interface MissingText {
  hash: string
  name: string
  projectId: string | null
  where: string
}

/** Bytes of an artifact that are not in the store as they were kept, or are lost: they never came to it. */
export interface ArtifactApart extends MissingText {
  difference: 'missing' | 'changed' | 'lost'
}

/** A place outside of the database where the head is noted, and what is wrong with it. */
export interface BrokenAnchor {
  place: string
  target: string
  problem: string
  /** The last head that is noted there; null: none, or it was never read. */
  noted: { position: number; hash: string; at: string } | null
  /** The ledger does not go through that head. */
  isCut: boolean
}

/** One look's part of the way through the ledger, on which all its rows are compared in turns. */
export interface Folded {
  streams: number
  /** The stream after which the next look goes on; '' at the end. */
  after: string
  /** Why it does not go on; '' where it does. */
  halt: string
}

/** What a finding is about that a look did not get to again: it stays as it is. */
export interface UnreadFinding {
  kind: FindingKind
  key: string
}

/** What Front Office keeps, as one look saw it. */
export interface RecordSight {
  now: string
  undelivered: Backlog | null
  unplaced: Backlog | null
  apart: RowsApart[]
  takeovers: Takeover[]
  missingTexts: MissingText[]
  /** Absent in sights from before they were looked at. */
  artifacts?: ArtifactApart[]
  /** Absent in sights from before they were looked at. */
  anchors?: BrokenAnchor[]
  /** How far through the ledger this look went; absent in sights from before they went through it. */
  folded?: Folded
  unread?: UnreadFinding[]
}

/** Longer than a lease, its back-off and a restart of the control worker take. */
export const patienceMs = 60_000

/** Where what is kept is not as it should be. */
export function compareRecord(sight: RecordSight): OwnDiffering[] {
  const { now, undelivered, unplaced, apart, takeovers, missingTexts, artifacts = [], anchors = [] } = sight
  return [
    ...(isOld(undelivered, now) ? [relayStuck(undelivered)] : []),
    ...(isOld(unplaced, now) ? [sequencerStuck(unplaced)] : []),
    // Of a look from before rows had keys nothing is said: the next one sees them again.
    ...apart.filter(({ key }) => key).map(rowsApart),
    ...lastOf(takeovers).map(takenOver),
    ...missingTexts.map(missing),
    ...artifacts.map(artifactApart),
    ...anchors.map(anchorBroken),
  ]
}

/** With how far this look went through the ledger, from where the next one goes on. */
export function withFolded(compared: Compared, { folded }: Pick<RecordSight, 'folded'>): Compared {
  if (!folded) return compared
  const { halt, ...how } = folded
  return { ...compared, folded: how, unread: halt ? [...compared.unread, halt] : compared.unread }
}

const isOld = (backlog: Backlog | null, now: string): backlog is Backlog =>
  backlog !== null && Date.parse(now) - Date.parse(backlog.since) > patienceMs

const house = { projectId: null, where: 'Front Office' }

const relayStuck = ({ id, of, since, count, attempts }: Backlog): OwnDiffering => ({
  kind: 'relay',
  difference: 'stuck',
  subject: { key: 'relay', name: 'the relay', where: house.where },
  projectId: house.projectId,
  ours: `${count} asked for and not delivered`,
  theirs: `the oldest waits since ${since}, for ${of}; tried ${attempts} times`,
  mark: id,
})

const sequencerStuck = ({ id, of, since, count }: Backlog): OwnDiffering => ({
  kind: 'sequencer',
  difference: 'stuck',
  subject: { key: 'sequencer', name: 'the sequencer', where: house.where },
  projectId: house.projectId,
  ours: `${count} recorded and without a place`,
  theirs: `the oldest waits since ${since}, in ${of}`,
  mark: id,
})

const rowsApart = (apart: RowsApart): OwnDiffering => ({
  kind: 'projection',
  difference: apart.isWritable ? 'changed' : 'unlike',
  subject: { key: apart.key, name: apart.name, where: apart.project?.name ?? house.where },
  projectId: apart.project?.id ?? null,
  ours: apart.folded.join('\n'),
  theirs: apart.kept.join('\n'),
  mark: JSON.stringify([apart.folded, apart.kept]),
})

/** Of each task the last one: earlier ones are in its story. */
const lastOf = (takeovers: Takeover[]): Takeover[] => [
  ...new Map(takeovers.map((one) => [one.taskId, one])).values(),
]

const takenOver = (one: Takeover): OwnDiffering => ({
  kind: 'reset',
  difference: 'taken_over',
  subject: subjectOfTask(one),
  projectId: one.projectId,
  ours: `went on to entry ${one.streamSeq - 1}; set aside: ${one.setAside.join(', ') || 'nothing'}`,
  theirs: `a run that knows it up to entry ${one.after} took over (${one.runId})`,
  mark: `${one.runId} ${one.streamSeq}`,
})

const missing = ({ hash, name, projectId, where }: MissingText): OwnDiffering => ({
  kind: 'blob',
  difference: 'missing',
  subject: { key: hash, name, where },
  projectId,
  ours: `named by its hash ${hash}`,
  theirs: null,
  mark: hash,
})

const artifactApart = ({ hash, difference, name, projectId, where }: ArtifactApart): OwnDiffering => ({
  kind: 'artifact',
  difference,
  subject: { key: hash, name, where },
  projectId,
  ours: `bytes with the hash ${hash}`,
  theirs: difference === 'changed' ? 'other bytes lie in their place' : null,
  mark: `${hash} ${difference}`,
})

const anchorBroken = ({ place, target, problem, noted, isCut }: BrokenAnchor): OwnDiffering => ({
  kind: 'anchor',
  difference: isCut ? 'changed' : 'stuck',
  subject: { key: place, name: target, where: house.where },
  projectId: house.projectId,
  ours: noted ? `#${noted.position} was noted at ${noted.at}` : 'nothing was noted yet',
  theirs: problem,
  mark: isCut ? `${noted?.position} ${noted?.hash}` : target,
})
