import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bodyText } from './body-text.ts'

test('a body is shown as JSON of which nothing is lost', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (body) => {
      expect(JSON.parse(bodyText(body))).toEqual(JSON.parse(JSON.stringify(body)))
    }),
  )
})

test('characters that hide or turn text are escapes, also those of two units', () => {
  const body = { text: 'ada\u202emoc\u200b\u0007\u0085\u{e0041}\nx' }
  const text = bodyText(body)
  expect(text).toContain('ada\\u202emoc\\u200b\\u0007\\u0085\\udb40\\udc41\\nx')
  expect(JSON.parse(text)).toEqual(body)
})
