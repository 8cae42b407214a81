import { expect, test } from 'vitest'
import { closedWords } from './connect-refusals.ts'

test('a connection that was closed over a message of ours says so; any other may be a restart', () => {
  expect(closedWords(1009)).toMatch(/^A message to the gateway was larger than it takes/)
  for (const code of [1000, 1006, 1012]) expect(closedWords(code)).toMatch(/may be restarting/)
})
