import { expect, test } from 'vitest'
import { idFrom } from './derived-ids.ts'
import { newId } from './ids.ts'

test('an id of a key has the shape of any other, and is the same for the same words only', () => {
  const id = idFrom('task', 'op_1', 'key')
  expect(id).toMatch(/^t_[0-9a-hjkmnp-tv-z]{16}$/)
  expect(idFrom('agent', 'op_1', 'key')).toMatch(/^ag_/)
  expect(id).toHaveLength(newId('task').length)
  expect(idFrom('task', 'op_1', 'key')).toBe(id)
  expect(idFrom('task', 'op_2', 'key')).not.toBe(id)
  expect(idFrom('task', 'op_1k', 'ey')).not.toBe(id)
  expect(idFrom('agent', 'op_1', 'key').slice(3)).not.toBe(id.slice(2))
})
