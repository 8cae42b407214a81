import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compare, type Expected, type Mark, type Seen, type Snapshot } from './diff-rules.ts'
import type { MirroredKind, Side } from './finding.ts'

const side = (value: string): Side => ({ hash: `h-${value}`, line: value, text: value, isMasked: false })
const subject = (key: string) => ({ key, name: key, where: 'main' })
const aJob = (key: string, value: string, change: Partial<Seen> = {}): Seen => ({
  kind: 'cron',
  subject: subject(key),
  side: side(value),
  isPassing: false,
  agentId: 'main',
  bornAt: 1,
  ...change,
})
const markOf = ({ kind, subject, side, isPassing }: Seen): Mark => ({
  kind,
  subject,
  hash: side?.hash ?? null,
  isPassing,
})
const expecting = (seen: Seen[], change: Partial<Expected> = {}): Expected => ({
  isFirst: false,
  marks: seen.map(markOf),
  requiredAgents: [],
  ...change,
})
const sight = (...seen: Seen[]): Snapshot => ({ seen, unread: [] })
const wordsOf = (expected: Expected, snapshot: Snapshot) =>
  compare(expected, snapshot).differing.map(
    ({ difference, kind, subject: { key } }) => `${difference} ${kind} ${key}`,
  )

test('jobs: changed, missing, extra and there twice', () => {
  const quotes = aJob('quotes', 'every day')
  const news = aJob('news', 'every hour')
  const expected = expecting([quotes, news])
  expect(wordsOf(expected, sight(quotes, news))).toEqual([])
  expect(wordsOf(expected, sight(aJob('quotes', 'every minute'), news))).toEqual(['changed cron quotes'])
  expect(wordsOf(expected, sight(quotes))).toEqual(['missing cron news'])
  expect(wordsOf(expected, sight(quotes, news, aJob('spam', 'x')))).toEqual(['extra cron spam'])
  const twice = compare(expected, sight(aJob('q2', 'every day', { bornAt: 0 }), quotes, news))
  expect(twice.differing).toMatchObject([{ difference: 'duplicate', subject: { key: 'q2' }, twin: 'quotes' }])
})

test('the first look adopts all there is, but of equal jobs the oldest only', () => {
  const first = expecting([], { isFirst: true })
  const { adopted, differing } = compare(
    first,
    sight(aJob('b', 'same', { bornAt: 2 }), aJob('a', 'same', { bornAt: 3 }), aJob('c', 'other')),
  )
  expect(adopted.map((one) => one.subject.key)).toEqual(['c', 'b'])
  expect(differing).toMatchObject([{ difference: 'duplicate', subject: { key: 'a' }, twin: 'b' }])
})

test('a job that runs once is not missed when it is gone', () => {
  const once = aJob('once', 'at noon', { isPassing: true })
  expect(compare(expecting([once]), sight())).toEqual({
    differing: [],
    adopted: [],
    dropped: [markOf(once)],
  })
})

test('an agent of ours has to be there, known before or not; another one that appears is extra', () => {
  const agent = (key: string) => aJob(key, key, { kind: 'agent', agentId: key })
  const needs = { requiredAgents: [subject('ines')] }
  expect(wordsOf(expecting([], { isFirst: true, ...needs }), sight())).toEqual(['missing agent ines'])
  expect(wordsOf(expecting([agent('ines')], needs), sight())).toEqual(['missing agent ines'])
  const { adopted, differing } = compare(expecting([], needs), sight(agent('ines'), agent('eve')))
  expect(adopted).toMatchObject([{ subject: { key: 'ines' } }])
  expect(differing).toMatchObject([{ difference: 'extra', subject: { key: 'eve' } }])
})

test('a file: gone, come and edited; those of an agent that is not looked at are let alone', () => {
  const file = (key: string, text: string | null) =>
    aJob(key, text ?? '', { kind: 'agent_file', ...(text === null && { side: null }) })
  const expected = expecting([file('a', 'one'), file('b', null)])
  expect(wordsOf(expected, sight(file('a', null), file('b', 'new')))).toEqual([
    'missing agent_file a',
    'extra agent_file b',
  ])
  expect(wordsOf(expected, sight(file('a', 'two'), file('b', null)))).toEqual(['changed agent_file a'])
  expect(wordsOf(expected, sight())).toEqual([])
  expect(compare(expecting([]), sight(file('c', 'x'))).adopted).toHaveLength(1)
})

