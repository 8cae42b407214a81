import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type DiffRow, diffRows, type Part } from './side-diff.ts'

const textOf = (parts: Part[] | null) => parts?.map(({ text }) => text).join('') ?? null
const side = (rows: DiffRow[], name: 'left' | 'right') =>
  rows
    .map((row) => textOf(row[name]))
    .filter((line) => line !== null)
    .join('\n')

test('an edited line stands beside what it was, with the words that differ', () => {
  const rows = diffRows('one\nBe kind to all.\nend', 'one\nBe rude to all.\nend\nmore')
  expect(rows.map(({ left, right }) => [textOf(left), textOf(right)])).toEqual([
    ['one', 'one'],
    ['Be kind to all.', 'Be rude to all.'],
    ['end', 'end'],
    [null, 'more'],
  ])
  expect(rows[1]?.left?.filter(({ isOwn }) => isOwn)).toEqual([{ text: 'kind', isOwn: true }])
  expect(rows[1]?.right?.filter(({ isOwn }) => isOwn)).toEqual([{ text: 'rude', isOwn: true }])
})

test('equal texts have no row that differs; each side can be read back from its column', () => {
  const anyText = fc
    .array(fc.constantFrom('a', 'b c', 'b d', 'e f g'), { minLength: 1, maxLength: 8 })
    .map((lines) => lines.join('\n'))
  fc.assert(
    fc.property(anyText, anyText, (ours, theirs) => {
      expect(diffRows(ours, ours).every(({ isSame }) => isSame)).toBe(true)
      const rows = diffRows(ours, theirs)
      expect(side(rows, 'left')).toBe(ours)
      expect(side(rows, 'right')).toBe(theirs)
      expect(rows.every(({ isSame }) => isSame)).toBe(ours === theirs)
    }),
  )
})
