import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { newId } from '#domain/ids.ts'
import { applyOperatorEntry, type OperatorState } from '#domain/operator/operator-state.ts'
import type { Role } from '#domain/operator/permissions.ts'
import { aTime } from '#test/builders.ts'
import { openSetting, type Setting, storedFacts } from '#test/setting.ts'
import { formerOperators, inviteOfToken, listOperators, openInvites } from '../../read/operators.ts'
import { intentsOf } from '../task-sources.ts'
import type { By } from './by-operator.ts'
import * as operators from './operators.ts'

let setting: Setting
let owner: By
beforeEach(async () => {
  setting = await openSetting()
  owner = { operatorId: setting.operators.owner, at: new Date().toISOString() }
})
afterEach(() => setting.close())

const later = (days: number) => new Date(Date.parse(owner.at) + days * 86_400_000).toISOString()
async function invite(role: Role = 'viewer', { email = null as string | null, by = owner } = {}) {
  const operatorId = newId('operator')
  const { token } = await operators.inviteOperator(setting.pool, { operatorId, role, email }, by)
  return { operatorId, token }
}
const join = (token: string, email = 'grace@example.com') =>
  operators.acceptInvite(setting.pool, token, { name: 'Grace', email, passwordHash: 'x' })
const factsOf = (operatorId: string) => storedFacts(setting.pool, `operator/${operatorId}`)
const typesOf = async (operatorId: string) => (await factsOf(operatorId)).map(({ type }) => type)
const codesOf = (results: PromiseSettledResult<unknown>[]) =>
  results.flatMap((result) => (result.status === 'rejected' ? [result.reason.code] : []))

async function expectRowsAreFolds(operatorId: string) {
  const state = (await factsOf(operatorId)).reduce<OperatorState | null>(applyOperatorEntry, null)
  const here = (await listOperators(setting.database.pool)).find(({ id }) => id === operatorId)
  const gone = (await formerOperators(setting.database.prisma)).find(({ id }) => id === operatorId)
  const row = here
    ? { name: here.name, role: here.role, standing: 'active', since: here.since }
    : { name: gone?.name, role: gone?.role, standing: 'removed', since: gone?.removedAt }
  expect(row).toEqual(state)
}

describe('an invite', () => {
  test('makes an operator of its role under one stream, from the invite on', async () => {
    const { operatorId, token } = await invite('operator')
    expect(await join(token, 'Grace@Example.com')).toMatchObject({ operatorId, role: 'operator' })
    expect(await factsOf(operatorId)).toMatchObject([
      {
        type: 'operator_invited',
        actor: `operator:${owner.operatorId}`,
        body: { role: 'operator', email: null },
      },
      { type: 'operator_joined', actor: `operator:${operatorId}`, body: { name: 'Grace', role: 'operator' } },
    ])
    await expectRowsAreFolds(operatorId)
    expect(await listOperators(setting.database.pool)).toContainEqual(
      expect.objectContaining({ id: operatorId, email: 'grace@example.com' }),
    )
  })

  test('is used up at the moment that the record has', async () => {
    const { operatorId, token } = await invite()
    await join(token)
    const { rows } = await setting.pool.query('select used_at from invite where operator_id = $1', [
      operatorId,
    ])
    expect(rows[0].used_at.toISOString()).toBe((await factsOf(operatorId)).at(-1)?.at)
  })

  test('keeps its token nowhere: not in the row and not in the record', async () => {
    const { token } = await invite()
    expect(token).toMatch(/^[\w-]{27}$/)
    for (const table of ['invite', 'entry']) {
      const { rows } = await setting.pool.query(`select * from ${table}`)
      expect(JSON.stringify(rows)).not.toContain(token)
    }
    expect(await inviteOfToken(setting.database.prisma, token)).toMatchObject({ invitedByName: 'The owner' })
  })

  test('works once, though many use it at once', async () => {
    const { operatorId, token } = await invite()
    const emails = ['a', 'b', 'c', 'd'].map((name) => `${name}@example.com`)
    const results = await Promise.allSettled(emails.map((email) => join(token, email)))
    expect(codesOf(results)).toEqual(['link_used', 'link_used', 'link_used'])
    expect(await typesOf(operatorId)).toEqual(['operator_invited', 'operator_joined'])
  })
})

