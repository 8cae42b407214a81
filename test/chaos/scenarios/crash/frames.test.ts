import { expect, test } from 'vitest'
import { type Asked, frameOf } from './frames.ts'

const text = (frame: object) => JSON.stringify(frame)

test('a request, its answers and events are told apart, and an answer knows what was asked', () => {
  const asked: Asked = new Map()
  const params = { runId: 'r' }
  expect(frameOf(text({ type: 'req', id: '1', method: 'agent.wait', params }), 'worker', asked)).toEqual({
    ...{ kind: 'request', method: 'agent.wait', params, payload: {} },
  })
  const payload = { status: 'ok' }
  for (const _ of ['accepted', 'final'])
    expect(frameOf(text({ type: 'res', id: '1', ok: true, payload }), 'gateway', asked)).toEqual({
      ...{ kind: 'answer', method: 'agent.wait', params, payload },
    })
  expect(frameOf(text({ type: 'event', event: 'tick', payload }), 'gateway', asked)).toEqual({
    ...{ kind: 'event', method: 'tick', params: {}, payload },
  })
})

test.each([
  ['what is no JSON', 'hello', 'gateway'],
  ['an answer to nobody', text({ type: 'res', id: '9' }), 'gateway'],
  ['a list', '[]', 'worker'],
  ['an event of the worker', text({ type: 'event', event: 'tick' }), 'worker'],
] as const)('%s is nothing', (_name, words, from) => {
  expect(frameOf(words, from, new Map())).toBeNull()
})

test('an error has no payload', () => {
  const asked: Asked = new Map([['1', { method: 'agent', params: {} }]])
  expect(frameOf(text({ type: 'res', id: '1', ok: false, error: {} }), 'gateway', asked)?.payload).toEqual({})
})
