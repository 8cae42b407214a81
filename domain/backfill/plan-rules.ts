import type { Fact } from '../ledger/entry.ts'
import type {
  BackfillGroup,
  BackfillKind,
  BackfillPlan,
  KeptEntry,
  ShownAppend,
  ShownStream,
} from './backfill.ts'

/** RFC 8785: equal texts are equal values. Given, because it brings a library along. */
type Canonical = (value: unknown) => string

interface Planning<S extends object> {
  kind: BackfillKind<S>
  canonical: Canonical
  /** When it is put back, ISO. */
  at: string
}

interface Span {
  append: ShownAppend
  first: number
  last: number
}

/** Number of the last entry that is known of by whoever was told. */
export function knownThrough(shown: ShownStream): number {
  const { begins, appends } = standing(shown)
  return Math.max(0, ...begins.map(({ after }) => after), ...appends.map(({ ack }) => ack.streamSeq))
}

/**
 * Without what was known before a run started from a record that did not have it: somebody let the task go on from
 * there, and the numbers were given again. A reset copies when its run began, and so takes nothing away.
 */
function standing({ begins, ...shown }: ShownStream): ShownStream {
  const isLeft = (at: string, last: number) => begins.some((begin) => begin.at > at && begin.after < last)
  return {
    ...shown,
    begins: begins.filter(({ at, after }) => !isLeft(at, after)),
    appends: shown.appends.filter(({ at, ack }) => !isLeft(at, ack.streamSeq)),
  }
}

const factsOf = ({ batch, ack }: ShownAppend): Fact[] => [...batch.facts, ...ack.computed]

/** The numbers that an append was given; none where it had no facts and took nothing over. */
function spanOf(append: ShownAppend): Span {
  const count = factsOf(append).length + (append.ack.rewoundTo ? 1 : 0)
  const last = append.ack.streamSeq
  return { append, first: last - count + 1, last }
}

/** Each once, in the order of the stream: a reset copies what came before it into another history. */
function spansOf(appends: readonly ShownAppend[]): Span[] {
  const spans = appends.map(spanOf).filter(({ first, last }) => first <= last)
  const keyOf = ({ append: { runId }, first }: Span) => `${runId} ${first}`
  return [...new Map(spans.map((span) => [keyOf(span), span])).values()].sort((a, b) => a.first - b.first)
}

/**
 * From what a stream holds and what histories show of it, the entries that are missing at its end, as they were: same
 * numbers, writers and contents. It stops where the two do not fit together, and changes nothing of what is there.
 */
export function planBackfill<S extends object>(
  kept: readonly KeptEntry[],
  all: ShownStream,
  planning: Planning<S>,
): BackfillPlan {
  const shown = standing(all)
  const spans = spansOf(shown.appends)
  const apart = spans.find((span) => !isAsKept(span, kept, planning.canonical))
  if (apart) return nothing(`the record went another way at entry ${apart.first}`)
  const writing = new Writing(kept, planning)
  const begin = kept.length === 0 ? writing.begin(shown) : null
  if (begin) return nothing(begin)
  for (const span of spans.filter(({ last }) => last > kept.length)) {
    if (span.first < writing.next) return writing.plan(`two appends claim entry ${span.first}`)
    writing.lose(span.first - 1)
    writing.append(span.append)
  }
  writing.lose(knownThrough(shown))
  return writing.plan(writing.otherBegin(shown))
}

const nothing = (stops: string): BackfillPlan => ({ groups: [], lost: [], stops })

/** Whether what the record has under these numbers is what was written there. */
function isAsKept({ append, first, last }: Span, kept: readonly KeptEntry[], canonical: Canonical): boolean {
  if (first > kept.length) return true
  const facts = factsOf(append)
  const own = kept.slice(last - facts.length, last)
  return (
    last <= kept.length &&
    own.every(({ runId }) => runId === append.runId) &&
    canonical(own.map(({ fact }) => fact)) === canonical(facts)
  )
}

/** The end of a stream as it grows. */
class Writing<S extends object> {
  private readonly groups: BackfillGroup[] = []
  private readonly lost: number[] = []
  private readonly entries: KeptEntry[]
  private readonly planning: Planning<S>
  private readonly kept: number
  /** The state after each entry. */
  private readonly states: S[]

  constructor(kept: readonly KeptEntry[], planning: Planning<S>) {
    this.planning = planning
    this.kept = kept.length
    this.entries = [...kept]
    const { kind } = planning
    this.states = []
    for (const { fact } of kept) this.states.push(kind.apply(this.state(), fact))
  }

