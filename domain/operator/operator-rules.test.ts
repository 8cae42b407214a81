import { expect, test } from 'vitest'
import { inviteExpiry, inviteRefusal, lastOwnerRefusal } from './operator-rules.ts'

const at = '2026-11-24T12:00:00.000Z'
const invite = { expiresAt: inviteExpiry(at), usedAt: null, revokedAt: null }

test('an invite is good for seven days, to the millisecond', () => {
  expect(invite.expiresAt).toBe('2026-12-01T12:00:00.000Z')
  expect(inviteRefusal(invite, at)).toBeNull()
  expect(inviteRefusal(invite, '2026-12-01T11:59:59.999Z')).toBeNull()
  expect(inviteRefusal(invite, invite.expiresAt)?.code).toBe('invite_expired')
})

test('an invite that was used or revoked says so first, and what to do', () => {
  const late = '2027-01-01T00:00:00.000Z'
  expect(inviteRefusal({ ...invite, usedAt: at }, late)?.code).toBe('link_used')
  expect(inviteRefusal({ ...invite, revokedAt: at }, late)?.code).toBe('invite_revoked')
  for (const change of [{ usedAt: at }, { revokedAt: at }, { expiresAt: at }])
    expect(inviteRefusal({ ...invite, ...change }, at)?.message).toMatch(/sk an owner for another one\.$/)
})

test('the only owner stays one; everybody else can be changed', () => {
  const ada = { name: 'Ada', role: 'owner' as const }
  expect(lastOwnerRefusal(ada, 1)).toMatch(/^Ada is the only owner.*first\.$/)
  expect(lastOwnerRefusal(ada, 2)).toBeNull()
  for (const role of ['operator', 'viewer'] as const)
    expect(lastOwnerRefusal({ name: 'Grace', role }, 1)).toBeNull()
})
