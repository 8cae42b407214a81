import { expect, test } from 'vitest'
import { effectTraits } from './effect-traits.ts'

test('money is said, and where nobody says how much, that', () => {
  expect(effectTraits({ tool: 'issue_refund', parameters: { amountUsd: 1_284.5 } })).toEqual(['$1,284.50'])
  expect(effectTraits({ tool: 'issue_refund', parameters: { amount: 84 } })).toEqual([
    'how much is not plainly said',
  ])
  expect(effectTraits({ tool: 'send_message', parameters: { to: 'ada' } })).toEqual([])
})

test('a command says what else it shows, or that nobody knows', () => {
  expect(effectTraits({ tool: 'exec', parameters: { command: 'git push' } })).toEqual([
    expect.stringMatching(/^also to /),
  ])
  expect(effectTraits({ tool: 'exec', parameters: { command: 'python a.py' } })).toEqual([
    'what the command does is not known here',
  ])
})