describe('an invite and its limits', () => {
  test('used, revoked, expired or unknown, it makes no account', async () => {
    const revoked = await invite()
    await operators.revokeInvite(setting.pool, revoked.operatorId, owner)
    await expect(join(revoked.token)).rejects.toMatchObject({ code: 'invite_revoked' })
    const expired = await invite('viewer', { by: { ...owner, at: later(-8) } })
    await expect(join(expired.token)).rejects.toMatchObject({ code: 'invite_expired' })
    await expect(join('x'.repeat(27))).rejects.toMatchObject({ code: 'not_found' })
    expect(await openInvites(setting.database.prisma, owner.at)).toEqual([])
    expect(await typesOf(revoked.operatorId)).toEqual(['operator_invited', 'invite_revoked'])
  })

  test('it is revoked once, and not after it was used', async () => {
    const { operatorId, token } = await invite()
    const revoke = (id: string) => operators.revokeInvite(setting.pool, id, owner)
    const results = await Promise.allSettled([revoke(operatorId), revoke(operatorId)])
    expect(codesOf(results)).toEqual(['invite_revoked'])
    const used = await invite()
    await join(used.token)
    await expect(revoke(used.operatorId)).rejects.toMatchObject({ code: 'link_used' })
    await expect(revoke(newId('operator'))).rejects.toMatchObject({ code: 'not_found' })
    await expect(join(token)).rejects.toMatchObject({ code: 'invite_revoked' })
  })

  test('for an address it is for nobody else, and stays open when another one tries', async () => {
    const { token } = await invite('viewer', { email: 'Lin@example.com' })
    await expect(join(token, 'eve@example.com')).rejects.toMatchObject({ code: 'email_differs' })
    await expect(join(token, 'LIN@example.com')).resolves.toMatchObject({ email: 'lin@example.com' })
  })

  test('it is not made for an address that has an account, and stays open when the address is taken', async () => {
    await expect(invite('viewer', { email: 'Owner@example.com' })).rejects.toMatchObject({
      code: 'name_taken',
    })
    const { operatorId, token } = await invite()
    await expect(join(token, 'owner@example.com')).rejects.toMatchObject({ code: 'name_taken' })
    expect(await openInvites(setting.database.prisma, owner.at)).toMatchObject([{ operatorId }])
  })

  test('asked for again under one key, it says that its link was shown', async () => {
    const { operatorId } = await invite()
    const again = operators.inviteOperator(setting.pool, { operatorId, role: 'owner', email: null }, owner)
    await expect(again).rejects.toMatchObject({ code: 'key_reused' })
  })
})

describe('a role', () => {
  const change = (operatorId: string, role: Role) =>
    operators.changeRole(setting.pool, operatorId, role, owner)

  test('is changed in record and row; the same again is no fact', async () => {
    const { viewer } = setting.operators
    await change(viewer, 'operator')
    await change(viewer, 'operator')
    expect(await typesOf(viewer)).toEqual(['operator_created', 'operator_role_changed'])
    await expectRowsAreFolds(viewer)
    await expect(change(newId('operator'), 'viewer')).rejects.toMatchObject({ code: 'not_found' })
  })

  test('of the last owner stays', async () => {
    await expect(change(owner.operatorId, 'viewer')).rejects.toMatchObject({ code: 'last_owner' })
    await expect(operators.removeOperator(setting.pool, owner.operatorId, owner)).rejects.toMatchObject({
      code: 'last_owner',
      message: expect.stringContaining('The owner is the only owner'),
    })
    await change(owner.operatorId, 'owner')
    expect(await typesOf(owner.operatorId)).toEqual(['operator_created'])
  })

  test('two owners who take it from each other at once leave one', async () => {
    const { operator } = setting.operators
    await change(operator, 'owner')
    const by = { ...owner, operatorId: operator }
    const results = await Promise.allSettled([
      change(operator, 'viewer'),
      operators.removeOperator(setting.pool, owner.operatorId, by),
    ])
    expect(codesOf(results)).toEqual(['last_owner'])
    const left = (await listOperators(setting.database.pool)).filter(({ role }) => role === 'owner')
    expect(left).toHaveLength(1)
  })

  test('that is no owner’s any more takes the open invites along', async () => {
    const { operator } = setting.operators
    await change(operator, 'owner')
    const { operatorId } = await invite('owner', { by: { ...owner, operatorId: operator } })
    await change(operator, 'operator')
    expect(await typesOf(operatorId)).toEqual(['operator_invited', 'invite_revoked'])
  })
})

describe('a removed operator', () => {
  const remove = (operatorId: string) => operators.removeOperator(setting.pool, operatorId, owner)

  test('has no session and no password left; name and record stay, the address is free', async () => {
    const { operator } = setting.operators
    await setting.pool.query(
      `insert into session (id, token, "userId", "expiresAt") values ('s', 's', $1, now() + interval '1 day')`,
      [operator],
    )
    const mine = await invite('viewer', { by: { ...owner, operatorId: operator } })
    await remove(operator)
    for (const table of ['session', 'account']) {
      const { rows } = await setting.pool.query(`select from ${table} where "userId" = $1`, [operator])
      expect(rows).toHaveLength(0)
    }
    await expectRowsAreFolds(operator)
    expect(await typesOf(mine.operatorId)).toEqual(['operator_invited', 'invite_revoked'])
    const { token } = await invite()
    await expect(join(token, 'operator@example.com')).resolves.toMatchObject({
      email: 'operator@example.com',
    })
  })

  test('is removed once, and nothing more happens to them', async () => {
    const { viewer } = setting.operators
    const results = await Promise.allSettled([remove(viewer), remove(viewer)])
    expect(codesOf(results)).toEqual(['not_found'])
    await expect(operators.changeRole(setting.pool, viewer, 'owner', owner)).rejects.toMatchObject({
      code: 'not_found',
    })
  })

  test('has no role any more for what they asked and nobody carried out yet', async () => {
    const { operator } = setting.operators
    const taskId = await setting.newTask()
    await setting.pool.query(
      `insert into intent (id, workflow_id, intent_seq, command, actor, body)
       values ('in_x', $1, 9, 'cancelTask', $2, '{"reason": ""}')`,
      [`task/${taskId}`, `operator:${operator}`],
    )
    const roleNow = async () => {
      const tx = await setting.pool.connect()
      const [found] = await intentsOf(tx, `task/${taskId}`, ['in_x'])
      tx.release()
      return found?.role
    }
    expect(await roleNow()).toBe('operator')
    await remove(operator)
    expect(await roleNow()).toBeNull()
  })
})

test('the facts are dated by who did it', async () => {
  const { operatorId } = await invite('viewer', { by: { ...owner, at: aTime } })
  expect((await factsOf(operatorId))[0]?.at).toBe(aTime)
})
