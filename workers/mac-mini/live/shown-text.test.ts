import { expect, test } from 'vitest'
import { liveLimits } from '#domain/live/live.ts'
import { mask } from '#domain/run/masking.ts'
import { cpuMsOf } from '#test/cpu-time.ts'
import { beginOf, shownDetail, shownLine, shownText, withoutLastWord } from './shown-text.ts'

const secret = 'sk-proj-abcdefghijklmnopqrstuvwx'

test('of a text that goes on, no part of a secret is shown before all of it is there', () => {
  const text = `The key is ${secret} and more`
  const shown = Array.from(text, (_, i) => shownText(text.slice(0, i + 1), true))
  for (const one of shown) expect(one).not.toMatch(/sk-/)
  expect(shown.at(-1)).toBe(`The key is ${mask} and `)
  expect(shownText(text, false)).toBe(`The key is ${mask} and more`)
})

test('a private key is masked from its first line on', () => {
  const text = '-----BEGIN PRIVATE KEY-----\nMIIabc\nMIIdef\n'
  expect(shownText(text, true)).toBe(mask)
})

test('words of scripts without spaces are not held back', () => {
  expect(withoutLastWord('こんにちは世界 abc')).toBe('こんにちは世界 ')
  expect(withoutLastWord('こんにちは世界')).toBe('こんにちは世界')
})

test('a detail is words where it is words, else JSON, masked by name and by look', () => {
  expect(shownDetail({ content: [{ type: 'text', text: `it is ${secret}` }] })).toBe(`it is ${mask}`)
  expect(JSON.parse(shownDetail({ to: 'ada', password: 'hunter2', list: [1, secret] }))).toEqual({
    to: 'ada',
    password: mask,
    list: [1, mask],
  })
  expect(shownDetail(undefined)).toBe('')
})

test('what is huge is read at its beginning alone, and a secret at the cut is not half shown', () => {
  const huge = { body: 'x '.repeat(13_000_000), deep: {} as object }
  for (let i = 0, at = huge.deep; i < 1_000; i++) at = (at as { a: object }).a = {}
  expect(shownDetail(huge).length).toBeLessThanOrEqual(liveLimits.detail)
  // All of it would be twice that.
  expect(cpuMsOf(() => shownDetail(huge))).toBeLessThan(250)
  const cut = `${'x '.repeat(4 * liveLimits.detail).slice(0, 4 * liveLimits.detail - 9)}${secret}`
  expect(shownLine(cut, 1_000_000)).not.toMatch(/sk-/)
  expect(shownDetail({ a: cut })).not.toMatch(/sk-/)
})

test('what turns a name around, or is not to be seen in it, is not shown; lines and joined signs stay', () => {
  const turned = 'invoice-\u202efdp.exe'
  expect(JSON.parse(shownDetail({ path: turned, 'na\u2066me': '\u{e0041}b' }))).toEqual({
    path: 'invoice-fdp.exe',
    name: 'b',
  })
  expect(shownDetail(`${turned}\n\u200bsaved`)).toBe('invoice-fdp.exe\nsaved')
  expect(shownText(turned, false)).toBe('invoice-fdp.exe')
  expect(shownLine('👩‍💻 ❤️\tمی‌خواهم', 100)).toBe('👩‍💻 ❤️\tمی‌خواهم')
  expect(shownLine(`sk-proj-\u200babcdefghijklmnopqrstuvwx`, 100)).toBe(mask)
})

test('a beginning holds whole characters, and control characters go', () => {
  expect(beginOf('a🂡', 2).isWellFormed()).toBe(true)
  expect(shownLine('a\u0000b\u001b[31m\nc', 100)).toBe('ab[31m\nc')
})
