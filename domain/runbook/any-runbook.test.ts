import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { approval, Play, wait } from '#test/runbook-play.ts'
import { aTaskStep } from '#test/runbooks.ts'
import type { Fact } from '../ledger/entry.ts'
import type { RunbookStep, StepOutcome } from './runbook.ts'
import { allSteps, outcomesOf } from './step-rules.ts'

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

const isAbout = (fact: Fact, type: Fact['type'], stepId: string) =>
  fact.type === type && (fact.body as { stepId?: string }).stepId === stepId

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
