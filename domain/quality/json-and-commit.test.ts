import { expect, test } from 'vitest'
import type { CommitSeen, JsonSeen } from './check-rules.ts'
import { commitVerdict } from './commit-rules.ts'
import { jsonVerdict } from './json-rules.ts'

const good = { hash: 'ab', size: 9, wrong: [], more: 0 }

test.each<[JsonSeen, string | null, boolean, string]>([
  [good, null, true, 'Its JSON matches the schema.'],
  [good, 'ab', true, 'Its JSON matches the schema.'],
  [good, 'cd', false, 'The file was changed after it was recorded. Record it again.'],
  [
    { ...good, wrong: ['/a must be number', '/b must be string'] },
    null,
    false,
    'Its JSON does not match the schema: /a must be number; /b must be string.',
  ],
  [
    { ...good, wrong: ['/a must be number'], more: 7 },
    null,
    false,
    'Its JSON does not match the schema: /a must be number; and 7 more.',
  ],
  [{ problem: 'It is not JSON: Unexpected end.' }, null, false, 'It is not JSON: Unexpected end.'],
])('JSON that is %j where %s was recorded: %s', (seen, hash, passed, words) => {
  const isSeen = !('problem' in seen)
  expect(jsonVerdict({ location: 'a.json', hash }, seen)).toEqual({
    passed,
    evidence: { words, location: 'a.json', hash: isSeen ? 'ab' : null, size: isSeen ? 9 : null },
  })
})

const sha = '0123456789abcdef0123456789abcdef01234567'
const seen = { sha, hasText: true, isOnBranch: true }
const plain = { repository: 'site', commit: 'v1', contains: null, branch: null }
const both = { ...plain, contains: 'Issue 148', branch: 'main' }

test.each<[CommitSeen, typeof plain | typeof both, boolean, string, string]>([
  [seen, plain, true, 'The commit 0123456789ab is there.', `site@${sha}`],
  [seen, { ...plain, repository: '.' }, true, 'The commit 0123456789ab is there.', sha],
  [
    seen,
    both,
    true,
    'The commit 0123456789ab is there, its message holds “Issue 148”, it is on main.',
    `site@${sha}`,
  ],
  [
    { ...seen, hasText: false },
    both,
    false,
    'The commit 0123456789ab is there, its message without “Issue 148”.',
    `site@${sha}`,
  ],
  [
    { ...seen, isOnBranch: false },
    both,
    false,
    'The commit 0123456789ab is there, and not on main.',
    `site@${sha}`,
  ],
  [
    { problem: 'The repository site holds no commit v1.' },
    both,
    false,
    'The repository site holds no commit v1.',
    'site@v1',
  ],
])('a commit that is %j where %j was asked for: %s', (found, wanted, passed, words, location) => {
  expect(commitVerdict(wanted, found)).toEqual({
    passed,
    evidence: { words, location, hash: null, size: null },
  })
})
