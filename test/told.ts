import { expect } from 'vitest'
import type { BackfillPlan, KeptEntry, ShownStream } from '#domain/backfill/backfill.ts'
import { planBackfill } from '#domain/backfill/plan-rules.ts'
import { canonicalOf } from '#domain/ledger/digest.ts'
import type { Fact } from '#domain/ledger/entry.ts'
import { taskBackfill } from '#domain/task/task-backfill-rules.ts'
import { applyEntry, noTask } from '#domain/task/task-state.ts'
import { aTaskRequest, aTime } from './builders.ts'
import { aFact, minutesOn } from './stories.ts'

export const streamId = 'task/t_1'
export const by = { kind: taskBackfill, canonical: canonicalOf, at: aTime }
const note = aFact('late_append_refused', { runId: 'r0', firstSeq: 1, message: '', wanted: [] })
export const fold = (entries: readonly KeptEntry[]) =>
  entries.map(({ fact }) => fact).reduce(applyEntry, noTask)

/** A stream as it grows, and what the histories of its workflow show of that. */
export class Told {
  readonly entries: KeptEntry[] = []
  readonly shown: ShownStream = { streamId, begins: [], appends: [], packs: [] }
  /** Where one transaction ends and the next begins. */
  readonly bounds: number[] = [0]
  private seq = 0
  private minutes = 0
  private runId = ''
  private after = 0

  constructor() {
    this.put('api', 1, aTaskRequest())
    this.bounds.push(1)
    this.begin('r1')
  }

  begin(runId: string): this {
    this.runId = runId
    this.seq = 0
    this.after = this.entries.length
    this.shown.begins.push({ after: this.after, state: fold(this.entries), at: this.tick() })
    return this
  }

  /** A run that a reset started: it knows the stream up to there. */
  reset(runId: string, after: number): this {
    this.runId = runId
    this.seq = 0
    this.after = after
    return this
  }

  append(facts: Fact[], computed: Fact[] = []): this {
    const { runId, after } = this
    const firstSeq = this.seq + 1
    const batch = { streamId, after, firstSeq, facts }
    const isTakeover = firstSeq === 1 && after < this.entries.length
    const place = { after, lastSeq: this.entries.length, at: facts[0]?.at ?? aTime }
    const rewound = isTakeover ? taskBackfill.rewound(this.entries, place, fold(this.entries)) : null
    if (rewound) this.put(runId, 0, rewound)
    for (const fact of [...facts, ...computed]) this.put(runId, ++this.seq, fact)
    const rewoundTo = rewound?.body.state ?? null
    const ack = { lastSeq: this.seq, streamSeq: this.entries.length, rewoundTo, computed }
    this.shown.appends.push({ runId, batch, ack, at: this.tick() })
    this.after = this.entries.length
    this.bounds.push(this.entries.length)
    return this
  }

  /** What the reconciler wrote: no history shows it. */
  note(fact: Fact = note): this {
    this.put('reconciler', this.entries.filter(({ runId }) => runId === 'reconciler').length + 1, fact)
    this.bounds.push(this.entries.length)
    return this
  }

  plan(kept: number): BackfillPlan {
    return planBackfill(this.entries.slice(0, kept), this.shown, by)
  }

  private tick(): string {
    return minutesOn(this.minutes++)
  }

  private put(runId: string, runSeq: number, fact: Fact): void {
    this.entries.push({ streamSeq: this.entries.length + 1, runId, runSeq, fact })
  }
}

/** The stream after the plan was carried out. */
export function carriedOut(kept: readonly KeptEntry[], { groups }: BackfillPlan): KeptEntry[] {
  const entries = [...kept]
  for (const { first, runId, firstSeq, rewound, facts } of groups) {
    expect(first).toBe(entries.length + 1)
    const all: [number, Fact][] = facts.map((fact, i) => [firstSeq + i, fact])
    for (const [runSeq, fact] of rewound ? [[0, rewound] as [number, Fact], ...all] : all)
      entries.push({ streamSeq: entries.length + 1, runId, runSeq, fact })
  }
  return entries
}
