import { expect, test } from 'vitest'
import { notHashedReasons } from './artifact.ts'
import { notHashedWords } from './place-rules.ts'

test('what is wrong with a place reads behind its name, to an operator and to the agent itself', () => {
  const read = (whose?: 'your') => notHashedReasons.map((reason) => `It ${notHashedWords(reason, whose)}.`)
  expect(read()).toEqual([
    'It leads out of the agent’s workspace.',
    'It is no file in the agent’s workspace.',
    'It is not a file.',
    'It is too long.',
    'It is larger than 500 MB; record it in parts.',
    'It holds a character that no path can hold.',
    'It could not be read as it was found.',
  ])
  expect(read('your').slice(0, 2)).toEqual([
    'It leads out of your workspace.',
    'It is no file in your workspace.',
  ])
})
