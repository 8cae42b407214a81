import { expect, test } from 'vitest'
import { Refused } from './errors.ts'

test('a refusal carries its code and the sentence that the operator reads', () => {
  const refused = new Refused('not_found', 'There is no such task.')
  expect(refused).toBeInstanceOf(Error)
  expect({ ...refused, message: refused.message }).toEqual({
    name: 'Refused',
    code: 'not_found',
    message: 'There is no such task.',
  })
})
