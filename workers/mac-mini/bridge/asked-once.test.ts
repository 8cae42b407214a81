import { expect, test } from 'vitest'
import { askedOnce } from './asked-once.ts'

const call = { sessionKey: 'agent:main:main', toolCallId: 'call-1', tool: 'exec', params: {} }

test('the same ask is decided once, also while it is being decided, and another one anew', async () => {
  let times = 0
  const decide = askedOnce(async () => ({ decision: 'block', text: `${++times}` }))
  const answers = await Promise.all(['a', 'a', 'b'].map((askId) => decide({ ...call, askId })))
  expect(answers.map((answer) => 'text' in answer && answer.text)).toEqual(['1', '1', '2'])
  expect(await decide({ ...call, askId: 'a' })).toEqual({ decision: 'block', text: '1' })
})

test('what was not decided is looked at again, and a plugin that names no ask is decided each time', async () => {
  let times = 0
  const decide = askedOnce(async () => {
    if (++times === 1) throw new Error('the disk is full')
    return { decision: 'block', text: `${times}` }
  })
  await expect(decide({ ...call, askId: 'a' })).rejects.toThrow('the disk is full')
  expect(await decide({ ...call, askId: 'a' })).toEqual({ decision: 'block', text: '2' })
  expect([await decide(call), await decide(call)]).toEqual([
    { decision: 'block', text: '3' },
    { decision: 'block', text: '4' },
  ])
})

test('the gate is told the name of the ask, and old ones are forgotten here', async () => {
  const calls: unknown[] = []
  const decide = askedOnce(async (asked) => {
    calls.push(asked)
    return { decision: 'block', text: 'no' }
  })
  for (let number = 0; number <= 500; number++) await decide({ ...call, askId: `${number}` })
  expect(calls[0]).toEqual({ ...call, askId: '0' })
  await decide({ ...call, askId: '500' })
  expect(calls).toHaveLength(501)
  await decide({ ...call, askId: '0' })
  expect(calls).toHaveLength(502)
})
