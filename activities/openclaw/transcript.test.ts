import { expect, test } from 'vitest'
import { Usage } from '#domain/run/run.ts'
import { answerOf, recoveryMessage, userMessage } from '#test/agent-turn.ts'
import { Message } from './openclaw-wire.ts'
import { recoveryOf, textOf, usageOf } from './transcript.ts'

const transcript = (...messages: unknown[]) => messages.map((message) => Message.parse(message))
const usage = { input: 800, output: 50, cacheRead: 200, cacheWrite: 5, cost: { total: 0.00321 } }

test('usage is summed over our runs, those by which it was taken up included, and no others', () => {
  const messages = transcript(
    answerOf('run-0', 'Before.', usage),
    userMessage('run-1'),
    answerOf('run-1', 'One.', usage),
    answerOf('run-1', 'No model.'),
    recoveryMessage('run-2'),
    answerOf('run-2', 'Two.', usage),
    { role: 'assistant', content: 'Nobody’s.', usage },
  )
  const sum = usageOf(messages, ['run-1', 'run-2'])
  expect(sum).toEqual({
    input: 1_600,
    output: 100,
    cacheRead: 400,
    cacheWrite: 10,
    costNanoUsd: 6_420_000,
  })
  expect(Usage.parse(sum)).toEqual(sum)
})

test.each([
  ['without a price', { ...usage, cost: undefined }],
  ['with a null price', { ...usage, cost: { total: null } }],
  ['with a price of nothing', { ...usage, cost: { total: 0 } }],
])(
  'one answer %s makes the cost unknown, which is not zero; what the others cost is known',
  (_, unpriced) => {
    const messages = transcript(answerOf('run-1', 'One.', usage), answerOf('run-1', 'Two.', unpriced))
    const sum = usageOf(messages, ['run-1'])
    expect(sum).toMatchObject({ input: 1_600, costNanoUsd: null, knownNanoUsd: 3_210_000 })
    expect(Usage.parse(sum)).toEqual(sum)
    const alone = usageOf(transcript(answerOf('run-1', 'Two.', unpriced)), ['run-1'])
    expect(alone).toEqual({ input: 800, output: 50, cacheRead: 200, cacheWrite: 5, costNanoUsd: null })
  },
)

const failed = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, cost: { total: 0 } }
test('an answer that failed counts nothing, and hides nothing', () => {
  const messages = transcript(answerOf('run-1', 'One.', usage), answerOf('run-1', '', failed))
  expect(usageOf(messages, ['run-1'])).toEqual({
    ...{ input: 800, output: 50, cacheRead: 200, cacheWrite: 5 },
    costNanoUsd: 3_210_000,
  })
  const alone = transcript(answerOf('run-1', '', { ...failed, cost: undefined }))
  expect(usageOf(alone, ['run-1'])).toMatchObject({ input: 0, costNanoUsd: null })
})

test('a run without any answer of a model has no usage', () => {
  expect(usageOf(transcript(userMessage('run-1'), answerOf('run-2', 'x', usage)), ['run-1'])).toBeNull()
})

test('missing counts are nothing, and fractions of a billionth are rounded', () => {
  const messages = transcript(answerOf('run-1', 'x', { input: null, cost: { total: 1.5e-9 } }))
  expect(usageOf(messages, ['run-1'])).toEqual({
    input: 0,
    output: 0,
    cacheRead: 0,
    cacheWrite: 0,
    costNanoUsd: 2,
  })
})

test('the text is the agent’s last words in our runs', () => {
  const messages = transcript(
    answerOf('run-1', 'First.'),
    answerOf('run-1', 'Last.'),
    answerOf('run-1', ''),
    { role: 'toolResult', content: 'A tool.', __openclaw: { runId: 'run-1' } },
    answerOf('run-2', 'Another run.'),
  )
  expect(textOf(messages, ['run-1'])).toBe('Last.')
  expect(textOf(messages, ['run-3'])).toBeNull()
})

test('a run is taken up by the marked run that follows it', () => {
  const messages = transcript(
    recoveryMessage('before'),
    userMessage('run-1'),
    userMessage('chat'),
    recoveryMessage('run-2'),
    recoveryMessage('run-3'),
  )
  expect(recoveryOf(messages, 'run-1')).toBe('run-2')
  expect(recoveryOf(messages, 'run-2')).toBe('run-3')
  expect(recoveryOf(messages, 'run-3')).toBeNull()
  expect(recoveryOf(messages, 'unknown')).toBeNull()
})

test('a mark without a run’s id is no run to follow', () => {
  const unnamed = [
    { ...recoveryMessage('x'), idempotencyKey: null },
    { ...recoveryMessage('x'), idempotencyKey: 'x' },
  ]
  expect(recoveryOf(transcript(userMessage('run-1'), ...unnamed), 'run-1')).toBeNull()
})
