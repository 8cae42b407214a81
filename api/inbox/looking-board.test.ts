import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createLookingBoard, lookingMs } from './looking-board.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const ada = { id: 'op_ada', name: 'Ada' }
const grace = { id: 'op_grace', name: 'Grace' }
const seen = (operator: typeof ada, itemId: string) => ({
  operatorId: operator.id,
  name: operator.name,
  itemId,
})

test('each operator looks at one item, and listeners hear of changes only', () => {
  const board = createLookingBoard()
  const heard = vi.fn()
  const stop = board.listen(heard)
  board.look(ada, 'failed:t_1')
  board.look(grace, 'failed:t_1')
  board.look(ada, 'failed:t_1')
  expect(heard).toHaveBeenCalledTimes(2)
  expect(board.all()).toEqual([seen(grace, 'failed:t_1'), seen(ada, 'failed:t_1')])
  board.look(ada, 'failed:t_2')
  board.look(grace, null)
  board.look(grace, null)
  expect(heard).toHaveBeenCalledTimes(4)
  expect(board.all()).toEqual([seen(ada, 'failed:t_2')])
  stop()
  board.look(ada, null)
  expect(heard).toHaveBeenCalledTimes(4)
})

test('a page that says nothing more is forgotten, and that is told; one that repeats itself stays', () => {
  const board = createLookingBoard()
  board.look(ada, 'failed:t_1')
  vi.advanceTimersByTime(lookingMs - 1)
  board.look(ada, 'failed:t_1')
  vi.advanceTimersByTime(lookingMs - 1)
  expect(board.all()).toHaveLength(1)
  const heard = vi.fn()
  board.listen(heard)
  vi.advanceTimersByTime(1)
  expect(board.all()).toEqual([])
  expect(heard).toHaveBeenCalledOnce()
})