test('a list of skills is held against what policies say; what is right is held once, what is not said is let alone', () => {
  const list = (value: string) => aJob('main', value, { kind: 'agent_skills' })
  const said = expecting([list('weather')], { due: ['main'] })
  expect(compare(said, sight(list('weather')))).toMatchObject({
    differing: [],
    adopted: [{ kind: 'agent_skills', subject: { key: 'main' } }],
  })
  expect(compare({ ...said, due: [] }, sight(list('weather'))).adopted).toEqual([])
  const other = compare(said, sight(list('all')))
  expect(other.differing).toMatchObject([{ kind: 'agent_skills', difference: 'changed' }])
  expect(other.adopted).toEqual([])
  const nothing = { differing: [], adopted: [], dropped: [] }
  expect(compare(said, sight())).toEqual(nothing)
  expect(compare(expecting([]), sight(list('all')))).toEqual(nothing)
  expect(compare(expecting([], { isFirst: true }), sight(list('all')))).toEqual(nothing)
  const lapsed = [markOf(list('weather'))]
  expect(compare(expecting([], { lapsed }), sight())).toEqual({ ...nothing, dropped: lapsed })
})

test('what could not be read is neither missing nor changed', () => {
  const job = aJob('quotes', 'every day')
  const unread = [{ kind: 'cron' as const, key: 'quotes', why: 'it did not answer' }]
  expect(compare(expecting([job]), { seen: [], unread }).differing).toEqual([])
  const all = [{ kind: 'cron' as const, key: '*', why: 'it did not answer' }]
  expect(compare(expecting([job, aJob('news', 'x')]), { seen: [], unread: all }).differing).toEqual([])
  expect(wordsOf(expecting([job]), { seen: [], unread: [] })).toEqual(['missing cron quotes'])
})

// Random gateways: what the record holds, what is there, and a repair of each difference by hand.
const anyThing = fc.record({
  key: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
  kind: fc.constantFrom<MirroredKind>('cron', 'agent', 'agent_file'),
  value: fc.constantFrom('v1', 'v2', 'v3'),
  bornAt: fc.integer({ min: 0, max: 3 }),
  isPassing: fc.boolean(),
})
const anySight = fc.array(anyThing, { maxLength: 12 }).map((things) => {
  const byId = new Map(things.map((thing) => [`${thing.kind} ${thing.key}`, thing]))
  return [...byId.values()].map(({ key, kind, value, bornAt, isPassing }) =>
    aJob(key, value, { kind, bornAt, isPassing: kind === 'cron' && isPassing }),
  )
})

test('what was adopted just now differs in nothing', () => {
  fc.assert(
    fc.property(anySight, (seen) => {
      const { adopted, differing } = compare(expecting([], { isFirst: true }), sight(...seen))
      const twins = new Set(differing.map(({ kind, subject: { key } }) => `${kind} ${key}`))
      const rest = seen.filter(({ kind, subject: { key } }) => !twins.has(`${kind} ${key}`))
      expect(compare(expecting(adopted), sight(...rest))).toEqual({ differing: [], adopted: [], dropped: [] })
    }),
  )
})

test('repairing each difference leaves none, and so does adopting each; order changes nothing', () => {
  fc.assert(
    fc.property(anySight, anySight, (held, there) => {
      const expected = expecting(held)
      const { differing, adopted, dropped } = compare(expected, sight(...there))
      expect(compare(expected, sight(...there.toReversed())).differing).toEqual(differing)
      const idOf = ({ kind, subject: { key } }: { kind: string; subject: { key: string } }) =>
        `${kind} ${key}`
      const apart = new Map(differing.map((one) => [idOf(one), one]))
      const passed = new Set(dropped.map(idOf))
      const marks = [...held, ...adopted].filter((one) => !passed.has(idOf(one)))
      const repaired = there
        .filter((one) => !apart.has(idOf(one)) || apart.get(idOf(one))?.difference === 'changed')
        .map((one) => held.find((mine) => idOf(mine) === idOf(one)) ?? one)
      const restored = held.filter((one) => apart.get(idOf(one))?.difference === 'missing')
      expect(compare(expecting(marks), sight(...repaired, ...restored)).differing).toEqual([])
      const right = marks.filter((one) => !apart.has(idOf(one)))
      const taken = there.filter((one) => apart.has(idOf(one)))
      expect(compare(expecting([...right, ...taken]), sight(...there)).differing).toEqual([])
    }),
    { numRuns: 500 },
  )
})
