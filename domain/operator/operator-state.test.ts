import { expect, test } from 'vitest'
import { aFact, minutesOn } from '#test/stories.ts'
import type { Fact } from '../ledger/entry.ts'
import { applyOperatorEntry, type OperatorState } from './operator-state.ts'

const fold = (...facts: Fact[]) => facts.reduce<OperatorState | null>(applyOperatorEntry, null)
const invited = aFact('operator_invited', { role: 'viewer', email: null, expiresAt: minutesOn(90) }, 1)
const joined = aFact('operator_joined', { name: 'Grace', role: 'viewer' }, 2)
const raised = aFact('operator_role_changed', { name: 'Grace', from: 'viewer', role: 'owner' }, 3)
const removed = aFact('operator_removed', { name: 'Grace', role: 'owner' }, 4)

test('an invited person has no name until they join', () => {
  const state = { name: null, role: 'viewer', standing: 'invited', since: minutesOn(1) }
  expect(fold(invited)).toEqual(state)
  expect(fold(invited, joined)).toEqual({ ...state, name: 'Grace', standing: 'active', since: minutesOn(2) })
})

test('a revoked invite is one of its own', () => {
  const revoked = aFact('invite_revoked', { role: 'viewer', email: null }, 2)
  expect(fold(invited, revoked)).toMatchObject({ name: null, standing: 'revoked', since: minutesOn(2) })
})

test('a changed role leaves since when they are here; who is removed keeps name and role', () => {
  expect(fold(invited, joined, raised)).toMatchObject({ role: 'owner', since: minutesOn(2) })
  const state = fold(invited, joined, raised, removed)
  expect(state).toEqual({ name: 'Grace', role: 'owner', standing: 'removed', since: minutesOn(4) })
})

test('the owner of the printed link is there without an invite', () => {
  expect(fold(aFact('operator_created', { name: 'Ada', role: 'owner' }, 1), raised)).toMatchObject({
    name: 'Ada',
    standing: 'active',
  })
})

test('nothing follows on nobody', () => {
  for (const fact of [joined, raised, removed]) expect(() => fold(fact)).toThrow('no fold')
})