  get next(): number {
    return this.entries.length + 1
  }

  /** The first entries of a stream that is not there at all. Answers why they can't be known. */
  begin({ begins }: ShownStream): string | null {
    const { kind, canonical } = this.planning
    const opened = begins.map(({ after, state }) => ({ after, state, facts: kind.opening(state as S) }))
    const first = opened.find(({ after, facts }) => facts.length === after)
    if (!first) return 'what was asked for first is in no history'
    const { state, facts } = first
    if (canonical(facts.reduce(kind.apply, kind.empty)) !== canonical(this.filled(state)))
      return 'what was asked for first can’t be told from what its workflow was given'
    this.write({ runId: 'api', firstSeq: 1, rewound: null, facts, owner: null })
    return null
  }

  /** Up to this number nobody knows what there was. */
  lose(through: number): void {
    const { kind, at } = this.planning
    while (this.next <= through) {
      this.lost.push(this.next)
      this.note(kind.lostEntry(this.next, at))
    }
  }

  append(append: ShownAppend): void {
    const { runId, batch, ack } = append
    this.write({
      runId,
      firstSeq: batch.firstSeq,
      rewound: ack.rewoundTo ? this.rewound(append) : null,
      facts: factsOf(append),
      owner: { runId, seq: ack.lastSeq },
    })
  }

  /** Where a run went on from something else than what is known comes to: what was lost was no note. */
  otherBegin({ begins }: ShownStream): string | null {
    const [first] = this.lost
    if (first === undefined) return null
    const { canonical } = this.planning
    const isOther = ({ after, state }: ShownStream['begins'][number]) =>
      after >= first && canonical(this.states[after - 1]) !== canonical(this.filled(state))
    return begins.some(isOther)
      ? `entry ${first} is in no history, and what came after it depends on it`
      : null
  }

  /** Up to the first entry that is in doubt, where there is one. */
  plan(stops: string | null): BackfillPlan {
    const [first = Number.POSITIVE_INFINITY] = this.lost
    const groups = stops ? this.groups.filter((group) => group.first < first) : this.groups
    const lost = stops ? [] : this.lost
    const to = groups.reduce((end, group) => end + sizeOf(group), this.kept)
    if (to > this.kept) {
      const { kind, at } = this.planning
      const fact = kind.backfilled({ from: this.kept + 1, to, lost }, at)
      groups.push({ ...noteOf(fact, this.noteSeq(to)), first: to + 1 })
    }
    return { groups, lost, stops }
  }

  /** A state from before a field was there. */
  private filled(state: unknown): object {
    return { ...this.planning.kind.empty, ...(state as S) }
  }

  private state(): S {
    return this.states.at(-1) ?? this.planning.kind.empty
  }

  private rewound({ batch, ack, at }: ShownAppend) {
    const place = { after: batch.after, lastSeq: this.entries.length, at: batch.facts[0]?.at ?? at }
    const fact = this.planning.kind.rewound(this.entries, place, this.state())
    return { ...fact, body: { ...fact.body, state: ack.rewoundTo as never } }
  }

  private note(fact: Fact): void {
    this.write(noteOf(fact, this.noteSeq(this.entries.length)))
  }

  /** The next number of the reconciler within the stream, which ends with entry `end`. */
  private noteSeq(end: number): number {
    const own = this.entries.slice(0, end).filter(({ runId }) => runId === 'reconciler')
    return Math.max(0, ...own.map(({ runSeq }) => runSeq)) + 1
  }

  private write(group: Omit<BackfillGroup, 'first'>): void {
    const { runId, firstSeq, rewound, facts } = group
    this.groups.push({ ...group, first: this.next })
    const numbered = [
      ...(rewound ? [{ fact: rewound as Fact, runSeq: 0 }] : []),
      ...facts.map((fact, i) => ({ fact, runSeq: firstSeq + i })),
    ]
    for (const { fact, runSeq } of numbered) {
      this.states.push(this.planning.kind.apply(this.state(), fact))
      this.entries.push({ streamSeq: this.next, runId, runSeq, fact })
    }
  }
}

const noteOf = (fact: Fact, firstSeq: number): Omit<BackfillGroup, 'first'> => ({
  ...{ runId: 'reconciler', firstSeq, rewound: null, facts: [fact], owner: null },
})

const sizeOf = ({ rewound, facts }: BackfillGroup): number => facts.length + (rewound ? 1 : 0)
