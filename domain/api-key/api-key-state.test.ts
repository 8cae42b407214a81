import { expect, test } from 'vitest'
import { aFact, minutesOn } from '#test/stories.ts'
import type { Fact } from '../ledger/entry.ts'
import { type ApiKeyState, applyApiKeyEntry } from './api-key-state.ts'

const fold = (...facts: Fact[]) => facts.reduce<ApiKeyState | null>(applyApiKeyEntry, null)
const body = { name: 'Website', actions: ['read' as const], projectIds: ['pr_1'] }
const created = aFact('api_key_created', body, 1, 'operator:op_1')
const revoked = aFact('api_key_revoked', { name: 'Website', reason: '' }, 2)

test('a key is what it was made as, until it is revoked', () => {
  const state = { ...body, createdAt: minutesOn(1), createdBy: 'operator:op_1', revokedAt: null }
  expect(fold(created)).toEqual(state)
  expect(fold(created, revoked)).toEqual({ ...state, revokedAt: minutesOn(2) })
  expect(() => fold(revoked)).toThrow('no fold')
})
