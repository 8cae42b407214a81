import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { aTaskRequest, aTime } from '#test/builders.ts'
import { aFact, anyFactOf, anyTaskFacts, minutesOn } from '#test/stories.ts'
import { by, carriedOut, fold, streamId, Told } from '#test/told.ts'
import type { Fact, FactOf } from '../ledger/entry.ts'
import { defaultPolicy } from '../policy/policy.ts'
import { openingOf } from '../run/adoption-rules.ts'
import { applyEntry, noTask } from '../task/task-state.ts'
import type { BackfillPlan, KeptEntry } from './backfill.ts'
import { knownThrough, planBackfill } from './plan-rules.ts'

const update = (itemId: string) => aFact('update_posted', { stepId: 's1', itemId, text: itemId })
const typesIn = ({ groups }: BackfillPlan) =>
  groups.flatMap(({ rewound, facts }) => [...(rewound ? [rewound] : []), ...facts].map(({ type }) => type))

describe('a record that lost its end', () => {
  const told = new Told().append([update('a')], [update('b')]).append([update('c')])

  test('gets back what was acknowledged, as it was and whose it was', () => {
    const plan = told.plan(1)
    expect(plan).toMatchObject({ lost: [], stops: null })
    expect(plan.groups.map(({ first, runId, firstSeq }) => [first, runId, firstSeq])).toEqual([
      [2, 'r1', 1],
      [4, 'r1', 3],
      [5, 'reconciler', 1],
    ])
    expect(plan.groups.map(({ owner }) => owner)).toEqual([
      { runId: 'r1', seq: 2 },
      { runId: 'r1', seq: 3 },
      null,
    ])
    expect(plan.groups.at(-1)?.facts).toEqual([
      aFact('entries_backfilled', { from: 2, to: 4, lost: [] }, 0, 'system:reconciler'),
    ])
  })

  test('that lost nothing gets nothing', () => {
    expect(told.plan(4)).toEqual({ groups: [], lost: [], stops: null })
    expect(knownThrough(told.shown)).toBe(4)
  })

  test('that does not have the task at all gets what was asked for, from what its workflow was given', () => {
    const plan = told.plan(0)
    expect(plan.groups[0]).toEqual({
      ...{ first: 1, runId: 'api', firstSeq: 1, rewound: null, facts: [aTaskRequest()], owner: null },
    })
    expect(carriedOut([], plan).slice(0, 4)).toEqual(told.entries)
  })

  const openingOfAll = (facts: Fact[]) => {
    const begins = [{ after: facts.length, state: facts.reduce(applyEntry, noTask), at: aTime }]
    return planBackfill([], { streamId, begins, appends: [], packs: [] }, by).groups[0]?.facts
  }

  test('whatever was said when it was asked for', () => {
    fc.assert(
      fc.property(anyFactOf('task_requested'), (fact) => {
        const { adopted: _, ...body } = (fact as FactOf<'task_requested'>).body
        const asked = { ...fact, body } as Fact
        expect(openingOfAll([asked])).toEqual([asked])
      }),
    )
  })

  test.each([undefined, { tokens: 900, costNanoUsd: 5 }])(
    'of a run that was adopted also that it was under way',
    (reserved) => {
      const starter = { kind: 'cron', name: 'Nightly' } as const
      const adopted = { runId: 'r_1', sessionKey: 'agent:main:cron:1', starter, startedAt: aTime }
      const opening = openingOf(aTaskRequest({ adopted }), {
        policy: defaultPolicy,
        ...(reserved && { reserved }),
      })
      expect(opening.map(({ type }) => type)).toEqual([
        ...['task_requested', 'task_prepared', 'run_queued', 'run_accepted'],
      ])
      expect(openingOfAll(opening)).toEqual(opening)
    },
  )
})

describe('what does not fit together stays as it is', () => {
  const told = new Told()
    .append([update('a')])
    .append([update('b')])
    .append([update('c')])
  const other = (fact: Fact, runId = 'r1'): KeptEntry => ({ streamSeq: 3, runId, runSeq: 2, fact })

  test.each<[string, KeptEntry]>([
    ['another content', other(update('x'))],
    ['another writer', other(update('b'), 'r2')],
  ])('%s under a number that a history shows', (_, entry) => {
    const plan = planBackfill([...told.entries.slice(0, 2), entry], told.shown, by)
    expect(plan).toEqual({ groups: [], lost: [], stops: 'the record went another way at entry 3' })
  })

  test('a stream of which no history shows the beginning', () => {
    const shown = { ...told.shown, begins: [] }
    expect(planBackfill([], shown, by).stops).toBe('what was asked for first is in no history')
    const strange = {
      ...told.shown,
      begins: [{ after: 1, state: { ...noTask, title: 'x', error: 'y' }, at: aTime }],
    }
    expect(planBackfill([], strange, by).stops).toMatch(/can’t be told/)
  })

  test('an append that begins within what is there', () => {
    const pair = new Told().append([update('a'), update('b')])
    expect(pair.plan(2).stops).toBe('the record went another way at entry 2')
  })
})

