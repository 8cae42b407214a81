import type { Difference, MirroredKind, Side, Subject } from './finding.ts'
import type { Rival } from './gate-plugin-rules.ts'
import type { PermissionUse } from './permission-rules.ts'
import type { LoggedRun } from './unaccounted-rules.ts'

/** What the record holds of one thing; hash null where it is right that it is not there. */
export interface Mark {
  kind: MirroredKind
  subject: Subject
  hash: string | null
  /** It goes by itself when its time has come, and is not missed then. */
  isPassing: boolean
}

/** What a look saw of one thing; side null where a file is not there. */
export interface Seen {
  kind: MirroredKind
  subject: Subject
  side: Side | null
  isPassing: boolean
  /** OpenClaw's id of the agent it belongs to. */
  agentId: string | null
  /** Milliseconds; of two equal jobs the younger one is the duplicate. */
  bornAt: number
}

export interface Snapshot {
  seen: Seen[]
  /** Looked for and not read: nothing is known of them. Key `*` stands for all of the kind. */
  unread: { kind: MirroredKind; key: string; why: string }[]
  /** Of what passes there, by its key; absent: nobody asked, or it was not told. */
  uses?: Record<string, PermissionUse>
  /** What began on the gateway and is none of our tasks' runs; null where it does not say. */
  runs?: LoggedRun[] | null
  /** Other plugins that hook calls; null where the gateway does not show them, absent: nobody asked. */
  rivals?: Rival[] | null
  /** Of the runs that were told to end, those that have, by the keys of their findings; absent: nobody asked. */
  ended?: string[]
  /** What became of the permissions that runs left behind; absent: nobody asked. */
  leftGrants?: { released: string[]; used: string[] }
}

export interface Expected {
  /** Nothing was adopted yet: what is there now is the baseline. */
  isFirst: boolean
  marks: Mark[]
  /** Agents that agents of ours work on: they have to be there. */
  requiredAgents: Subject[]
  /** Agents whose list of skills the record does not hold yet as their policies say it. Absent: none. */
  due?: string[]
  /** Lists of skills that no policy says any more. Absent: none. */
  lapsed?: Mark[]
}

export interface Differing {
  kind: MirroredKind
  difference: Difference
  subject: Subject
  theirs: Side | null
  agentId: string | null
  /** Key of the job that this one is a duplicate of. */
  twin: string | null
}

export interface Comparison {
  differing: Differing[]
  /** New to the record, and right: the baseline, the files of an agent that is ours now, a list that a policy says. */
  adopted: Seen[]
  /** Gone by themselves, as they were to; and what no policy says any more. */
  dropped: Mark[]
}

type Named = { kind: string; subject: Pick<Subject, 'key'> }
const idOf = ({ kind, subject }: Named) => `${kind} ${subject.key}`
const byAge = (a: Seen, b: Seen) => a.bornAt - b.bornAt || (idOf(a) < idOf(b) ? -1 : 1)

/** Where the record and the gateway disagree. The same two always give the same answer. */
export function compare(expected: Expected, { seen, unread }: Snapshot): Comparison {
  const marks = new Map(expected.marks.map((mark) => [idOf(mark), mark]))
  const isUnread = unreadBy(unread)
  const result: Comparison = { differing: [], adopted: [], dropped: [...(expected.lapsed ?? [])] }
  const twins = firstOfEach(seen, marks)
  for (const one of seen.toSorted(byAge)) {
    if (isUnread(one)) continue
    const mark = marks.get(idOf(one))
    if (mark) hold(result, one, expected, changeOf(mark, one))
    else meet(result, one, expected, twins)
  }
  const isSeen = new Set(seen.map(idOf))
  const gone = expected.marks.filter((mark) => !isSeen.has(idOf(mark)) && !isUnread(mark))
  for (const mark of gone) miss(result, mark)
  for (const subject of expected.requiredAgents) {
    const id = idOf({ kind: 'agent', subject })
    if (isSeen.has(id) || marks.has(id) || isUnread({ kind: 'agent', subject })) continue
    miss(result, { kind: 'agent', subject, hash: '', isPassing: false })
  }
  result.differing.sort((a, b) => (idOf(a) < idOf(b) ? -1 : 1))
  return result
}

/** Whether a look knows nothing of a thing. */
export function unreadBy(unread: { kind: string; key: string }[]) {
  const ids = new Set(unread.map(({ kind, key }) => `${kind} ${key}`))
  return (one: Named) => ids.has(idOf(one)) || ids.has(`${one.kind} *`)
}

/** Of jobs that are equal, the one that stays: the record's own, else the oldest. */
function firstOfEach(seen: Seen[], marks: Map<string, Mark>): Map<string, Seen> {
  const jobs = seen.filter(({ kind }) => kind === 'cron').toSorted(byAge)
  const known = jobs.filter((job) => marks.has(idOf(job)))
  const first = new Map<string, Seen>()
  for (const job of [...known, ...jobs]) {
    const hash = job.side?.hash ?? ''
    if (!first.has(hash)) first.set(hash, job)
  }
  return first
}

function changeOf(mark: Mark, { side }: Seen): Difference | null {
  if (mark.hash === (side?.hash ?? null)) return null
  if (mark.hash === null) return 'extra'
  return side === null ? 'missing' : 'changed'
}

/** A list of skills is to be what its policies say, whatever the record held of it before. */
function hold(result: Comparison, one: Seen, { due = [] }: Expected, difference: Difference | null): void {
  if (difference) differ(result, one, difference)
  else if (one.kind === 'agent_skills' && due.includes(one.subject.key)) result.adopted.push(one)
}

function differ(result: Comparison, one: Seen, difference: Difference, twin: string | null = null) {
  const { kind, subject, side: theirs, agentId } = one
  result.differing.push({ kind, difference, subject, theirs, agentId, twin })
}

/** Something that the record holds nothing of. A list of skills that no policy says is the gateway's own. */
function meet(result: Comparison, one: Seen, expected: Expected, twins: Map<string, Seen>): void {
  if (one.kind === 'agent_skills') return
  const twin = one.kind === 'cron' ? twins.get(one.side?.hash ?? '') : undefined
  const isRequired =
    one.kind === 'agent' && expected.requiredAgents.some(({ key }) => key === one.subject.key)
  if (twin && idOf(twin) !== idOf(one)) differ(result, one, 'duplicate', twin.subject.key)
  else if (expected.isFirst || isRequired || one.kind === 'agent_file') result.adopted.push(one)
  else differ(result, one, 'extra')
}

/** A look reads all files and lists of the agents it knows, so one that it did not tell of is out of its sight. */
function miss(result: Comparison, mark: Mark): void {
  const { kind, subject } = mark
  if (kind === 'agent_file' || kind === 'agent_skills') return
  if (mark.isPassing) result.dropped.push(mark)
  else
    result.differing.push({ kind, difference: 'missing', subject, theirs: null, agentId: null, twin: null })
}
