import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parametersHash } from '../ledger/digest.ts'
import type { Parameters } from '../run/run.ts'
import { changedWords, differencesOf, type Recorded } from './difference-rules.ts'

const anyParameters = fc.dictionary(
  fc.constantFrom('to', 'body', 'subject', 'list', '__proto__', 'toString'),
  fc.jsonValue({ maxDepth: 2 }),
  { maxKeys: 4 },
) as fc.Arbitrary<Parameters>
const recorded = (parameters: Parameters, change: Partial<Recorded> = {}): Recorded => ({
  hash: parametersHash('send_message', parameters),
  parameters,
  isWhole: true,
  ...change,
})
const kindsOf = (before: Parameters, now: Parameters) =>
  differencesOf(recorded(before), recorded(now)).map(({ name, kind }) => `${name} ${kind}`)

test('only what differs is told apart; what is gone comes last', () => {
  const before = { to: 'ada@example.com', cc: 'grace@example.com', body: 'Hello' }
  expect(kindsOf(before, { to: 'ada@example.com', body: 'Goodbye', urgent: true })).toEqual([
    'to same',
    'body changed',
    'urgent added',
    'cc removed',
  ])
})

test('the order of keys is no difference, that of a list is one', () => {
  expect(kindsOf({ a: { x: 1, y: [1, 2] } }, { a: { y: [1, 2], x: 1 } })).toEqual(['a same'])
  expect(kindsOf({ a: [1, 2] }, { a: [2, 1] })).toEqual(['a changed'])
  expect(kindsOf({ a: [] }, { a: {} })).toEqual(['a changed'])
  expect(kindsOf({ a: '1' }, { a: 1 })).toEqual(['a changed'])
})

test.each<[string, Parameters[string], Parameters[string], string]>([
  ['the same object in another order', { x: 1, y: [1, { z: null }] }, { y: [1, { z: null }], x: 1 }, 'same'],
  ['nothing in it', {}, {}, 'same'],
  ['the same list', [1, 'a', null], [1, 'a', null], 'same'],
  ['nothing at all', null, null, 'same'],
  ['one value of two', { x: 1, y: 1 }, { x: 1, y: 2 }, 'changed'],
  ['one name of two', { x: 1, y: 1 }, { x: 1, z: 1 }, 'changed'],
  ['one more', { x: 1 }, { x: 1, y: 1 }, 'changed'],
  ['one less', { x: 1, y: 1 }, { x: 1 }, 'changed'],
  ['deep inside', { x: [{ y: 1 }] }, { x: [{ y: 2 }] }, 'changed'],
  ['a longer list', [1], [1, 2], 'changed'],
  ['a list and an object like it', ['a'], { 0: 'a' }, 'changed'],
  ['nothing and an object', null, {}, 'changed'],
  ['an object and nothing', {}, null, 'changed'],
  ['a number and an object', 5, {}, 'changed'],
  ['an object and a number', {}, 5, 'changed'],
  ['a word and an object like it', 'a', { 0: 'a' }, 'changed'],
  ['a list and a word like it', { 0: 'a' }, 'a', 'changed'],
])('beside a parameter that changed, the other is read by itself: %s', (_, before, now, kind) => {
  expect(kindsOf({ to: 'ada', it: before }, { to: 'bo', it: now })).toEqual(['to changed', `it ${kind}`])
})

test('one hash is one call, though it is masked otherwise by now', () => {
  const one = { hash: 'a', isWhole: false }
  const before = recorded({ key: 'abc', only: 1 }, one)
  expect(differencesOf(before, recorded({ key: '[secret]', now: 1 }, one))).toEqual([
    { name: 'key', kind: 'same', now: '[secret]' },
    { name: 'now', kind: 'same', now: 1 },
  ])
})

test('what is masked counts as the same only where the whole call is', () => {
  const [then, now] = [
    { key: '[secret]', to: 'ada' },
    { key: '[secret]', to: 'bo' },
  ]
  const kinds = (before: Recorded, after: Recorded) => differencesOf(before, after).map(({ kind }) => kind)
  const masked = { isWhole: false, hash: 'a' }
  expect(kinds(recorded(then, masked), recorded(now, { ...masked, hash: 'b' }))).toEqual([
    'masked',
    'changed',
  ])
  expect(kinds(recorded(then), recorded(then, { ...masked, hash: 'b' }))).toEqual(['masked', 'masked'])
  expect(kinds(recorded(then, masked), recorded(then, masked))).toEqual(['same', 'same'])
})

test('all is the same exactly where the two calls have one hash', () => {
  fc.assert(
    fc.property(anyParameters, anyParameters, (before, now) => {
      const isSame = differencesOf(recorded(before), recorded(now)).every(({ kind }) => kind === 'same')
      expect(isSame).toBe(recorded(before).hash === recorded(now).hash)
      expect(differencesOf(recorded(now), recorded(now)).every(({ kind }) => kind === 'same')).toBe(true)
    }),
  )
})

test('the earlier call and what differs make the later one, and the other way round', () => {
  fc.assert(
    fc.property(anyParameters, anyParameters, (before, now) => {
      const differences = differencesOf(recorded(before), recorded(now))
      const later = differences.flatMap((one) => ('now' in one ? [[one.name, one.now] as const] : []))
      expect(Object.entries(now)).toEqual(later)
      const earlier = differences.flatMap((one): [string, unknown][] => {
        if (one.kind === 'added') return []
        return [[one.name, 'before' in one ? one.before : one.now]]
      })
      const again = Object.fromEntries(earlier)
      expect(parametersHash('send_message', again)).toBe(recorded(before).hash)
    }),
  )
})

test('the other way round, what came goes and what went comes', () => {
  const turned = { added: 'removed', removed: 'added', changed: 'changed', same: 'same', masked: 'masked' }
  fc.assert(
    fc.property(anyParameters, anyParameters, (before, now) => {
      const there = differencesOf(recorded(before), recorded(now)).map(({ name, kind }) => [
        name,
        turned[kind],
      ])
      const back = differencesOf(recorded(now), recorded(before)).map(({ name, kind }) => [name, kind])
      expect(there.toSorted()).toEqual(back.toSorted())
    }),
  )
})

test('what an approver changed is told one parameter a line, and nothing where nobody did', () => {
  const parameters = { to: 'b', added: [1], same: 1 }
  const edited = { asked: { parameters: { to: 'a', gone: 1, same: 1 }, hash: 'h1' }, changes: [] }
  expect(changedWords({ parameters, hash: 'h2', edited })).toBe('to: "b"\nadded: [1]\ngone: left out')
  expect(changedWords({ parameters, hash: 'h2' })).toBe('')
  const long = changedWords({ parameters: { to: 'x'.repeat(9_000) }, hash: 'h2', edited })
  expect(long.length).toBe(6_001)
  expect(long.endsWith('…')).toBe(true)
  const exact = { to: 'x'.repeat(6_000 - 'to: ""'.length) }
  const whole = changedWords({
    parameters: exact,
    hash: 'h2',
    edited: { ...edited, asked: { ...edited.asked, parameters: {} } },
  })
  expect(whole).toBe(`to: "${exact.to}"`)
})
