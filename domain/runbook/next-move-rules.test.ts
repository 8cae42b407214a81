import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { aRunbook, aTaskStep } from '#test/runbooks.ts'
import { minutesOn } from '#test/stories.ts'
import type { Fact } from '../ledger/entry.ts'
import { nextRunMove } from './next-move-rules.ts'
import type { RunbookRunState } from './run.ts'
import { applyRunEntry, noRunbookRun } from './run-state.ts'
import type { RunbookStep, StepOutcome } from './runbook.ts'
import { allSteps, caseFor, outcomesOf } from './step-rules.ts'

const requested = (steps: RunbookStep[], inputs = {}): Fact => ({
  type: 'runbook_run_requested',
  at: minutesOn(0),
  actor: 'operator:op_1',
  body: {
    ...{ projectId: 'pr_1', runbookId: 'rb_1', version: 1, definition: aRunbook(steps), inputs },
    intentId: 'in_1',
  },
})
const wait = (id: string, hours = 1): RunbookStep => ({ id, wait: { for: `${hours} h` } })
const approval = (id: string): RunbookStep => ({ id, approval: { who: 'operator', text: 'Send it?' } })

/** A run as its workflow would carry it on; tasks and people answer when the test says so. */
class Play {
  state: RunbookRunState
  facts: Fact[] = []
  told: string[] = []
  minute = 0
  constructor(steps: RunbookStep[], inputs = {}) {
    this.state = applyRunEntry(noRunbookRun, requested(steps, inputs))
  }
  now = () => minutesOn(this.minute)
  apply(fact: object) {
    const whole = { at: this.now(), actor: 'system:runbook', ...fact } as Fact
    this.facts.push(whole)
    this.state = applyRunEntry(this.state, whole)
  }
  begin = (stepId: string) => {
    const attempt = this.state.steps.find((step) => step.stepId === stepId)?.attempt ?? 1
    const nothing = { dueAt: null, text: null, picked: null }
    const body = { stepId, attempt, taskId: `t_${stepId}_${attempt}`, ...nothing }
    this.apply({ type: 'runbook_step_started', body })
  }
  /** Goes on until it stands still or is over. */
  go() {
    for (let moves = 0; moves < 500; moves++) {
      const move = nextRunMove(this.state, this.now())
      if (move.kind === 'end' || move.kind === 'await') return move
      if (move.kind === 'record') for (const fact of move.facts) this.apply(fact)
      else if (move.kind === 'startTasks') for (const stepId of move.stepIds) this.begin(stepId)
      else {
        this.told.push(...move.stepIds)
        this.apply({ type: 'runbook_tasks_told_to_end', body: { stepIds: move.stepIds } })
      }
    }
    throw new Error('it never stands still')
  }
  open = () => this.state.steps.filter((step) => step.startedAt && !step.endedAt).map(({ stepId }) => stepId)
  end(stepId: string, outcome: StepOutcome = 'done', summary = '') {
    const attempt = this.state.steps.find((step) => step.stepId === stepId)?.attempt ?? 1
    const error = outcome === 'done' || outcome === 'approved' ? null : `${stepId} ${outcome}`
    const body = { stepId, attempt, outcome, summary, error, intentId: null }
    this.apply({ type: 'runbook_step_ended', actor: 'operator:op_1', body })
    return this.go()
  }
  ask = (type: Fact['type'], body: object) => {
    this.apply({ type, body: { intentId: `in_${this.facts.length}`, ...body } })
    return this.go()
  }
  outcomeOf = (stepId: string) => this.state.steps.find((step) => step.stepId === stepId)?.outcome
}

describe('steps in a row', () => {
  test('each begins when the one before it is over, and the last one ends the run', () => {
    const play = new Play([aTaskStep('draft'), approval('review'), aTaskStep('send')])
    expect(play.go()).toEqual({ kind: 'await', until: null })
    expect(play.open()).toEqual(['draft'])
    expect(play.state).toMatchObject({ status: 'running', wait: null })
    play.end('draft')
    expect(play.open()).toEqual(['review'])
    expect(play.state).toMatchObject({ status: 'waiting', wait: { kind: 'approval' } })
    play.end('review', 'approved')
    expect(play.open()).toEqual(['send'])
    expect(play.end('send')).toEqual({ kind: 'end' })
    expect(play.state).toMatchObject({ status: 'done', error: null, failedStep: null })
  })

  test('a text is what inputs and earlier steps make of it', () => {
    const review: RunbookStep = {
      id: 'review',
      approval: { who: 'owner', text: 'Send {{inputs.title}}: {{steps.draft.summary}}?' },
    }
    const play = new Play([aTaskStep('draft'), review], { title: 'Bread' })
    play.go()
    play.end('draft', 'done', 'Two pages')
    expect(play.state.steps[1]?.text).toBe('Send Bread: Two pages?')
  })
})