describe('an entry that no history shows', () => {
  test('has its number kept, and is said to be lost', () => {
    const told = new Told()
      .append([update('a')])
      .note()
      .append([update('b')])
    const plan = told.plan(1)
    expect(plan).toMatchObject({ lost: [3], stops: null })
    expect(typesIn(plan)).toEqual(['update_posted', 'entry_lost', 'update_posted', 'entries_backfilled'])
    expect(plan.groups.at(-1)).toMatchObject({
      firstSeq: 2,
      facts: [{ body: { from: 2, to: 4, lost: [3] } }],
    })
  })

  test('is no loss behind the last that is known', () => {
    expect(
      new Told()
        .append([update('a')])
        .note()
        .plan(1),
    ).toMatchObject({ lost: [] })
  })

  test('on which a later run went on ends what can be put back before it', () => {
    const frozen = aFact('task_frozen', { code: 'ledger_fork', message: 'x' })
    const told = new Told()
      .append([update('a')])
      .note(frozen)
      .begin('r2')
      .append([update('b')])
    const plan = told.plan(1)
    expect(plan.stops).toBe('entry 3 is in no history, and what came after it depends on it')
    expect(typesIn(plan)).toEqual(['update_posted', 'entries_backfilled'])
  })
})

test('what a run knew that made way for one from the record as it is counts no more', () => {
  const told = new Told()
    .append([update('a')])
    .append([update('b')])
    .append([update('c')])
  const kept = told.entries.slice(0, 2)
  const begins = [...told.shown.begins, { after: 2, state: fold(kept), at: minutesOn(500) }]
  const again = { ...told.shown, begins }
  expect(knownThrough(told.shown)).toBe(4)
  expect(knownThrough(again)).toBe(2)
  expect(planBackfill(kept, again, by)).toEqual({ groups: [], lost: [], stops: null })
  const other: KeptEntry = { streamSeq: 3, runId: 'r2', runSeq: 1, fact: update('d') }
  expect(planBackfill([...kept, other], told.shown, by).stops).toMatch(/another way/)
  expect(planBackfill([...kept, other], again, by).stops).toBeNull()
})

test('a run that took over after a reset is put back with what it set aside', () => {
  const told = new Told()
    .append([update('a')])
    .append([update('b')])
    .reset('r2', 2)
    .append([update('c')])
  const plan = told.plan(2)
  expect(carriedOut(told.entries.slice(0, 2), plan).slice(0, 5)).toEqual(told.entries)
  expect(plan.groups.at(-2)?.owner).toEqual({ runId: 'r2', seq: 1 })
})

type Step = { facts: Fact[]; computed: Fact[]; before: 'nothing' | 'note' | 'run' | 'reset' }
const anyStep: fc.Arbitrary<Step> = fc.record({
  facts: anyTaskFacts.map((facts) => facts.slice(0, 3)),
  computed: anyTaskFacts.map((facts) => facts.slice(0, 2)),
  before: fc.constantFrom('nothing', 'nothing', 'note', 'run', 'reset'),
})

function tell(steps: readonly Step[]): Told {
  const told = new Told()
  for (const [i, { facts, computed, before }] of steps.entries()) {
    if (before === 'note') told.note()
    if (before === 'run') told.begin(`r${i + 2}`)
    if (before === 'reset') told.reset(`r${i + 2}`, Math.max(1, told.entries.length - 2))
    told.append(facts, computed)
  }
  return told
}

test('whatever happened, and wherever it was cut: what histories show is whole again, at its places', () => {
  fc.assert(
    fc.property(fc.array(anyStep, { maxLength: 6 }), fc.nat(), (steps, at) => {
      const told = tell(steps)
      const cut = told.bounds[at % told.bounds.length] ?? 0
      const kept = told.entries.slice(0, cut)
      const plan = told.plan(cut)
      if (plan.stops) return expect(plan.stops).toMatch(/depends on it$/)
      const known = Math.max(cut, knownThrough(told.shown))
      const entries = carriedOut(kept, plan)
      const isLost = new Set(plan.lost)
      for (const [i, entry] of told.entries.slice(0, known).entries()) {
        if (isLost.has(i + 1)) expect(entry.runId).toBe('reconciler')
        else if (entry.fact.type !== 'rewound') expect(entries[i]).toEqual(entry)
        else
          expect(entries[i]?.fact).toMatchObject({ type: 'rewound', body: { after: entry.fact.body.after } })
      }
      expect(entries.length).toBe(known > cut ? known + 1 : cut)
      // Put back once, there is nothing left to put back.
      expect(planBackfill(entries, told.shown, by).groups).toEqual([])
      expect(planBackfill(entries, told.shown, by).stops).toBeNull()
    }),
    { numRuns: 300 },
  )
})
