import { expect, test } from 'vitest'
import { newId } from '#domain/ids.ts'
import { AgentId } from '../agents/contract.ts'
import { TaskId } from '../tasks/contract.ts'
import { idFrom } from './idempotency.ts'

test('an id of a key has the shape of any other, and is the same for the same words only', () => {
  const id = idFrom('task', 'op_1', 'key')
  expect(TaskId.parse(id)).toBe(id)
  expect(AgentId.parse(idFrom('agent', 'op_1', 'key'))).toMatch(/^ag_/)
  expect(id).toHaveLength(newId('task').length)
  expect(idFrom('task', 'op_1', 'key')).toBe(id)
  expect(idFrom('task', 'op_2', 'key')).not.toBe(id)
  expect(idFrom('task', 'op_1k', 'ey')).not.toBe(id)
  expect(idFrom('agent', 'op_1', 'key').slice(3)).not.toBe(id.slice(2))
})
