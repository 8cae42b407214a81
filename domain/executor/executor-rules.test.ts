import { expect, test } from 'vitest'
import { controlQueue, controlQueueOf, ownScope, runQueueOf } from '../ids.ts'
import { executorNameProblem, retireRefusal } from './executor-rules.ts'

test.each(['mac-mini', 'mac-studio-2', 'a'])('%s is a name', (name) => {
  expect(executorNameProblem(name)).toBeNull()
})

test.each([
  '',
  'Mac-mini',
  '2-mac',
  'mac mini',
  'mac/mini',
  'mac-',
  'a'.repeat(41),
  'mini-control',
  controlQueue,
  ownScope,
])('“%s” is none, and it says why', (name) => {
  expect(executorNameProblem(name)).toMatch(/^(must|is taken)/)
})

test('no two names share a queue', () => {
  const queuesOf = (name: string) => [runQueueOf(name), controlQueueOf(name)]
  const names = ['mac', 'mac-control', 'mac-mini', 'control'].filter((name) => !executorNameProblem(name))
  const queues = [controlQueue, ...names.flatMap(queuesOf)]
  expect(new Set(queues).size).toBe(queues.length)
})

test('one that agents live on, or tasks are open on, is not retired', () => {
  const empty = { name: 'mac', agents: 0, openTasks: 0 }
  expect(retireRefusal(empty)).toBeNull()
  expect(retireRefusal({ ...empty, agents: 1, openTasks: 3 })).toEqual({
    code: 'executor_in_use',
    message: '1 agent lives on mac. Move or retire them first.',
  })
  expect(retireRefusal({ ...empty, agents: 2 })?.message).toBe(
    '2 agents live on mac. Move or retire them first.',
  )
  expect(retireRefusal({ ...empty, openTasks: 1 })?.message).toBe(
    '1 task is open on mac. Let them end, or cancel them.',
  )
  expect(retireRefusal({ ...empty, openTasks: 2 })?.message).toContain('2 tasks are open on mac')
})
