import { describe, expect, test } from 'vitest'
import type { Starter } from './foreign-run.ts'
import {
  heldWords,
  isOwnSession,
  jobIdOf,
  onlyIn,
  starterOf,
  starterWords,
  taskIdOfSession,
  titleOf,
} from './foreign-run-rules.ts'

/** By the key of its session, as the gateway makes them. */
const table: [string, string | null, Starter, string][] = [
  ['agent:main:cron:j1:run:s1', null, { kind: 'cron', name: 'Morning report' }, 'Cron job Morning report'],
  ['agent:main:main', 'cron', { kind: 'cron', name: 'Morning report' }, 'Cron job Morning report'],
  ['agent:main:main', 'user', { kind: 'chat', name: '' }, 'Chat with the agent'],
  ['agent:main:telegram:direct:7', 'user', { kind: 'chat', name: 'telegram' }, 'Chat by telegram'],
  ['agent:main:my-script:1', 'user', { kind: 'client', name: 'my-script:1' }, 'Another client: my-script:1'],
  ['agent:main:subagent:u1', 'user', { kind: 'subagent', name: '' }, 'Sub-agent'],
  ['agent:main:fo:task/t_1', 'user', { kind: 'wake_up', name: '' }, 'Woken by the gateway'],
  ['agent:main:main', 'heartbeat', { kind: 'wake_up', name: '' }, 'Woken by the gateway'],
  ['agent:main:internal-session-effects:x', null, { kind: 'gateway', name: '' }, 'The gateway’s own upkeep'],
  ['nonsense', null, { kind: 'client', name: '' }, 'Another client:'],
]

describe('who began a run', () => {
  test.each(table)('%s, trigger %s', (key, trigger, starter, words) => {
    expect(starterOf(key, trigger, 'Morning report')).toEqual(starter)
    expect(starterWords(starter)).toBe(words)
  })
})

test('a job whose name is not known is named by its id', () => {
  expect(jobIdOf('agent:main:cron:j1:run:s1')).toBe('j1')
  expect(jobIdOf('agent:main:main')).toBe(null)
  expect(starterOf('agent:main:cron:j1:run:s1', null, null)).toEqual({ kind: 'cron', name: 'j1' })
})

test('a title says who began it and what was asked first', () => {
  const chat = { kind: 'chat', name: '' } as const
  expect(titleOf(chat, '\n  How are sales?\nIn detail.')).toBe('Chat with the agent: How are sales?')
  expect(titleOf(chat, '')).toBe('Chat with the agent')
  expect(titleOf({ kind: 'cron', name: 'Report' }, 'Write it.')).toBe('Cron job Report')
  expect(titleOf(chat, 'x'.repeat(500))).toHaveLength(200)
})

test('sessions of tasks are ours', () => {
  expect(isOwnSession('agent:main:fo:task/t_1')).toBe(true)
  expect(isOwnSession('agent:fo:main')).toBe(false)
  expect(taskIdOfSession('agent:main:fo:task/t_1')).toBe('t_1')
  expect(taskIdOfSession('agent:main:fo:probe')).toBeNull()
  expect(taskIdOfSession('agent:main:main:task/t_1')).toBeNull()
})

test('only what others began in a task’s session is ended by its id', () => {
  const sessionKey = 'agent:main:fo:task/t_1'
  expect(onlyIn({ sessionKey, runId: 'wake-up' })).toEqual(['wake-up'])
  expect(onlyIn({ sessionKey, runId: 'fo:task/t_1/s1' })).toEqual([])
  expect(onlyIn({ sessionKey: 'agent:main:main', runId: 'chat' })).toEqual([])
})

test('why a run that nobody here started may not go on is a sentence', () => {
  expect(heldWords({ reason: 'Letter is paused: holiday' })).toBe(
    'Runs are held now: Letter is paused: holiday',
  )
})
