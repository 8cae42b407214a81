import { expect, test, vi } from 'vitest'
import { z } from 'zod'
import { parsedOnce } from './parsed-once.ts'

test('what was read before is not checked again; what is another is, and what is wrong is refused each time', () => {
  const schema = z.strictObject({ limit: z.number().default(3) })
  const parse = vi.spyOn(schema, 'parse')
  const read = parsedOnce(schema)
  expect([read({}), read({}), read({ limit: 4 }), read({})]).toEqual([
    { limit: 3 },
    { limit: 3 },
    { limit: 4 },
    { limit: 3 },
  ])
  expect(parse).toHaveBeenCalledTimes(2)
  for (let times = 0; times < 2; times += 1) expect(() => read({ limit: 'many' })).toThrow('expected number')
  for (let limit = 0; limit < 2_000; limit += 1) expect(read({ limit })).toEqual({ limit })
})
