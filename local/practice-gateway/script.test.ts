import { expect, test } from 'vitest'
import { costPerCall, directivesOf, nextStep, type ScriptMessage } from './script.ts'

const user = (text: string): ScriptMessage => ({ role: 'user', text })
const said = (text: string): ScriptMessage => ({ role: 'assistant', text })
const called = (name: string, args: Record<string, unknown> = {}): ScriptMessage => ({
  role: 'assistant',
  text: '',
  calls: [{ name, args }],
})
const tool = (text: string): ScriptMessage => ({ role: 'tool', text })

test('a reply names the proposal that was asked about last', () => {
  const asked = `An operator asks about your proposal send_message (p_${'1'.repeat(24)}):\nreply: Because.`
  const messages = [
    user('effect: send_message {}'),
    called('send_message'),
    tool('held for approval'),
    said('I stop.'),
  ]
  expect(nextStep([...messages, user(asked)])).toEqual({
    ...{ kind: 'call', name: 'fo_answer_operator', delayMs: 0 },
    args: { proposal: `p_${'1'.repeat(24)}`, answer: 'Because.' },
  })
  expect(nextStep([...messages, user(asked.replace('reply', 'withdraw'))])).toMatchObject({
    args: { withdraw: true },
  })
})

test('a directive is a line that begins with its word and a colon; other lines are talk', () => {
  const text = [
    'Please answer: kindly',
    '  answer: hello: you ',
    'update:so far',
    'hang',
    'answer',
    'Answer: x',
    'finish:',
    'other: x',
  ]
  expect(directivesOf(text.join('\n'))).toEqual([
    { word: 'answer', rest: 'hello: you' },
    { word: 'update', rest: 'so far' },
    { word: 'hang', rest: '' },
    { word: 'finish', rest: '' },
  ])
})

test.each([
  ['answer: hello', { kind: 'text', text: 'hello' }],
  ['safe: notes.md', { kind: 'call', name: 'read', args: { path: 'notes.md' } }],
  ['exec: make -j2', { kind: 'call', name: 'exec', args: { command: 'make -j2' } }],
  ['update: half', { kind: 'call', name: 'fo_post_update', args: { text: 'half' } }],
  ['ask: Which?', { kind: 'call', name: 'fo_ask_operator', args: { question: 'Which?' } }],
  [
    'ask: Which? | A | B',
    { kind: 'call', name: 'fo_ask_operator', args: { question: 'Which?', options: ['A', 'B'] } },
  ],
  [
    'artifact: Letter | out/letter.md',
    { kind: 'call', name: 'fo_record_artifact', args: { title: 'Letter', location: 'out/letter.md' } },
  ],
  [
    'write: out/letter.md | Dear Ada | Yours\\nBo',
    { kind: 'call', name: 'write', args: { path: 'out/letter.md', content: 'Dear Ada | Yours\nBo' } },
  ],
  [
    'learning: They read on Sundays | readers',
    {
      kind: 'call',
      name: 'fo_record_learning',
      args: { text: 'They read on Sundays', about: 'readers' },
    },
  ],
  ['learning: They pay', { kind: 'call', name: 'fo_record_learning', args: { text: 'They pay' } }],
  ['finish: done', { kind: 'call', name: 'fo_finish', args: { summary: 'done' } }],
  [
    'effect: send_message {"to": "ada", "body": "a b"}',
    { kind: 'call', name: 'send_message', args: { to: 'ada', body: 'a b' } },
  ],
  ['effect: send_message no json', { kind: 'call', name: 'send_message', args: { body: 'no json' } }],
  ['fail: 429', { kind: 'fail', status: 429 }],
  ['fail: soon', { kind: 'fail', status: 500 }],
  ['hang', { kind: 'hang' }],
])('%s', (text, step) => {
  expect(nextStep([user(text)])).toEqual({ ...step, delayMs: 0 })
})

test('slow puts off the step after it', () => {
  expect(nextStep([user('slow: 300\nanswer: hello')])).toEqual({ kind: 'text', text: 'hello', delayMs: 300 })
})

