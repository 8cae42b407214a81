import { expect, test } from 'vitest'
import { taskStatuses, waitKinds } from '#domain/task/task-words.ts'
import { astrayOf, newTally, tallied } from './tally.ts'

const seen = (id: string, status: string, waitKind: string | null = null) => ({ id, status, waitKind })

test('everything that a task was ever seen to be is kept, once', () => {
  const tally = newTally()
  tallied(tally, 1_000, [seen('a', 'requested')])
  tallied(tally, 1_500, [seen('a', 'waiting', 'executor'), seen('b', 'requested')])
  tallied(tally, 4_500, [seen('a', 'waiting', 'executor'), seen('b', 'failed')])
  tallied(tally, 5_000, [seen('a', 'done'), seen('b', 'done')])
  expect(tally).toMatchObject({ readings: 4, longestGapMs: 3_000, lastAt: 5_000 })
  expect([...tally.states]).toEqual([
    ['a', ['requested', 'waiting: executor', 'done']],
    ['b', ['requested', 'failed', 'done']],
  ])
})

test('whatever is not on its way is astray', () => {
  const states = taskStatuses.filter((status) => status !== 'waiting')
  expect(astrayOf(states)).toEqual(['needs_verification', 'failed', 'cancelled', 'frozen'])
  const waits = waitKinds.map((kind) => `waiting: ${kind}`)
  expect(astrayOf(waits)).toEqual(waits.filter((wait) => wait !== 'waiting: executor'))
})
