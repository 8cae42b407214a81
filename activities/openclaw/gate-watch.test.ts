import { expect, test } from 'vitest'
import { aTurn, bare, ended } from '#test/agent-turn.ts'
import { aRunInput } from '#test/builders.ts'
import { ScriptedGateway } from '#test/scripted-gateway.ts'
import { cutOff, ungatedWords } from './gate-watch.ts'
import { GatewayLost } from './gateway-errors.ts'
import type { Gateway } from './openclaw-client.ts'
import { RunSession } from './run-session.ts'

const { runId } = aRunInput()
const model = { runId, stream: 'lifecycle', data: { phase: 'model' } }
const failed = { outcome: 'failed', isRetryable: false }

/** A turn whose run does this once it is waited for. */
function aRunThat(works: (gateway: ScriptedGateway) => unknown, saw = false) {
  const gateway = new ScriptedGateway()
  gateway.next('agent.wait', bare, () => works(gateway))
  return aTurn({ gateway, saw: () => saw })
}
const forEver = () => new Promise(() => {})

test.each(['assistant', 'tool', 'usage', 'item'])(
  'a run that our plugin has not seen is ended at its first %s event, and its gateway gets no other',
  async (stream) => {
    const { gateway, turn } = aRunThat((it) => {
      it.says({ runId, stream })
      return forEver()
    })
    expect(await turn.take()).toMatchObject({ ...failed, error: ungatedWords.run })
    expect(gateway.methods()).toContain('sessions.abort')
    expect(gateway.refusedAs).toBe(ungatedWords.gateway)
  },
)

test('it is ended where a model is asked, before anything comes of it', async () => {
  const { gateway, turn } = aRunThat((it) => {
    it.says(model)
    return forEver()
  })
  expect(await turn.take()).toMatchObject({ ...failed, error: ungatedWords.run })
  expect(gateway.methods().slice(-2)).toEqual(['sessions.abort', 'chat.history'])
})

test('one that ended well with no event of it is none the better', async () => {
  const { gateway, turn } = aRunThat(() => ended())
  expect(await turn.take()).toMatchObject({ ...failed, error: ungatedWords.run })
  expect(gateway.refusedAs).toBe(ungatedWords.gateway)
})

test('what our plugin saw goes on, and so does what only begins or is another’s', async () => {
  const seen = aRunThat((it) => {
    it.says(model)
    return ended()
  }, true)
  expect(await seen.turn.take()).toMatchObject({ outcome: 'ok' })
  expect(seen.gateway.refusedAs).toBeNull()
  const saw = new Set<string>()
  const gateway = new ScriptedGateway()
  gateway.next('agent.wait', bare, () => {
    gateway.says({ runId, stream: 'lifecycle', data: { phase: 'start' } })
    gateway.says({ ...model, runId: 'somebody-else' })
    saw.add(runId)
    gateway.says(model)
    return ended()
  })
  expect(await aTurn({ gateway, saw: (id) => saw.has(id) }).turn.take()).toMatchObject({ outcome: 'ok' })
  expect(gateway.refusedAs).toBeNull()
})

test('one that failed before our plugin could see it has failed by its own reason', async () => {
  const { gateway, turn } = aRunThat(() => ended({ status: 'error', error: 'no such model' }))
  expect(await turn.take()).toMatchObject({ outcome: 'failed', error: 'no such model' })
  expect(gateway.refusedAs).toBeNull()
})

test('one that was begun by a process before this may have been seen there', async () => {
  const gateway = new ScriptedGateway()
  gateway.rows.push({ runId, status: 'running' })
  gateway.next('agent.wait', bare, () => {
    gateway.says(model)
    return ended()
  })
  expect(await aTurn({ gateway, saw: () => false }).turn.take()).toMatchObject({ outcome: 'ok' })
})

test('one that goes on already when it is asked for is of a process before this, too', async () => {
  const gateway = new ScriptedGateway().next('agent', { runId, status: 'in_flight' })
  gateway.next('agent.wait', bare, () => {
    gateway.says(model)
    return ended()
  })
  expect(await aTurn({ gateway, saw: () => false }).turn.take()).toMatchObject({ outcome: 'ok' })
})

test('one that does not end is said to live on', async () => {
  const { gateway, turn } = aRunThat((it) => {
    it.says(model)
    return forEver()
  })
  const away = new GatewayLost('away')
  gateway.next('sessions.abort', away, away, away)
  expect(await turn.take()).toMatchObject({
    ...failed,
    isUnheeded: true,
    error: `${ungatedWords.run} ${ungatedWords.livesOn}`,
  })
})

test('whatever ran past our plugin in no run of ours is ended too, and its gateway is given nothing more', async () => {
  const gateway = new ScriptedGateway()
  const session = new RunSession(gateway as unknown as Gateway, 'agent:main:cron:daily')
  await cutOff(session, gateway as unknown as Gateway)
  expect(gateway.asked).toMatchObject([
    { method: 'sessions.abort', params: { key: 'agent:main:cron:daily' } },
  ])
  expect(gateway.refusedAs).toBe(ungatedWords.gateway)
})