test('without directives it says what it is, once', () => {
  expect(nextStep([user('Hello')])).toMatchObject({ text: expect.stringMatching(/practice gateway/) })
  expect(nextStep([user('Hello'), said('…'), user('Go on')])).toMatchObject({ text: 'Done.' })
})

test('what was called or said already is not done again, also in a later turn', () => {
  const script = user('update: one\nupdate: two\nanswer: bye\nfinish: end')
  const one = called('fo_post_update')
  expect(nextStep([script, one, tool('Posted.')])).toMatchObject({ args: { text: 'two' } })
  const both = [script, one, tool('Posted.'), one, tool('Posted.')]
  expect(nextStep(both)).toMatchObject({ kind: 'text', text: 'bye' })
  expect(nextStep([...both, said('bye'), user('go on')])).toMatchObject({ name: 'fo_finish' })
})

test.each(['send_message is held for approval by an operator', 'It was NOT done', 'Nothing was done'])(
  'it stops where a call was not done: %s',
  (text) => {
    const messages = [user('effect: send_message {}\nanswer: sent'), called('send_message'), tool(text)]
    expect(nextStep(messages)).toMatchObject({ kind: 'text', text: expect.stringMatching(/approval/) })
  },
)

const letter = { to: 'ada', body: 'Hello', copies: 2 }
const held = [
  user('effect: send_message {"to":"ada","body":"Hello","copies":2}\nanswer: sent'),
  called('send_message', letter),
  tool('held for approval'),
  said('This needs approval, so I stop here.'),
]

test('told to perform, it types the call again with other words: only the gate knows the approved ones', () => {
  const again = [...held, user('Approved.\nPerform now: send_message\nThen go on.')]
  expect(nextStep(again)).toEqual({
    kind: 'call',
    name: 'send_message',
    args: { to: 'not the approved to', body: 'not the approved body', copies: 2 },
    delayMs: 0,
  })
})

test('what a tool takes from a list is typed again as it was: with other words the host would refuse the call', () => {
  const call = called('message', { action: 'send', message: 'Hello' })
  const again = [...held.slice(0, 1), call, tool('held for approval'), user('Perform now: message')]
  expect(nextStep(again)).toMatchObject({ args: { action: 'send', message: 'not the approved message' } })
})

test('a call made by approval is made once, and uses up no directive', () => {
  const done = [
    ...held,
    user('Perform now: send_message'),
    called('send_message', { to: 'not the approved to' }),
    tool('Sent.'),
  ]
  expect(nextStep(done)).toMatchObject({ kind: 'text', text: 'sent' })
  const next = user('effect: send_message {"to":"bob"}')
  expect(nextStep([...done.slice(0, 1), next, ...done.slice(1)])).toMatchObject({ text: 'sent' })
})

test('a call that a restart cut off before its result is made again, and one with a result is not', () => {
  const cut = [user('effect: send_message {}\nanswer: sent'), called('send_message')]
  const resumed = user('[System] Continue.')
  expect(nextStep([...cut, resumed])).toMatchObject({ kind: 'call', name: 'send_message' })
  expect(nextStep([...cut, tool('Sent.'), resumed])).toMatchObject({ kind: 'text', text: 'sent' })
})

test('a turn that a restart interrupted takes the approved call up again', () => {
  const interrupted = [...held, user('Perform now: send_message'), user('[System] Continue.')]
  expect(nextStep(interrupted)).toMatchObject({ kind: 'call', name: 'send_message' })
})

test('the same transcript gives the same step, and is left as it was', () => {
  const messages = structuredClone(held)
  expect(nextStep(messages)).toEqual(nextStep(messages))
  expect(messages).toEqual(held)
})

test('the last cost that was said holds, and is no step', () => {
  expect(costPerCall([user('answer: hello')])).toBeUndefined()
  expect(costPerCall([user('cost: 0.2\nanswer: hello')])).toBe(0.2)
  expect(costPerCall([user('cost: 0.2'), said('cost: 9'), user('cost: none')])).toBeNull()
  expect(nextStep([user('cost: 0.2\nanswer: hello')])).toMatchObject({ kind: 'text', text: 'hello' })
})
