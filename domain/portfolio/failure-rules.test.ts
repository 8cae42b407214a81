import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  type Failure,
  failurePatterns,
  failureSignature,
  hardeningTask,
  tasksOfPattern,
} from './failure-rules.ts'

const aFailure = (change: Partial<Failure> = {}): Failure => ({
  error: 'The provider answered 503.',
  taskIds: ['t_1'],
  projectId: 'pr_1',
  projectName: 'Letter',
  first: change.at ?? '2026-11-24T12:00:00.000Z',
  at: '2026-11-24T12:00:00.000Z',
  count: 1,
  ...change,
})

test.each([
  ['The provider answered 503 after 12.5 s', 'The provider answered <n> after <n> s'],
  ['GET https://a.example/b?c=1 failed', 'GET <url> failed'],
  ['task t_0123456789abcdef is gone', 'task <id> is gone'],
  ['run 123e4567-e89b-12d3-a456-426614174000', 'run <id>'],
  ['since 2026-11-24T12:00:00.000Z', 'since <time>'],
  ['hash 0123456789abcdef0123', 'hash <hash>'],
  ['no mail to ada@example.com', 'no mail to <address>'],
  ['can’t read /srv/app/notes.md', 'can’t read <path>'],
  ['\n  first  line \nsecond', 'first line'],
  ['', 'no reason given'],
])('%j is %j', (error, signature) => {
  expect(failureSignature(error)).toBe(signature)
})

test('a signature has none of its own: it is its own signature', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 180 }), (error) => {
      const signature = failureSignature(error)
      expect(signature.length).toBeLessThanOrEqual(200)
      expect(failureSignature(signature)).toBe(signature)
    }),
  )
})

test('one cause is one pattern: counted, with its projects and its latest tasks', () => {
  const patterns = failurePatterns([
    aFailure({ error: 'answered 500', count: 2, first: '2026-11-20T12:00:00.000Z' }),
    aFailure({
      error: 'answered 503',
      taskIds: ['t_2', 't_1', 't_2'],
      projectId: 'pr_2',
      projectName: 'Shop',
      at: '2026-11-25T12:00:00.000Z',
    }),
    aFailure({ error: 'quota', at: '2026-11-26T12:00:00.000Z' }),
  ])
  expect(patterns).toEqual([
    {
      signature: 'answered <n>',
      count: 3,
      taskCount: 2,
      projects: [
        { id: 'pr_2', name: 'Shop' },
        { id: 'pr_1', name: 'Letter' },
      ],
      taskIds: ['t_2', 't_1'],
      first: '2026-11-20T12:00:00.000Z',
      last: '2026-11-25T12:00:00.000Z',
    },
    expect.objectContaining({ signature: 'quota', count: 1 }),
  ])
})

const anyFailure = fc.record({
  error: fc.constantFrom('answered 500', 'answered 503', 'quota', 'no answer'),
  taskIds: fc.subarray(['t_1', 't_2', 't_3'], { minLength: 1 }),
  projectId: fc.constantFrom('pr_1', 'pr_2'),
  projectName: fc.constant('Letter'),
  first: fc.constantFrom('2026-11-22T12:00:00.000Z', '2026-11-23T12:00:00.000Z'),
  at: fc.constantFrom('2026-11-24T12:00:00.000Z', '2026-11-25T12:00:00.000Z'),
  count: fc.integer({ min: 1, max: 9 }),
})

test('the patterns add up to the failures, the most frequent first', () => {
  fc.assert(
    fc.property(fc.array(anyFailure), (failures) => {
      const patterns = failurePatterns(failures)
      const sum = (all: { count: number }[]) => all.reduce((total, { count }) => total + count, 0)
      expect(sum(patterns)).toBe(sum(failures))
      for (const { signature, taskCount } of patterns)
        expect(tasksOfPattern(failures, signature)).toHaveLength(taskCount)
      expect(patterns.map(({ count }) => count)).toEqual(
        patterns.map(({ count }) => count).sort((a, b) => b - a),
      )
    }),
  )
})

test('a hardening task names the failure and how often it was', () => {
  const { title, intent } = hardeningTask({ signature: 'x'.repeat(200), count: 4 })
  expect(title).toHaveLength(120)
  expect(intent).toContain('failed 4 times')
})
