import { expect, test } from 'vitest'
import { runOutcomes } from '../run/run.ts'
import { unheededFound } from './unheeded-rules.ts'

const of = { taskId: 't_1', title: 'Weekly letter', projectId: 'pr_1', projectName: 'Harrowgate' }
const reason = 'Its gateway was told 6 times in 903 s to end it, and it lives on there'
const told = { as: 'killed', times: 6, answer: 'aborted', isLast: true } as const
const found = (change: object = { told }) =>
  unheededFound({ stepId: 's2', itemId: 'i', reason, ...change }, of, (text) => `#${text}`)

test('both values: as what it was to end, and how often its gateway was told, with its last answer', () => {
  expect(found()).toMatchObject({
    ...{ kind: 'run_end', difference: 'unheeded', projectId: 'pr_1' },
    subject: { key: 't_1/s2', name: 'Weekly letter', where: 'Harrowgate' },
    ours: { line: 'its end, ordered by a kill switch' },
    theirs: { line: `${reason}, and is told no more; last answer: aborted` },
  })
  expect(found({ told: { ...told, isLast: false } }).theirs?.line).toBe(`${reason}; last answer: aborted`)
})

test('each end that may be ordered is said in other words', () => {
  const lines = runOutcomes.map((as) => found({ told: { ...told, as } }).ours?.line)
  expect(new Set(lines).size).toBe(runOutcomes.length)
})

test('told again, it is another value of the same; entries of older workers say less', () => {
  expect(found({ told: { ...told, times: 1 }, reason: 'told once' }).theirs?.hash).not.toBe(
    found().theirs?.hash,
  )
  expect(found({})).toMatchObject({ ours: { line: 'its end, ordered' }, theirs: { line: reason } })
})
