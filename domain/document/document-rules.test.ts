import { expect, test } from 'vitest'
import {
  bytesOf,
  mostDocumentBytes,
  normalText,
  staleRefusal,
  textRefusal,
  titleKeyOf,
  titleOf,
} from './document-rules.ts'

test('titles that read alike are one', () => {
  expect(titleOf('  House \n style\t')).toBe('House style')
  for (const typed of ['house style', ' HOUSE   style ', 'Ｈouse style'])
    expect(titleKeyOf(typed)).toBe('house style')
  expect(titleKeyOf('House-style')).not.toBe('house style')
})

test('a text is refused with what is wrong and what to do', () => {
  expect(textRefusal('Hello.')).toBeNull()
  expect(textRefusal(' \n\t')).toBe('must not be empty')
  expect(textRefusal('a\u0000b')).toContain('NUL')
  expect(textRefusal('x'.repeat(mostDocumentBytes))).toBeNull()
  expect(textRefusal('x'.repeat(2_000_000))).toBe(
    'has 2,000 kB; a document may have 200 kB at most. Split it into several.',
  )
})

test('size is counted in bytes, as it is kept', () => {
  expect(bytesOf('aß東🂡')).toBe(10)
  expect(textRefusal('東'.repeat(mostDocumentBytes / 3 + 1))).toContain('200 kB at most')
})

test('line ends are one character, and the text is one that can be recorded', () => {
  expect(normalText('a\r\nb\rc\ud800')).toBe('a\nb\nc\ufffd')
})

test('a save of an old version is refused by the name of who was faster', () => {
  const current = { version: 4, changedByName: 'Grace' }
  expect(staleRefusal(current, 4)).toBeNull()
  expect(staleRefusal(current, 3)).toBe(
    'Grace saved version 4 while you changed version 3. Compare the two, then save again.',
  )
})
