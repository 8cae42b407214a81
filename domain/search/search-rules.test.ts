import fc from 'fast-check'
import { expect, test } from 'vitest'
import { patternsOf, prefixQueryOf, wordsOfQuery } from './search-rules.ts'

test('words are what stands between everything else, once each, in lower case', () => {
  expect(wordsOfQuery('  Send issue-148, send! Ünï ')).toEqual(['send', 'issue', '148', 'ünï'])
  expect(wordsOfQuery(' & | :* %_ ')).toEqual([])
  expect(wordsOfQuery('a b c d e f g h i j')).toHaveLength(8)
})

test('each word is the beginning of one, or a part of one', () => {
  expect(prefixQueryOf(['send', '148'])).toBe('send:* & 148:*')
  expect(prefixQueryOf([])).toBe('')
  expect(patternsOf(['send'])).toEqual(['%send%'])
})

test('nothing that is typed reaches the query language', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(prefixQueryOf(wordsOfQuery(text))).toMatch(/^(?:[\p{L}\p{N}]+:\*(?: & (?=.)|$))*$/u)
    }),
  )
})
