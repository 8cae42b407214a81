import { expect, test } from 'vitest'
import { differences, findingKinds, findingStatuses } from './finding.ts'
import { handWork, repairWords } from './finding-rules.ts'
import type { FindingState } from './finding-state.ts'
import { mendOf } from './mend-rules.ts'

const subject = { key: 'k', name: 'Quotes', where: 'main' }
const as = (change: Partial<FindingState>) => change as FindingState
const mended = findingKinds.flatMap((kind) =>
  differences
    .filter((difference) => mendOf(as({ kind, difference, status: 'open' })) !== null)
    .map((d) => `${kind} ${d}`),
)

test('only what nobody can have meant is put right without asking', () => {
  expect(mended.sort()).toEqual(['projection changed', 'reset taken_over', 'runbook lost', 'task lost'])
  expect(mendOf(as({ kind: 'task', difference: 'missing', status: 'open' }))).toBeNull()
})

test('and only while nobody has decided it', () => {
  for (const status of findingStatuses.filter((one) => one !== 'open'))
    expect(mendOf(as({ kind: 'task', difference: 'lost', status })), status).toBeNull()
})

test('an operator may ask for the same', () => {
  for (const kind of ['task', 'runbook', 'projection'] as const) {
    const difference = kind === 'projection' ? 'changed' : 'lost'
    expect(handWork(as({ kind, difference, ours: null, theirs: null }))).toBeNull()
    expect(repairWords({ kind, difference, subject })).not.toBe('')
  }
})
