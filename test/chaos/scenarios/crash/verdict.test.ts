import { expect, test } from 'vitest'
import { type Crashed, type Crashes, crashVerdict, type Ran, ranBy, type Step } from './verdict.ts'

const step: Step = { runId: 'r', outcome: 'ok', adopted: 0, hasUsage: true }
const ran: Ran = {
  outcome: { status: 'done', summary: 'told', text: '', updates: ['I begin.'], costNanoUsd: 9_630_000 },
  steps: [step],
  calls: [{ at: 0, runId: 'r' }],
}
const one = (change: Partial<Crashed> = {}): Crashed => ({
  ...{ ...ran, case: { phase: 'asking', victim: 'mac-mini' }, isReached: true },
  ...change,
})
const verdict = (change: Partial<Crashed>, undisturbed = ran) =>
  crashVerdict({ undisturbed, crashed: [one(change)] } satisfies Crashes)
const breaches = (change: Partial<Crashed>, undisturbed?: Ran) => verdict(change, undisturbed).breaches
const name = 'asking, mac-mini killed'
const dearer = { ...ran.outcome, costNanoUsd: 12_840_000 }

test('a run that went as if nothing had been is right, and the line has the figures', () => {
  expect(verdict({})).toEqual({
    breaches: [],
    line:
      '1 kills in 1 cases (all); 1 tasks done (all); 1 agent calls for 1 steps (1 each); ' +
      '1 with the result and cost of an undisturbed run; 0 marked, of them 0 otherwise; ' +
      '0 otherwise and not marked (0)',
  })
})

test('another result or cost must be marked: adopted, ended otherwise, or of unknown use', () => {
  expect(breaches({ outcome: dearer })).toEqual([
    `${name}: costNanoUsd is 12840000 and undisturbed 9630000, and nothing marks it`,
  ])
  const marks: Partial<Step>[] = [{ adopted: 1 }, { outcome: 'lost' }, { outcome: null }, { hasUsage: false }]
  for (const mark of marks) expect(breaches({ outcome: dearer, steps: [{ ...step, ...mark }] })).toEqual([])
  const { line } = verdict({ outcome: dearer, steps: [{ ...step, adopted: 1 }] })
  expect(line).toContain('1 marked, of them 1 otherwise; 0 otherwise and not marked (0)')
  const lost = { ...ran.outcome, updates: [], summary: 'nothing' }
  expect(breaches({ outcome: lost })).toHaveLength(2)
})

test('a step that was asked for twice or never is told, marked or not', () => {
  const calls = [...ran.calls, ...ran.calls]
  expect(breaches({ calls, steps: [{ ...step, adopted: 1 }] })).toEqual([`${name}: r was asked for 2 times`])
  expect(breaches({ calls: [] })).toEqual([`${name}: r was asked for 0 times`])
  expect(breaches({ calls: [], steps: [] })).toEqual([`${name}: it had no run`])
})

test('a task that is not done, and a phase that never came, are told', () => {
  const outcome = { ...ran.outcome, status: 'failed' }
  const steps = [{ ...step, outcome: 'failed' }]
  expect(breaches({ isReached: false, outcome, steps })).toEqual([
    `${name}: it never came to that`,
    `${name}: the task is failed and not done`,
  ])
})

test('an undisturbed run that is none is told', () => {
  const outcome = { ...ran.outcome, status: 'failed', costNanoUsd: null }
  expect(breaches({ outcome }, { ...ran, outcome })).toContain('undisturbed: it is failed and cost null')
  expect(breaches({}, { ...ran, calls: [] })).toContain('undisturbed: r was asked for 0 times')
})

test('what came of a task follows from its entries', () => {
  const entry = (type: string, body: object) => ({ type, body })
  const end = { outcome: 'lost', text: 'half', adoptedRunIds: [], usage: null }
  const entries = [
    entry('run_queued', { stepId: 's1', runId: 'r1' }),
    entry('update_posted', { text: 'I begin.' }),
    entry('run_ended', { stepId: 's1', ...end }),
    entry('run_queued', { stepId: 's2', runId: 'r2' }),
    entry('summary_given', { summary: 'told' }),
    entry('run_ended', { stepId: 's2', ...end, outcome: 'ok', adoptedRunIds: ['x'], usage: {}, text: 'all' }),
    entry('run_queued', { stepId: 's3', runId: 'r3' }),
  ]
  expect(ranBy({ status: 'running', costNanoUsd: 7 }, entries)).toEqual({
    outcome: { status: 'running', costNanoUsd: 7, summary: 'told', text: 'all', updates: ['I begin.'] },
    steps: [
      { runId: 'r1', outcome: 'lost', adopted: 0, hasUsage: false },
      { runId: 'r2', outcome: 'ok', adopted: 1, hasUsage: true },
      { runId: 'r3', outcome: null, adopted: 0, hasUsage: false },
    ],
  })
})
