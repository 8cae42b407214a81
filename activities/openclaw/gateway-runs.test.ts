import { expect, test } from 'vitest'
import { answerOf, recoveryMessage, userMessage } from '#test/agent-turn.ts'
import { ScriptedGateway } from '#test/scripted-gateway.ts'
import { GatewayLost, GatewayRefusal } from './gateway-errors.ts'
import { foreignRunsSince } from './gateway-runs.ts'

const own = 'fo:task/t_1/s1'
const sessionKey = 'agent:main:fo:task/t_1'
const long = Date.now() - 600_000

/** The gateway's log lists them newest first; all began in the task's session. */
async function foreignOf(gateway: ScriptedGateway, runIds: string[], occurredAt = long) {
  const events = runIds.map((runId) => ({ runId, sessionKey, agentId: 'main', occurredAt }))
  gateway.next('audit.activity.list', { events: events.reverse() })
  const { runs } = await foreignRunsSince(gateway.asGateway(), 0)
  return runs.map(({ runId }) => runId)
}

test('what somebody else began in a task’s session is told, its own run is not', async () => {
  const gateway = new ScriptedGateway()
  gateway.messages = [
    userMessage(own),
    answerOf(own, 'Done.'),
    userMessage('typed'),
    answerOf('typed', 'Hi.'),
  ]
  expect(await foreignOf(gateway, [own, 'typed'])).toEqual(['typed'])
})

test('a run by which the gateway went on with one of ours is ours, however often it was interrupted', async () => {
  const gateway = new ScriptedGateway()
  gateway.messages = [userMessage(own), recoveryMessage('again'), recoveryMessage('and-again')]
  expect(await foreignOf(gateway, [own, 'again', 'and-again'])).toEqual([])
})

test('one whose transcript does not show yet what it was asked waits a minute for it', async () => {
  const gateway = new ScriptedGateway()
  gateway.messages = [userMessage(own)]
  expect(await foreignOf(gateway, ['wake-up'], Date.now() - 1_000)).toEqual([])
  expect(await foreignOf(gateway, ['wake-up'])).toEqual(['wake-up'])
})

test('in a session that is not shown, or not wholly, nothing is taken for somebody else’s', async () => {
  const gateway = new ScriptedGateway()
  gateway.next('chat.history', new GatewayRefusal('NOT_FOUND', 'no such session', false, 0))
  expect(await foreignOf(gateway, ['x'])).toEqual([])
  gateway.messages = Array.from({ length: 1_000 }, () => answerOf('y', 'and on'))
  expect(await foreignOf(gateway, ['y'])).toEqual([])
})

test('a transcript that was shortened says nothing of a run before it: the run is ours', async () => {
  const gateway = new ScriptedGateway()
  gateway.messages = [answerOf('again', 'and on'), answerOf('again', 'and on')]
  expect(await foreignOf(gateway, [own, 'again'])).toEqual([])
  gateway.messages = [userMessage('fo:task/t_1/s2')]
  expect(await foreignOf(gateway, [own, 'again', 'fo:task/t_1/s2', 'wake-up'])).toEqual(['wake-up'])
  gateway.messages = [recoveryMessage('again'), answerOf('again', 'Done.')]
  expect(await foreignOf(gateway, [own, 'again'])).toEqual([])
})

test('a session is read back to what was asked of the run: one that began long ago is told all the same', async () => {
  const gateway = new ScriptedGateway()
  const page = (messages: object[]) => ({ messages, hasMore: true, nextOffset: 1_000 })
  gateway.next('chat.history', page([answerOf('typed', 'and on')]), { messages: [userMessage('typed')] })
  expect(await foreignOf(gateway, ['typed'])).toEqual(['typed'])
})

test('no transcript is read again for what is known, and of very many sessions it says that it left some out', async () => {
  const gateway = new ScriptedGateway()
  gateway.messages = [userMessage(own), recoveryMessage('again')]
  const events = Array.from({ length: 201 }, (_, nth) => ({
    ...{ runId: nth ? `x${nth}` : 'again', sessionKey: `agent:main:fo:task/t_${nth}`, occurredAt: long },
  }))
  const ours = new Set<string>()
  const known = { isKnown: (id: string) => ours.has(id), noteOurs: (id: string) => void ours.add(id) }
  const request: ScriptedGateway['request'] = (answer, method, params) => {
    gateway.asked.length = 0
    if (method === 'audit.activity.list') gateway.next(method, { events })
    return gateway.request(answer, method, params)
  }
  const first = await foreignRunsSince({ request }, 0, known)
  expect([first.runs.length, first.hasLeftOut]).toEqual([199, true])
  expect([...ours]).toEqual(['again'])
  for (const { runId } of first.runs) ours.add(runId)
  const second = await foreignRunsSince({ request }, 0, known)
  expect(second).toMatchObject({ runs: [{ runId: 'x200' }], hasLeftOut: false })
  expect(gateway.methods()).toEqual(['chat.history'])
  expect(gateway.paramsOf('chat.history')).toMatchObject([{ sessionKey: 'agent:main:fo:task/t_200' }])
})

test('a run of ours that began later counts as later also where it was in another part of the log', async () => {
  const gateway = new ScriptedGateway()
  gateway.messages = [userMessage('fo:task/t_1/s2')]
  const event = { runId: 'again', sessionKey, occurredAt: long }
  gateway.next('audit.activity.list', { events: [event] }, { events: [event] })
  const part = (ownLater: string[]) =>
    foreignRunsSince(gateway.asGateway(), 0, undefined, { before: long + 1, ownLater })
  expect((await part([])).runs).toMatchObject([{ runId: 'again' }])
  expect((await part(['fo:task/t_1/s2'])).runs).toEqual([])
  expect(gateway.paramsOf('audit.activity.list')[0]).toMatchObject({ before: long + 1 })
})

test('of a log of more than 20 pages the newest are read, and from where the rest is to be asked for', async () => {
  const gateway = new ScriptedGateway()
  const page = (nth: number) => {
    const runId = nth === 3 ? own : `r${nth}`
    return { events: [{ runId, sessionKey: 'x', occurredAt: long - nth }], nextCursor: `${nth}` }
  }
  gateway.next('audit.activity.list', ...Array.from({ length: 20 }, (_, nth) => page(nth)))
  const { runs, hasLeftOut, earlier } = await foreignRunsSince(gateway.asGateway(), 0)
  expect([runs.length, hasLeftOut]).toEqual([19, false])
  expect(earlier).toEqual({ before: long - 18, ownLater: [own] })
})

test('a gateway that goes away meanwhile has told nothing', async () => {
  const gateway = new ScriptedGateway().next('chat.history', new GatewayLost('closed'))
  await expect(foreignOf(gateway, ['x'])).rejects.toThrow('closed')
})

test('elsewhere no transcript is asked for', async () => {
  const gateway = new ScriptedGateway()
  const event = { runId: 'chat', sessionKey: 'agent:main:main', occurredAt: long }
  gateway.next('audit.activity.list', { events: [event] })
  const { runs } = await foreignRunsSince(gateway.asGateway(), 0)
  expect(runs).toMatchObject([{ openclawAgentId: 'main' }])
  expect(gateway.methods()).toEqual(['audit.activity.list'])
})
