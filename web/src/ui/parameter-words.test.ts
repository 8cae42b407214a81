import { expect, test } from 'vitest'
import { differencesOf } from '#domain/approval/difference-rules.ts'
import type { Parameters } from '#domain/run/run.ts'
import { comparedWords, parameterLines } from './parameter-words.ts'

const lines = (parameters: Parameters) =>
  parameterLines(parameters).map(({ name, parts }) => ({
    name,
    value: parts.map(({ text }) => text).join(''),
  }))

test('parameters are shown whole: text as it is, the rest as JSON', () => {
  expect(lines({ to: 'ada', lines: 'a\n\tb', list: ['x'], n: 3, none: null })).toEqual([
    { name: 'to', value: 'ada' },
    { name: 'lines', value: 'a\n\tb' },
    { name: 'list', value: '[\n  "x"\n]' },
    { name: 'n', value: '3' },
    { name: 'none', value: 'null' },
  ])
})

test('characters that hide or turn text are written out', () => {
  const [line] = lines({ 'to\u200b': 'ada\u202emoc.elpmaxe\u0007\r' })
  expect(line).toEqual({ name: 'to‹U+200B›', value: 'ada‹U+202E›moc.elpmaxe‹U+0007›‹U+000D›' })
})

const recorded = (parameters: Parameters, hash: string) => ({ parameters, hash, isWhole: true })
const against = (before: Parameters, now: Parameters) =>
  parameterLines(now, differencesOf(recorded(before, 'a'), recorded(now, 'b')))

test('of a changed text only the words that differ are marked, and what was there is told', () => {
  const [to, body] = against({ to: 'ada', body: 'Bread is 3 USD' }, { to: 'ada', body: 'Bread is 4 USD' })
  expect(to).toMatchObject({ kind: 'same', before: null })
  expect(body?.kind).toBe('changed')
  expect(body?.parts.filter(({ isOwn }) => isOwn).map(({ text }) => text)).toEqual(['4'])
  expect(body?.before?.filter(({ isOwn }) => isOwn).map(({ text }) => text)).toEqual(['3'])
})

test('a difference that cannot be seen in words marks the whole', () => {
  const [line] = against({ n: '1' }, { n: 1 })
  expect(line?.kind).toBe('changed')
  expect(line?.parts).toEqual([{ text: '1', isOwn: true }])
})

test('what is gone comes last and says what it was', () => {
  const all = against({ cc: 'grace', to: 'ada' }, { to: 'ada', urgent: true })
  expect(all.map(({ name, kind }) => [name, kind])).toEqual([
    ['to', 'same'],
    ['urgent', 'added'],
    ['cc', 'removed'],
  ])
})

test('the sentence counts what has to be read', () => {
  const of = (before: Parameters, now: Parameters) =>
    comparedWords(differencesOf(recorded(before, 'a'), recorded(now, 'b')))
  expect(of({ to: 'ada' }, { to: 'ada' })).toBe('nothing differs')
  expect(of({ to: 'ada', body: 'x' }, { to: 'ada', body: 'y' })).toBe('1 of 2 parameters differs')
  expect(of({ to: 'ada', body: 'x' }, { to: 'bo' })).toBe('2 of 2 parameters differ')
  const masked = { ...recorded({ key: '[secret]' }, 'a'), isWhole: false }
  expect(comparedWords(differencesOf(masked, { ...masked, hash: 'b' }))).toBe(
    'nothing that is readable differs; what is masked may',
  )
})
