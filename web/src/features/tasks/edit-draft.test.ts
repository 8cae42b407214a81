import { expect, test } from 'vitest'
import { draftOf, draftText } from './edit-draft.ts'

test('what is recorded comes back as it was', () => {
  const parameters = { to: 'ada@example.com', tags: ['a', 2, null], deep: { isIt: true } }
  expect(draftOf(draftText(parameters))).toEqual({ parameters, problem: null })
})

test('what is not JSON says in which line', () => {
  expect(draftOf('{\n  "to": "ada",\n  oops\n}').problem).toMatch(/^It is not JSON: line 3, character 3: /)
  expect(draftOf('{"to": "ada"').problem).toMatch(/^It is not JSON: /)
})

test('only one object is parameters of a call', () => {
  for (const text of ['[]', 'null', '"to"', '7']) {
    expect(draftOf(text)).toEqual({
      parameters: null,
      problem: 'It must be one object: { "name": value, … }.',
    })
  }
})
