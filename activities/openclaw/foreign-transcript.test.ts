import { expect, test } from 'vitest'
import { answerOf, recoveryMessage, userMessage } from '#test/agent-turn.ts'
import { askedOf, transcriptOf } from './foreign-transcript.ts'
import { Message } from './openclaw-wire.ts'

const messagesOf = (...messages: object[]) => messages.map((message) => Message.parse(message))
const whole = (messages: Message[]) => ({ messages, isCut: false })
const asIs = (text: string) => text
const call = (runId: string, name: string) => ({
  ...{ role: 'assistant', __openclaw: { runId } },
  content: [{ type: 'toolCall', id: 'c1', name, arguments: {} }],
})
const resultOf = (toolName: string, isError = false) => ({
  ...{ role: 'toolResult', toolName, isError },
  content: [{ type: 'text', text: 'out' }],
})

test('only its own part of a session is a run’s', () => {
  const messages = messagesOf(
    userMessage('run-0', { content: 'Before.' }),
    answerOf('run-0', 'Earlier.'),
    userMessage('run-1', { content: 'Sales?' }),
    call('run-1', 'read'),
    resultOf('read', true),
    call('run-1', 'read'),
    resultOf('read'),
    answerOf('run-1', 'Good.'),
    userMessage('run-2', { content: 'After.' }),
  )
  expect(transcriptOf(whole(messages), ['run-1'], asIs)).toEqual({
    messages: [
      { by: 'asker', text: 'Sales?' },
      { by: 'agent', text: 'Good.' },
    ],
    tools: [{ tool: 'read', calls: 2, failures: 1 }],
    isCut: false,
  })
  expect(askedOf(messages, 'run-1')).toBe('Sales?')
  expect(askedOf(messages, 'run-9')).toBe('')
})

test('what a job asks stands in its session as an answer, under a key of another run', () => {
  const asked = { role: 'assistant', content: 'Write the report.', idempotencyKey: 'other:user' }
  const messages = messagesOf(asked, answerOf('run-1', 'Written.'))
  expect(transcriptOf(whole(messages), ['run-1'], asIs).messages).toEqual([
    { by: 'asker', text: 'Write the report.' },
    { by: 'agent', text: 'Written.' },
  ])
  expect(askedOf(messages, 'run-1')).toBe('Write the report.')
})

test('a run that the gateway took up again is told with it', () => {
  const messages = messagesOf(
    userMessage('run-1'),
    answerOf('run-1', 'I begin.'),
    recoveryMessage('run-2'),
    answerOf('run-2', 'Done.'),
  )
  expect(transcriptOf(whole(messages), ['run-1', 'run-2'], asIs).messages.map(({ text }) => text)).toEqual([
    'Go on.',
    'I begin.',
    expect.any(String),
    'Done.',
  ])
})

test('secrets are masked, and what is long is cut and said to be', () => {
  const masked = (text: string) => text.replaceAll('hunter2', '***')
  const secret = messagesOf(userMessage('run-1', { content: 'Use hunter2.' }), answerOf('run-1', 'ok'))
  expect(transcriptOf(whole(secret), ['run-1'], masked).messages[0]?.text).toBe('Use ***.')
  const long = messagesOf(...Array.from({ length: 500 }, () => answerOf('run-1', 'x'.repeat(5_000))))
  const told = transcriptOf(whole(long), ['run-1'], asIs)
  expect(told.isCut).toBe(true)
  expect(JSON.stringify(told).length).toBeLessThan(60_000)
  expect(transcriptOf({ messages: secret, isCut: true }, ['run-1'], masked).isCut).toBe(true)
})

test('a transcript that holds nothing of the run tells nothing', () => {
  const messages = messagesOf(userMessage('run-2'), answerOf('run-2', 'Hello'))
  expect(transcriptOf(whole(messages), ['run-1'], asIs)).toEqual({ messages: [], tools: [], isCut: false })
})
