import { expect, test } from 'vitest'
import * as ids from './ids.ts'

test('ids are lower case, say what they name, and never meet', () => {
  const prefixes = {
    project: 'pr',
    agent: 'ag',
    task: 't',
    operator: 'op',
    intent: 'in',
    grant: 'gr',
    apiKey: 'key',
    runbook: 'rb',
    runbookRun: 'rr',
  } as const
  for (const [kind, prefix] of Object.entries(prefixes)) {
    expect(ids.newId(kind as ids.IdKind)).toMatch(new RegExp(`^${prefix}_[0-9a-hjkmnp-tv-z]{16}$`))
  }
  expect(new Set(Array.from({ length: 10_000 }, () => ids.newId('task'))).size).toBe(10_000)
})

test('every character of the alphabet is used about as often', () => {
  const text = Array.from({ length: 2_000 }, () => ids.newId('task').slice(2)).join('')
  const counts = new Map<string, number>()
  for (const letter of text) counts.set(letter, (counts.get(letter) ?? 0) + 1)
  expect(counts.size).toBe(32)
  for (const count of counts.values()) expect(Math.abs(count - 1_000)).toBeLessThan(200)
})

test('a stream is named after what it tells of, and a task’s like its workflow', () => {
  expect(ids.taskStreamId('t_1')).toBe('task/t_1')
  expect(ids.taskStreamId('t_1')).toBe(ids.taskWorkflowId('t_1'))
  expect(ids.projectStreamId('pr_1')).toBe('project/pr_1')
  expect(ids.agentStreamId('ag_1')).toBe('agent/ag_1')
  expect(ids.operatorStreamId('op_1')).toBe('operator/op_1')
  expect(ids.executorStreamId('mac-mini')).toBe('executor/mac-mini')
  expect(ids.taskIdOfStream('task/t_1')).toBe('t_1')
  expect(ids.taskIdOfStream('project/pr_1')).toBeNull()
})

test('the gateway is given keys that it does not change', () => {
  expect(ids.sessionKeyOf('Main', 't_1')).toBe('agent:main:fo:task/t_1')
  expect(ids.runIdOf('t_1', 's2')).toBe('fo:task/t_1/s2')
})

test('an effect’s key holds task, step and proposal, and no run of the gateway', () => {
  expect(ids.effectKeyOf('t_1', 's1', 'p_a')).toBe('task/t_1/s1/p_a')
})

test('an executor has a queue for runs and one for short calls', () => {
  expect([ids.runQueueOf('mac-mini'), ids.controlQueueOf('mac-mini'), ids.controlQueue]).toEqual([
    'mac-mini',
    'mac-mini-control',
    'control',
  ])
})
