import { expect, test } from 'vitest'
import type { Parameters } from '../run/run.ts'
import { isWithinTarget, placeTexts, recipientsOf, targetOf } from './target-rules.ts'

const hash = 'a'.repeat(64)
const isWithin = (approved: Parameters, call: Parameters) =>
  isWithinTarget(targetOf(hash, approved), 'b'.repeat(64), call)

test('the same call makes the same target, in whatever order its parameters stand', () => {
  const target = targetOf(hash, { to: 'ada', body: 'Hi', cc: ['bo'] })
  expect(target).toEqual({
    kind: 'places',
    names: ['body', 'cc', 'to'],
    places: { cc: '["bo"]', to: '"ada"' },
    upToUsd: null,
  })
  expect(targetOf(hash, { cc: ['bo'], to: 'ada', body: 'Hi' })).toEqual(target)
})

test.each<[string, Parameters]>([
  ['no parameter', {}],
  ['none that says where', { text: 'Hi', total: 3 }],
  ['something deeper', { to: 'ada', more: { to: 'eve' } }],
  ['a list that holds more than words', { to: ['ada', { to: 'eve' }] }],
  ['a list within a list', { to: [['eve']] }],
])('of a call with %s only exactly the same is covered', (_name, parameters) => {
  expect(targetOf(hash, parameters)).toEqual({ kind: 'call', hash })
})

test('a list that is empty hides no place', () => {
  expect(targetOf(hash, { to: 'ada', cc: [] }).kind).toBe('places')
})

test.each<[string, Parameters, Parameters, boolean]>([
  ['the same place', { to: 'ada' }, { to: 'ada' }, true],
  ['money where none was approved', { to: 'ada', amountUsd: 'x' }, { to: 'ada', amountUsd: 1 }, false],
  ['no money where none was approved', { to: 'ada', amountUsd: 'x' }, { to: 'ada' }, true],
  ['as much as was approved', { to: 'ada', amountUsd: 5 }, { to: 'ada', amountUsd: 5 }, true],
  ['more than was approved', { to: 'ada', amountUsd: 5 }, { to: 'ada', amountUsd: 5.01 }, false],
  ['an amount left out', { to: 'ada', amountUsd: 5 }, { to: 'ada' }, false],
  ['a list that hides a place', { to: 'ada', tag: ['a'] }, { to: 'ada', tag: ['a', { to: 'eve' }] }, false],
])('%s', (_name, approved, call, isCovered) => {
  expect(isWithin(approved, call)).toBe(isCovered)
})

test.each<[Parameters, string[]]>([
  [{ text: 'Hi' }, ['exactly these parameters']],
  [{ to: 'say "hi"' }, ['to say "hi"']],
  [{ to: 'ada', amountUsd: 10 }, ['to ada', 'up to $10']],
  [{ chatId: 42, cc: ['bo'] }, ['cc ["bo"]', 'chatId 42']],
])('what was approved with %j covers, in words, %j', (parameters, texts) => {
  expect(placeTexts(targetOf(hash, parameters))).toEqual(texts)
})

test.each<[string, Parameters]>([
  ['nobody is named', { body: 'Hi' }],
  ['all names are empty', { to: '  ', cc: [], bcc: null }],
  ['what is named is no name', { to: true }],
  ['one of two is no name', { to: 'ada', cc: true }],
  ['one of a list is no name', { to: ['ada', true] }],
  ['only a sender or an answer is named', { from: 'ada', replyTo: 'bo', senderEmail: 'cy' }],
  ['only a place that is not a person is named', { file: 'a.pdf', account: '7' }],
])('whom it goes to is not said plainly where %s', (_name, parameters) => {
  expect(recipientsOf(parameters)).toBeNull()
})

test.each<[Parameters, 'one' | 'several' | 'list']>([
  [{ to: 'ada' }, 'one'],
  [{ to: 'ada', cc: '  ', bcc: null }, 'one'],
  [{ to: 'ada,' }, 'one'],
  [{ to: 'ada; ' }, 'one'],
  [{ to: 'ada#1234' }, 'one'],
  [{ to: 'Ada <ada@example.com>' }, 'one'],
  [{ channel: 'telegram', target: 42 }, 'one'],
  [{ to: 'Lovelace, Ada' }, 'several'],
  [{ to: 'ada@example.com bo@example.com' }, 'several'],
  [{ to: 'ada\nbo' }, 'several'],
  [{ to: 'ada|bo' }, 'several'],
  [{ to: 'ada', cc: 'bo' }, 'several'],
  [{ to: ['ada', 'bo'], channel: 'telegram' }, 'several'],
  [{ channel: 'telegram', target: 'ada, bo' }, 'several'],
  [{ to: ' #news' }, 'list'],
  [{ to: '*@example.com' }, 'list'],
  [{ to: 'all-staff@example.com' }, 'list'],
  [{ to: ['ada', 'everyone'] }, 'list'],
  [{ audience: 'ada' }, 'list'],
  [{ listId: 7 }, 'list'],
])('%j goes to %s', (parameters, reach) => {
  expect(recipientsOf(parameters)?.reach).toBe(reach)
})