describe('a wait', () => {
  test('is over when its time has come', () => {
    const play = new Play([wait('pause', 2)])
    expect(play.go()).toEqual({ kind: 'await', until: minutesOn(120) })
    expect(play.state).toMatchObject({ status: 'waiting', wait: { kind: 'time', until: minutesOn(120) } })
    play.minute = 119
    expect(play.go().kind).toBe('await')
    play.minute = 120
    expect(play.go()).toEqual({ kind: 'end' })
    expect(play.outcomeOf('pause')).toBe('done')
  })

  test('until a day of an input; one that is no day fails the step', () => {
    const until: RunbookStep = { id: 'pause', wait: { until: '{{inputs.day}}' } }
    expect(new Play([until], { day: '2027-01-02' }).go()).toEqual({
      kind: 'await',
      until: '2027-01-02T00:00:00.000Z',
    })
    const play = new Play([until], { day: 'soon' })
    expect(play.go()).toEqual({ kind: 'end' })
    expect(play.state).toMatchObject({ status: 'failed', failedStep: 'pause' })
    expect(play.state.error).toMatch(/is no time/)
  })

  test('with a duration that nobody checked fails too', () => {
    const play = new Play([{ id: 'pause', wait: { for: 'a while' } }])
    play.go()
    expect(play.state.status).toBe('failed')
  })
})

describe('steps at once', () => {
  const both: RunbookStep = { id: 'both', parallel: [[aTaskStep('a'), aTaskStep('a2')], [approval('b')]] }

  test('all begin together, and what follows waits for all', () => {
    const play = new Play([both, aTaskStep('after')])
    play.go()
    expect(play.open()).toEqual(['both', 'b', 'a'])
    play.end('b', 'approved')
    play.end('a')
    expect(play.open()).toEqual(['both', 'a2'])
    play.end('a2')
    expect(play.open()).toEqual(['after'])
    play.end('after')
    expect(play.state.status).toBe('done')
  })

  test('one that fails lets tasks come to their end, withdraws the rest, and starts nothing', () => {
    const three: RunbookStep = {
      id: 'three',
      parallel: [[aTaskStep('a')], [aTaskStep('b'), aTaskStep('b2')], [approval('c')], [wait('d')]],
    }
    const play = new Play([three, aTaskStep('after')])
    play.go()
    expect(play.end('a', 'failed')).toEqual({ kind: 'await', until: null })
    expect([play.outcomeOf('c'), play.outcomeOf('d')]).toEqual(['cancelled', 'cancelled'])
    expect(play.open()).toEqual(['three', 'b'])
    expect(play.end('b')).toEqual({ kind: 'end' })
    expect(play.state).toMatchObject({ status: 'failed', failedStep: 'a', error: 'a failed' })
    expect(play.state.steps.map(({ stepId }) => stepId)).not.toContain('b2')
  })
})

describe('a branch', () => {
  const branch = (change: Partial<NonNullable<RunbookStep['branch']>> = {}): RunbookStep => ({
    id: 'way',
    branch: { on: 'draft', when: { failed: [aTaskStep('mend')] }, else: [aTaskStep('praise')], ...change },
  })

  test('goes on by the outcome of its step, and the failure that it is for stops nothing', () => {
    for (const [outcome, step] of [
      ['failed', 'mend'],
      ['done', 'praise'],
      ['cancelled', 'praise'],
    ] as const) {
      const play = new Play([aTaskStep('draft'), branch()])
      play.go()
      play.end('draft', outcome)
      expect(play.open()).toEqual(['way', step])
      play.end(step)
      expect(play.state.status).toBe('done')
    }
  })

  test('without a case for it: what is good goes on, what is bad stops the run there', () => {
    const good = new Play([aTaskStep('draft'), branch({ else: undefined })])
    good.go()
    good.end('draft')
    expect(good.state.status).toBe('done')
    const bad = new Play([aTaskStep('draft'), branch({ else: undefined })])
    bad.go()
    bad.end('draft', 'cancelled')
    expect(bad.state).toMatchObject({ status: 'failed', failedStep: 'draft' })
  })

  test('on a step that was left out takes else', () => {
    const inner: RunbookStep = {
      id: 'inner',
      branch: { on: 'mend', when: { done: [aTaskStep('x')] }, else: [aTaskStep('y')] },
    }
    const play = new Play([aTaskStep('draft'), branch({ else: undefined }), inner])
    play.go()
    play.end('draft')
    expect(play.open()).toEqual(['inner', 'y'])
    const without = { ...inner, branch: { on: 'mend', when: { done: [aTaskStep('x')] } } }
    const other = new Play([aTaskStep('draft'), branch({ else: undefined }), without])
    other.go()
    other.end('draft')
    expect(other.state.status).toBe('done')
  })
})

