import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cleaned } from './clean-text.ts'

test('NUL and lone surrogates leave, everything else stays', () => {
  expect(cleaned('a\u0000b\ud800c 🎉\n')).toBe('ab�c 🎉\n')
  expect(cleaned({ 'k\u0000': ['\u0000', 1, null, true, { deep: '\udfff' }] })).toEqual({
    k: ['', 1, null, true, { deep: '�' }],
  })
})

test('a key that names the prototype is a key', () => {
  const value = JSON.parse('{"__proto__":{"a":1}}')
  expect(JSON.stringify(cleaned(value))).toBe('{"__proto__":{"a":1}}')
})

test('what is cleaned can be stored by Postgres and stays as it is when cleaned again', () => {
  fc.assert(
    fc.property(fc.jsonValue({ stringUnit: 'binary' }), (value) => {
      const once = cleaned(value)
      expect(JSON.stringify(once)).not.toMatch(/\\u0000|\\ud[89a-f]/)
      expect(cleaned(once)).toEqual(once)
    }),
  )
})
