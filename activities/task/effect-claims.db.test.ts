import { afterAll, describe, expect, test } from 'vitest'
import { newId } from '#domain/ids.ts'
import { approval, openTaskSetting, proposedAs, typesOf } from '#test/task-stream.ts'

const { setting, aStream } = await openTaskSetting()
afterAll(() => setting.close())

async function proposed(proposalId: string, change: object = {}) {
  const stream = await aStream()
  await stream.writes('record', { intentIds: [] }, proposedAs(proposalId, change))
  return stream
}

describe('claimEffect', () => {
  test('records an approval and claims its effect, once', async () => {
    const stream = await proposed('p_1')
    const { ack } = await stream.writes('claimEffect', {
      intentId: await stream.intends('decideApproval', approval('p_1')),
    })
    expect(typesOf(ack.computed)).toEqual(['approval_decided', 'effect_claimed'])
    expect((await stream.state()).proposals).toMatchObject([
      { status: 'claimed', decidedBy: `operator:${setting.operators.owner}` },
    ])
    const { rows } = await setting.pool.query(
      `select run_id from effect_claim where effect_key = 'task/t/s1/p_1'`,
    )
    expect(rows).toEqual([{ run_id: 'r1' }])
  })

  test('claims nothing for a rejection', async () => {
    const stream = await proposed('p_2')
    const intentId = await stream.intends('decideApproval', { ...approval('p_2'), verdict: 'rejected' })
    expect(typesOf((await stream.writes('claimEffect', { intentId })).ack.computed)).toEqual([
      'approval_decided',
    ])
  })

  test('tells a second operator who decided', async () => {
    const stream = await proposed('p_3')
    const ids = [
      await stream.intends('decideApproval', approval('p_3')),
      await stream.intends('decideApproval', { ...approval('p_3'), verdict: 'rejected' }, 'operator'),
    ]
    const answers = []
    for (const intentId of ids) answers.push(await stream.writes('claimEffect', { intentId }))
    expect(answers[1]?.ack.computed).toMatchObject([
      {
        type: 'decision_refused',
        body: { code: 'already_decided', message: expect.stringMatching(/^The owner approved/) },
      },
    ])
  })
})

describe('claimEffect refuses', () => {
  const refused: [string, string, object, object, 'owner' | 'viewer'][] = [
    ['a viewer’s', 'role_may_not', {}, {}, 'viewer'],
    ['one on other parameters', 'hash_differs', {}, { hash: 'b' }, 'owner'],
    ['a late', 'proposal_expired', { expiresAt: '2026-01-01T00:00:00.000Z' }, {}, 'owner'],
    ['one on no proposal', 'not_found', {}, { proposalId: 'p_none' }, 'owner'],
  ]
  test.each(refused)('%s decision and claims nothing', async (_name, code, proposal, body, role) => {
    const id = newId('grant')
    const stream = await proposed(id, proposal)
    const intentId = await stream.intends('decideApproval', { ...approval(id), ...body }, role)
    const { ack } = await stream.writes('claimEffect', { intentId })
    expect(ack.computed).toMatchObject([{ type: 'decision_refused', body: { code, intentId } }])
    const { rows } = await setting.pool.query('select from effect_claim where effect_key = $1', [
      `task/t/s1/${id}`,
    ])
    expect(rows).toHaveLength(0)
  })

  test('to decide anything for a forged id, or one of another task or command', async () => {
    const [stream, other] = [await proposed('p_4'), await aStream()]
    const ids = [
      'in_forged',
      await other.intends('decideApproval', approval('p_4')),
      await stream.intends('retryTask', {}),
    ]
    const types: string[][] = []
    for (const intentId of ids)
      types.push(typesOf((await stream.writes('claimEffect', { intentId })).ack.computed))
    expect(types).toEqual([['decision_turned_away'], ['decision_turned_away'], []])
    expect((await stream.state()).proposals[0]?.status).toBe('pending')
  })

  test('a claim that an earlier run holds', async () => {
    const stream = await proposed('p_5')
    await setting.pool.query(`insert into effect_claim values ('task/t/s1/p_5', 'in_0', 's', 'r0', 'gr_0')`)
    const intentId = await stream.intends('decideApproval', approval('p_5'))
    const { ack } = await stream.writes('claimEffect', { intentId })
    expect(typesOf(ack.computed)).toEqual(['approval_decided', 'claim_refused'])
  })
})