describe('resuming', () => {
  test('begins again what failed and keeps what is done', () => {
    const play = new Play([aTaskStep('draft'), aTaskStep('send'), aTaskStep('after')])
    play.go()
    play.end('draft')
    play.end('send', 'failed')
    expect(play.state.status).toBe('failed')
    play.ask('runbook_run_resumed', {})
    expect(play.open()).toEqual(['send'])
    expect(play.state.steps.map(({ stepId, attempt }) => [stepId, attempt])).toEqual([
      ['draft', 1],
      ['send', 2],
    ])
    expect(play.state).toMatchObject({ status: 'running', failedStep: null, error: null, endedAt: null })
    play.end('send')
    play.end('after')
    expect(play.state.status).toBe('done')
  })

  test('asks a rejected decision again', () => {
    const play = new Play([approval('review')])
    play.go()
    play.end('review', 'rejected')
    expect(play.state).toMatchObject({ status: 'failed', error: 'review rejected' })
    expect(play.state.steps[0]?.decidedBy).toBe('operator:op_1')
    play.ask('runbook_run_resumed', {})
    expect(play.state.steps[0]).toMatchObject({ attempt: 2, decidedBy: null, text: 'Send it?' })
  })
})

describe('cancelling', () => {
  test('tells open tasks to end once, withdraws the rest, and is over when all is', () => {
    const play = new Play([{ id: 'both', parallel: [[aTaskStep('a')], [approval('b')]] }])
    play.go()
    expect(play.ask('runbook_run_cancel_requested', { reason: 'no need' })).toEqual({
      kind: 'await',
      until: null,
    })
    expect(play.told).toEqual(['a'])
    expect(play.outcomeOf('b')).toBe('cancelled')
    expect(play.end('a', 'cancelled')).toEqual({ kind: 'end' })
    expect(play.state).toMatchObject({ status: 'cancelled', error: 'no need', failedStep: null })
    play.ask('runbook_run_resumed', {})
    expect(play.open()).toEqual(['both', 'b', 'a'])
  })
})

test('a frozen run moves no more', () => {
  const play = new Play([aTaskStep('draft')])
  play.apply({ type: 'runbook_run_frozen', body: { code: 'ledger_fork', message: 'Two tell it.' } })
  expect(play.go()).toEqual({ kind: 'end' })
})

/** Runbooks of every form: nested, with branches on what came before. */
function anySteps(
  prefix: string,
  depth: number,
  before: readonly RunbookStep[],
): fc.Arbitrary<RunbookStep[]> {
  const one = (id: string, known: readonly RunbookStep[]): fc.Arbitrary<RunbookStep> => {
    const leaves = [fc.constant(aTaskStep(id)), fc.constant(approval(id)), fc.constant(wait(id))]
    if (depth === 0) return fc.oneof(...leaves)
    const list = (at: string) => anySteps(`${id}${at}`, depth - 1, known)
    const parallel = fc.tuple(list('x'), list('y')).map((ways) => ({ id, parallel: ways }))
    const on = known.at(-1)
    if (!on) return fc.oneof(...leaves, parallel)
    const branch = fc
      .tuple(fc.constantFrom(...outcomesOf(on)), list('p'), fc.option(list('q'), { nil: undefined }))
      .map(([outcome, when, otherwise]) => ({
        id,
        branch: { on: on.id, when: { [outcome]: when }, ...(otherwise && { else: otherwise }) },
      }))
    return fc.oneof(...leaves, parallel, branch)
  }
  return fc
    .integer({ min: 1, max: 3 })
    .chain((count) =>
      Array.from({ length: count }).reduce<fc.Arbitrary<RunbookStep[]>>(
        (list, _, i) =>
          list.chain((steps) => one(`${prefix}${i}`, [...before, ...steps]).map((step) => [...steps, step])),
        fc.constant([]),
      ),
    )
}
const anyRunbook = anySteps('s', 2, [])

