import { expect, test } from 'vitest'
import { isSha, refRefusal, workspacePathRefusal } from './git-rules.ts'

test.each([
  'main',
  'HEAD',
  'v1.2',
  'feature/one_more',
  'origin/main',
  'a',
  'größe',
  '7',
  'c0ffee1',
  'x-',
  'a+b',
])('%s names a commit', (ref) => {
  expect(refRefusal(ref)).toBeNull()
})

test.each([
  '',
  ' ',
  '-main',
  '--upload-pack=touch',
  '.hidden',
  'a..b',
  'a//b',
  'a/.b',
  'a/',
  'a.',
  'a.lock',
  'a.lock/b',
  'main~1',
  'main^{/x}',
  'HEAD@{1}',
  ':/text',
  'a b',
  'a\nb',
  'a\u0000b',
  'refs/*',
  'a'.repeat(201),
])('%j names none', (ref) => {
  expect(refRefusal(ref)).toContain('is not a sha, or the name of a branch')
})

test('a sha is one by its length and its letters', () => {
  const shas = [
    'c0ffee1',
    'a'.repeat(40),
    '0'.repeat(64),
    'c0ffee',
    'main',
    'C0FFEE1',
    'a'.repeat(65),
    'c0ffee1g',
  ]
  expect(shas.map(isSha)).toEqual([true, true, true, false, false, false, false, false])
})

test.each(['report.json', 'reports/week.json', '.', './site', 'a..b/c', '-x', 'Bücher/März.json'])(
  '%s is inside of a workspace',
  (path) => {
    expect(workspacePathRefusal(path)).toBeNull()
  },
)

test.each([
  '/etc/passwd',
  '~/x',
  '\\\\host\\x',
  '../x',
  'a/../../x',
  'a\\..\\x',
  'a\u0000',
  'a\nb',
  'x'.repeat(501),
])('%j is not', (path) => {
  expect(workspacePathRefusal(path)).toContain('must be a path inside the agent’s workspace')
})
