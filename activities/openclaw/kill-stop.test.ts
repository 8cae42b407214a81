import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { aTurn, bare, ended } from '#test/agent-turn.ts'
import { endOfRow, endOfWaited } from './run-ends.ts'

const reason = 'Ada stopped everything: wrong list'
const aborted = ended({ status: 'error', stopReason: 'rpc' })

test('a run that a kill switch stops is ended there at once, and says by whom and why', async () => {
  const { gateway, turn, killSwitch } = aTurn()
  gateway.next('agent.wait', bare, async () => {
    killSwitch.set(reason)
    await sleep(20)
    return bare
  })
  gateway.next('agent.wait', aborted)
  expect(await turn.take()).toMatchObject({ outcome: 'killed', error: reason, isRetryable: false })
  expect(gateway.methods().filter((method) => method === 'sessions.abort')).toHaveLength(1)
})

test('a run that is due while it is stopped waits, says so once, and starts when it is lifted', async () => {
  const { gateway, turn, items, killSwitch } = aTurn()
  killSwitch.set(reason)
  gateway.next('agent.wait', bare, ended())
  const taken = turn.take()
  await sleep(50)
  expect(gateway.methods()).not.toContain('agent')
  killSwitch.set(null)
  expect(await taken).toMatchObject({ outcome: 'ok' })
  expect(items).toMatchObject([{ kind: 'gateway_awaited', reason }, { kind: 'run_accepted' }])
  expect(gateway.methods().filter((method) => method === 'agent')).toHaveLength(1)
})

test('one that waits for it can be cancelled, and never starts', async () => {
  const { gateway, turn, killSwitch, cancel } = aTurn()
  killSwitch.set(reason)
  gateway.next('agent.wait', bare)
  const taken = turn.take()
  await sleep(20)
  cancel()
  await expect(taken).rejects.toThrow()
  expect(gateway.methods()).not.toContain('agent')
})

const known = {
  ...{ ordered: null, hasEndedTurn: false, deadlineMs: 1_000, failureReason: null },
  stopReason: reason,
}

test('however a run of a stopped agent ends there, short of well, the switch is why', () => {
  const killed = { outcome: 'killed', error: reason }
  expect(endOfWaited({ status: 'error', error: 'blocked', ...times }, known)).toMatchObject(killed)
  expect(endOfRow({ runId: 'r', status: 'cancelled' }, known)).toMatchObject(killed)
  expect(endOfRow({ runId: 'r', status: 'failed' }, known)).toMatchObject(killed)
  expect(endOfRow({ runId: 'r', status: 'completed' }, known)).toMatchObject({ outcome: 'ok' })
})

test('a cancelled task stays cancelled, and an agent that had finished has finished', () => {
  const row = { runId: 'r', status: 'cancelled' }
  expect(endOfRow(row, { ...known, ordered: 'aborted' })).toMatchObject({ outcome: 'aborted' })
  expect(endOfRow(row, { ...known, hasEndedTurn: true })).toMatchObject({ outcome: 'ok' })
})

const times = { startedAt: 1, endedAt: 2 }