/** Answers whatever is open, one at a time, in an order of the test's choice. */
function playThrough(steps: RunbookStep[], choose: (open: string[]) => string, bad: readonly string[] = []) {
  const play = new Play(steps)
  const all = new Map(allSteps(steps).map(({ step }) => [step.id, step]))
  const answerable = () => play.open().filter((id) => all.get(id)?.task || all.get(id)?.approval)
  for (let rounds = 0; rounds < 500; rounds++) {
    const move = play.go()
    if (move.kind === 'end') return play
    const open = answerable()
    if (open.length === 0) play.minute += 60
    else {
      const id = choose(open)
      const outcomes = outcomesOf(all.get(id) as RunbookStep)
      play.end(id, (bad.includes(id) ? outcomes[1] : outcomes[0]) as StepOutcome)
    }
  }
  throw new Error('it never ended')
}

describe('whatever the runbook and whoever answers first', () => {
  test('every step that begins ends once, and none begins before what it comes after', () => {
    fc.assert(
      fc.property(anyRunbook, fc.infiniteStream(fc.nat()), (steps, numbers) => {
        const choose = (open: string[]) => open[numbers.next().value % open.length] as string
        const { state, facts } = playThrough(steps, choose)
        expect(state.status).toBe('done')
        const ids = (type: Fact['type']) =>
          facts.flatMap((fact) => (fact.type === type ? [(fact.body as { stepId: string }).stepId] : []))
        const begun = ids('runbook_step_started')
        const ended = ids('runbook_step_ended')
        expect(new Set(begun).size).toBe(begun.length)
        expect([...ended].sort()).toEqual([...begun].sort())
        for (const [i, step] of steps.slice(1).entries())
          expect(facts.findIndex((fact) => isAbout(fact, 'runbook_step_started', step.id))).toBeGreaterThan(
            facts.findIndex((fact) => isAbout(fact, 'runbook_step_ended', (steps[i] as RunbookStep).id)),
          )
      }),
    )
  })

  test('the order of answers changes nothing of what comes out', () => {
    fc.assert(
      fc.property(anyRunbook, fc.array(fc.nat(), { minLength: 60 }), (steps, numbers) => {
        const outcomes = (play: Play) =>
          Object.fromEntries(play.state.steps.map(({ stepId, outcome }) => [stepId, outcome]))
        let at = 0
        const shuffled = playThrough(
          steps,
          (open) => open[(numbers[at++ % numbers.length] as number) % open.length] as string,
        )
        expect(outcomes(shuffled)).toEqual(outcomes(playThrough(steps, (open) => open[0] as string)))
      }),
    )
  })

  test('a run in which things fail ends, and resumed until all goes well it is done', () => {
    fc.assert(
      fc.property(anyRunbook, fc.nat(), (steps, seed) => {
        const ids = allSteps(steps).map(({ step }) => step.id)
        const bad = [ids[seed % ids.length] as string]
        const play = playThrough(steps, (open) => open[0] as string, bad)
        const { state } = play
        if (state.status === 'failed') {
          expect(bad).toContain(state.failedStep)
          const done = state.steps.filter(({ outcome }) => outcome === 'done').map(({ stepId }) => stepId)
          play.ask('runbook_run_resumed', {})
          for (const stepId of done) expect(play.outcomeOf(stepId)).toBe('done')
          expect(play.state.steps.find(({ stepId }) => stepId === bad[0])?.attempt).toBe(2)
        } else expect(state.status).toBe('done')
      }),
    )
  })
})

const isAbout = (fact: Fact, type: Fact['type'], stepId: string) =>
  fact.type === type && (fact.body as { stepId?: string }).stepId === stepId

test('a case is the outcome’s own, or else', () => {
  const branch = { on: 'a', when: { done: [aTaskStep('b')] } }
  expect(caseFor(branch, 'done')).toBe('done')
  expect(caseFor(branch, 'failed')).toBeNull()
  expect(caseFor({ ...branch, else: [aTaskStep('c')] }, 'failed')).toBe('else')
})
