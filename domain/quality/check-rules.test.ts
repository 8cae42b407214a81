import { describe, expect, test } from 'vitest'
import { aTime } from '#test/builders.ts'
import { type FileSeen, fileVerdict, isAtExecutor, lookOf, type UrlSeen, urlVerdict } from './check-rules.ts'
import type { Check } from './deliverable.ts'

const artifact = {
  itemId: 'i_1',
  title: 'Letter',
  artifactKind: 'file',
  location: 'letter.md',
  hash: 'ab',
  size: 3,
  at: aTime,
}
const look = (check: Check, there: typeof artifact | { hash: null } | null = artifact) =>
  lookOf({ title: 'Letter', check }, there && { ...artifact, ...there })
const wordsOf = (found: ReturnType<typeof lookOf>) =>
  found.kind === 'none' ? `${found.verdict.passed}: ${found.verdict.evidence.words}` : found.kind

describe('what has to be looked at', () => {
  test('of an artifact nothing: the record says whether it is there', () => {
    expect(look({ kind: 'artifact' })).toEqual({
      kind: 'none',
      verdict: {
        passed: true,
        evidence: {
          words: 'An artifact of this title is recorded.',
          location: 'letter.md',
          hash: 'ab',
          size: 3,
        },
      },
    })
    expect(wordsOf(look({ kind: 'artifact' }, null))).toBe('false: No artifact of this title is recorded.')
  })

  test('of an address the one that was declared, or where the artifact is', () => {
    const check = { kind: 'url', url: null, contains: 'Hello' } as const
    expect(look(check)).toEqual({ kind: 'url', url: 'letter.md', contains: 'Hello' })
    expect(look({ ...check, url: 'https://a.test/' }, null)).toMatchObject({ url: 'https://a.test/' })
    expect(wordsOf(look(check, null))).toBe('false: No artifact of this title says which address to ask.')
  })

  test('of a file the one that was recorded with its hash', () => {
    const check = { kind: 'file', sha256: 'cd' } as const
    expect(look(check)).toEqual({ kind: 'file', location: 'letter.md', hash: 'ab', sha256: 'cd' })
    expect(wordsOf(look(check, null))).toContain('false: No artifact')
    expect(wordsOf(look(check, { hash: null }))).toContain('false: It was recorded without a hash')
  })

  test('of JSON the file that was declared, or the one that was recorded with its hash', () => {
    const schema = { type: 'object' }
    const check = { kind: 'json', path: null, schema } as const
    expect(look(check)).toEqual({ kind: 'json', location: 'letter.md', hash: 'ab', schema })
    expect(look({ ...check, path: 'a.json' }, null)).toEqual({
      ...{ kind: 'json', location: 'a.json', hash: null, schema },
    })
    expect(look({ ...check, path: 'a.json' })).toMatchObject({ location: 'a.json', hash: null })
    expect(wordsOf(look(check, null))).toContain('false: No artifact')
    expect(wordsOf(look(check, { hash: null }))).toContain('false: It was recorded without a hash')
  })

  test('of a commit the one that was declared, or that its artifact names', () => {
    const asked = { repository: 'site', contains: 'x', branch: 'main' }
    const check = { kind: 'commit', commit: null, ...asked } as const
    expect(look({ ...check, commit: 'v1' }, null)).toEqual({ kind: 'commit', commit: 'v1', ...asked })
    expect(look(check)).toMatchObject({ commit: 'letter.md' })
    expect(wordsOf(look(check, null))).toBe('false: No artifact of this title says which commit it is.')
    const named = (location: string) => lookOf({ title: 'A', check }, { ...artifact, location })
    expect(named(' c0ffee1 ')).toMatchObject({ kind: 'commit', commit: 'c0ffee1' })
    expect(wordsOf(named('--upload-pack=x'))).toContain('false: --upload-pack=x is not a sha')
  })

  test('only the executor sees files and commits', () => {
    const commit = { kind: 'commit', repository: '.', commit: 'a', contains: null, branch: null } as const
    const checks: Check[] = [
      { kind: 'file', sha256: null },
      { kind: 'json', path: null, schema: {} },
      commit,
      { kind: 'url', url: null, contains: 'x' },
      { kind: 'artifact' },
    ]
    expect(checks.map((check) => isAtExecutor(look(check)))).toEqual([true, true, true, false, false])
  })
})

test.each<[UrlSeen, boolean, string]>([
  [{ status: 200, url: 'u', hasText: true, hash: 'h', size: 1 }, true, 'It answered 200 and holds “Hello”.'],
  [{ status: 299, url: 'u', hasText: true, hash: 'h', size: 1 }, true, 'It answered 299 and holds “Hello”.'],
  [{ status: 200, url: 'u', hasText: false, hash: 'h', size: 1 }, false, 'It answered 200, without “Hello”.'],
  [{ status: 404, url: 'u', hasText: true, hash: 'h', size: 1 }, false, 'It answered 404.'],
  [{ status: 199, url: 'u', hasText: true, hash: 'h', size: 1 }, false, 'It answered 199.'],
  [{ problem: 'It did not answer: ECONNREFUSED.' }, false, 'It did not answer: ECONNREFUSED.'],
])('an address that %j: %s', (seen, passed, words) => {
  const verdict = urlVerdict({ url: 'https://a.test/', contains: 'Hello' }, seen)
  expect(verdict).toMatchObject({ passed, evidence: { words } })
  const isSeen = !('problem' in seen)
  expect(verdict.evidence).toMatchObject({
    location: isSeen ? 'u' : 'https://a.test/',
    hash: isSeen ? 'h' : null,
  })
})

test.each<[FileSeen, string | null, boolean, string]>([
  [{ hash: 'ab', size: 3 }, null, true, 'The file is there and is what was recorded.'],
  [{ hash: 'ab', size: 3 }, 'ab', true, 'The file is there and is what was recorded.'],
  [{ hash: 'ab', size: 3 }, 'cd', false, 'The file is not the one that was asked for, sha256 cd.'],
  [{ hash: 'ef', size: 3 }, null, false, 'The file was changed after it was recorded. Record it again.'],
  [{ hash: 'ab', size: 0 }, null, false, 'The file is empty.'],
  [{ problem: 'There is no such file.' }, null, false, 'There is no such file.'],
])('a file that is %j where %s was asked for: %s', (seen, sha256, passed, words) => {
  const verdict = fileVerdict({ location: 'letter.md', hash: 'ab', sha256 }, seen)
  expect(verdict).toMatchObject({ passed, evidence: { words, location: 'letter.md' } })
})

test('words are as long as a person reads', () => {
  const { evidence } = urlVerdict({ url: 'u', contains: 'x' }, { problem: 'x'.repeat(5_000) })
  expect(evidence.words).toHaveLength(1_000)
})
