import { expect, test } from 'vitest'
import { mediaKinds } from './artifact.ts'
import { bytesRefusal, kindWords } from './limit-rules.ts'
import { headBytes, mediaOf, mediaOfName } from './media-rules.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const hex = (text: string) => Uint8Array.from(Buffer.from(text, 'hex'))
const kindOf = (name: string, head: Uint8Array) => mediaOf(name, head).kind

test.each([
  ['cover.png', '89504e470d0a1a0a00', 'image', 'image/png'],
  ['a.bin', 'ffd8ffe000', 'image', 'image/jpeg'],
  ['anim', '474946383961', 'image', 'image/gif'],
  ['x.webp', '524946460000000057454250', 'image', 'image/webp'],
  ['paper.txt', '255044462d312e37', 'pdf', 'application/pdf'],
  ['holiday.png', '4d5a9000', 'program', 'application/octet-stream'],
  ['notes.md', '7f454c4602', 'program', 'application/octet-stream'],
  ['tool', 'cffaedfe07', 'program', 'application/octet-stream'],
])('%s that begins with %s is of kind %s', (name, head, kind, type) => {
  expect(mediaOf(name, hex(head))).toEqual({ kind, type })
})

test('what holds a page is a page, whatever its name says', () => {
  const pages = [
    '<!DOCTYPE html><p>',
    '\n <html>',
    '<svg xmlns="x">',
    '<?xml version="1.0"?><svg>',
    '<!-- x --><script>',
  ]
  for (const page of pages)
    for (const name of ['a.png', 'a.txt', 'a.md', 'a']) expect(kindOf(name, bytes(page))).toBe('page')
  expect(mediaOf('logo.svg', bytes('<svg>'))).toEqual({ kind: 'page', type: 'image/svg+xml' })
  expect(kindOf('page.html', bytes('no mark-up at all'))).toBe('page')
})

test('text is what its name says, or plain text; what calls itself an image and is text is text', () => {
  expect(kindOf('a.md', bytes('# Title'))).toBe('markdown')
  expect(kindOf('a.csv', bytes('a,b'))).toBe('table')
  expect(mediaOf('Makefile', bytes('all:'))).toEqual({ kind: 'text', type: 'text/plain' })
  expect(kindOf('a.png', bytes('not one'))).toBe('text')
  expect(kindOf('setup.bat', bytes('@echo off'))).toBe('program')
  expect(kindOf('empty.csv', bytes(''))).toBe('table')
})

test('what is not UTF-8 is not text, also where it says so; a character cut at the end of the head is no reason', () => {
  for (const name of ['a.md', 'a.csv', 'a.html', 'a.png', 'a.pdf'])
    expect(kindOf(name, hex('c328ff00'))).toBe('other')
  expect(kindOf('a.zip', hex('504b0304'))).toBe('archive')
  const cut = bytes(`${'x'.repeat(headBytes - 1)}é`).subarray(0, headBytes)
  expect(kindOf('long.txt', cut)).toBe('text')
})

test('a name alone says what it says it is', () => {
  expect(['a.PNG', 'a.tar.gz', 'a.dmg', 'a', '.gitignore'].map((name) => mediaOfName(name).kind)).toEqual([
    'image',
    'archive',
    'program',
    'other',
    'other',
  ])
})

test('what is too large or of a refused kind is refused with what would change it', () => {
  const limits = { mostMb: 2, refused: ['program' as const] }
  expect(bytesRefusal({ size: 2_000_000, kind: 'text' }, limits)).toBeNull()
  expect(bytesRefusal({ size: 2_000_001, kind: 'text' }, limits)).toMatch(
    /^It has 2.1 MB, and the policy takes 2 MB\./,
  )
  expect(bytesRefusal({ size: 1, kind: 'program' }, limits)).toMatch(/^Programs are refused by the policy\./)
  expect(Object.keys(kindWords)).toEqual([...mediaKinds])
})
