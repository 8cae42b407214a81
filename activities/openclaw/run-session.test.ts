import { expect, test } from 'vitest'
import { answerOf, recoveryMessage, userMessage } from '#test/agent-turn.ts'
import { ScriptedGateway } from '#test/scripted-gateway.ts'
import { RunSession } from './run-session.ts'
import { usageOf } from './transcript.ts'

const usage = { input: 10, output: 1 }
/** A message at its place in the session. */
const at = (seq: number, message: ReturnType<typeof userMessage> | ReturnType<typeof answerOf>) => ({
  ...message,
  __openclaw: { ...message.__openclaw, seq },
})
const more = (nextOffset: number) => ({ hasMore: true, nextOffset })
const said = (seq: number) => at(seq, answerOf('run-1', `Answer ${seq}.`, usage))

function aSession(...pages: object[]) {
  const gateway = new ScriptedGateway().next('chat.history', ...pages)
  const session = new RunSession(gateway.asGateway(), 'agent:main:x', ['run-1'])
  const offsets = () => gateway.paramsOf('chat.history').map(({ offset = 0 }) => offset)
  return { gateway, session, offsets }
}

test('a transcript is read back to what its run was asked, and no further', async () => {
  const { session, offsets } = aSession(
    { messages: [said(5), at(6, recoveryMessage('run-2'))], ...more(2) },
    { messages: [said(3), said(4)], ...more(4) },
    { messages: [at(1, userMessage('run-0')), at(2, userMessage('run-1'))], ...more(6) },
  )
  const { messages, isCut } = await session.history()
  expect(messages.map((one) => one.__openclaw?.seq)).toEqual([1, 2, 3, 4, 5, 6])
  expect(isCut).toBe(false)
  expect(offsets()).toEqual([0, 2, 4])
})

test('what two pages have both is counted once, also where somebody said something between them', async () => {
  const { session } = aSession(
    { messages: [said(4), said(5)], ...more(2) },
    { messages: [at(2, userMessage('run-1')), said(3), said(4), said(4)] },
  )
  const { messages } = await session.history()
  expect(messages.map((one) => one.__openclaw?.seq)).toEqual([2, 3, 4, 4, 5])
})

test('of a run that began further back than ten pages the transcript is cut, and says so', async () => {
  const page = (_: unknown, nth: number) => ({ messages: [said(100 - nth)], ...more(nth + 1) })
  const { session, offsets } = aSession(...Array.from({ length: 20 }, page))
  expect(await session.history()).toMatchObject({ isCut: true })
  expect(offsets()).toHaveLength(10)
})

test('a gateway that has more and never gets there is not asked for ever', async () => {
  const { session, offsets } = aSession(
    { messages: [said(3)], ...more(1) },
    { messages: [said(3)], ...more(1) },
  )
  expect(await session.history()).toMatchObject({ isCut: true })
  expect(offsets()).toEqual([0, 1])
})

test('an answer that is too large to be shown lacks its use: the transcript is cut', async () => {
  const mark = { ...answerOf('', '[omitted]'), __openclaw: { seq: 3, reason: 'oversized' } }
  const before = { ...mark, __openclaw: { ...mark.__openclaw, seq: 1 } }
  const own = [at(2, userMessage('run-1')), mark, said(4)]
  const { session } = aSession({ messages: own }, { messages: [before, own[0], said(4)] })
  const shown = await session.history()
  expect([shown.isCut, usageOf(shown.messages, ['run-1'])?.input]).toEqual([true, 10])
  expect(await session.history()).toMatchObject({ isCut: false })
})

test('whoever watches a run’s use reads no further back than there is something of it', async () => {
  const page = (message: object) => ({ messages: [message], ...more(1) })
  const { session, offsets } = aSession(
    page(at(2, userMessage('run-0'))),
    { messages: [said(4)], ...more(1) },
    { messages: [said(3)], ...more(2) },
    { messages: [at(1, userMessage('run-0'))], ...more(3) },
  )
  expect(await session.messages(true)).toHaveLength(1)
  expect(await session.messages(true)).toHaveLength(3)
  expect(offsets()).toEqual([0, 0, 1, 2])
})

test('who asks for no run’s sake reads one page', async () => {
  const { gateway, offsets } = aSession({ messages: [said(3)], ...more(1) })
  expect(await new RunSession(gateway.asGateway(), 'agent:main:x').messages()).toHaveLength(1)
  expect(offsets()).toEqual([0])
})
