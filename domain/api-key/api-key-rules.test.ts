import { expect, test } from 'vitest'
import { newId } from '../ids.ts'
import { keyActions, keyIdOfToken, keyRefusal, prefixOf } from './api-key-rules.ts'

const key = { name: 'Website', actions: ['startRunbook' as const], projectIds: ['pr_1', 'pr_2'] }

test('a key may what its scope says, in the projects of its scope', () => {
  expect(keyRefusal(key, 'startRunbook', 'pr_2')).toBeNull()
  expect(keyRefusal(key, 'read', 'pr_1')).toBe(
    'The API key Website may not read the project, its tasks and its runbooks. Make a key with that in its scope.',
  )
  expect(keyRefusal(key, 'startRunbook', null)).toBe('The API key Website is for its projects only.')
  for (const action of keyActions)
    expect(keyRefusal(key, action, 'pr_3')).toMatch(/^The API key Website is not for this project\./)
})

test('a token says which key it is of; nothing else does', () => {
  const id = newId('apiKey')
  const token = `${prefixOf(id)}_${'x'.repeat(32)}`
  expect(keyIdOfToken(token)).toBe(id)
  for (const odd of ['', 'fo_', `${token}x`, token.slice(1), token.toUpperCase(), `${token}\n`])
    expect(keyIdOfToken(odd)).toBeNull()
})
