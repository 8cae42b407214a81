import { expect, test } from 'vitest'
import { ScriptedGateway } from '#test/scripted-gateway.ts'
import { GatewayLost, GatewayRefusal } from './gateway-errors.ts'
import { fateOf } from './receipts.ts'

const method = 'front-office-outbox.receipt'
const call = {
  sessionKey: 'agent:main:fo:t_test',
  grant: { proposalId: 'p_1', tool: 'send_message', hash: 'h' },
  at: '2026-11-26T05:00:00.000Z',
  parameters: { to: 'ada', body: 'Hello' },
}
function aGateway(...answers: object[]) {
  const gateway = new ScriptedGateway().next(method, ...answers)
  gateway.receiptMethods.set('send_message', method)
  return { gateway, fate: () => fateOf(gateway.asGateway(), call, 1) }
}

test.each([
  [{ state: 'ended', isError: false, text: 'Sent.' }, 'performed'],
  [{ state: 'ended', isError: true, text: 'Sent.' }, 'failed'],
])('what the tool’s log has the end of is known: %j', async (receipt, outcome) => {
  const { gateway, fate } = aGateway(receipt)
  expect(await fate()).toEqual({ kind: 'ended', result: { outcome, detail: 'Sent.' } })
  const { sessionKey, at, parameters } = call
  expect(gateway.paramsOf(method)).toEqual([
    { tool: 'send_message', sessionKey, since: at, args: parameters },
  ])
})

test('one that is still at it is waited for', async () => {
  const { fate } = aGateway({ state: 'running' }, { state: 'running' }, { state: 'ended', text: 'Sent.' })
  expect(await fate()).toMatchObject({ kind: 'ended' })
})

test('it never began only where its log says so twice', async () => {
  const late = aGateway({ state: 'none' }, { state: 'ended', text: 'Sent.' })
  expect(await late.fate()).toMatchObject({ kind: 'ended' })
  const never = aGateway({ state: 'none' }, { state: 'none' })
  expect(await never.fate()).toEqual({ kind: 'never' })
  expect(never.gateway.methods()).toHaveLength(2)
})

test('a connection that is lost meanwhile begins the count anew', async () => {
  const lost = new GatewayLost('closed')
  const { fate } = aGateway({ state: 'none' }, lost, { state: 'none' }, { state: 'lost' })
  expect(await fate()).toEqual({ kind: 'unknown' })
})

test.each([
  ['its process died in it', { state: 'lost' }],
  ['it is not understood', { state: 'maybe' }],
  ['it is refused', new GatewayRefusal('FORBIDDEN', 'no', false, 1)],
])('nothing is known where %s', async (_, answer) => {
  expect(await aGateway(answer).fate()).toEqual({ kind: 'unknown' })
})

test('nothing is known of a tool that keeps no log, and nothing is asked', async () => {
  const { gateway, fate } = aGateway()
  gateway.receiptMethods.clear()
  expect(await fate()).toEqual({ kind: 'unknown' })
  expect(gateway.methods()).toEqual([])
})
