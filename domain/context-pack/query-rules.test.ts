import { expect, test } from 'vitest'
import { anyWordOf, mostWords } from './query-rules.ts'

test('any word of the texts, each once, quoted; the first texts first', () => {
  expect(anyWordOf(['Thank Ada, or not!', 'thank her-self'])).toBe(
    '"thank" or "ada" or "or" or "not" or "her" or "self"',
  )
})

test('signs, single letters and what is no word are left out; nothing is asked for by nothing', () => {
  expect(anyWordOf(['a -- "b" \u0000 😀', 'x'.repeat(61)])).toBe('')
})

test('letters of every language are words', () => {
  expect(anyWordOf(['Öl für Łódź 東京 v2'])).toBe('"öl" or "für" or "łódź" or "東京" or "v2"')
})

test('a long task asks for its first words', () => {
  const words = Array.from({ length: 200 }, (_, at) => `word${at}`)
  expect(anyWordOf([words.join(' ')]).split(' or ')).toHaveLength(mostWords)
})
