import { expect, test } from 'vitest'
import { sha256Hex } from '../ledger/digest.ts'
import { changedFound, isChangedKey, isUngatedKey, oddCallFound, rivalsFound } from './gate-plugin-rules.ts'

test('each other plugin that hooks calls is one finding, and says whether it comes after the gate', () => {
  const found = rivalsFound(
    [
      { pluginId: 'two', priority: 0, isAfter: false },
      { pluginId: 'two', priority: -1e300, isAfter: true },
      { pluginId: 'three', priority: 10, isAfter: false },
    ],
    sha256Hex,
  )
  expect(found.map(({ kind, difference, subject }) => [kind, difference, subject.key])).toEqual([
    ['gate_plugin', 'extra', 'plugin/two'],
    ['gate_plugin', 'extra', 'plugin/three'],
  ])
  expect(found[0]?.theirs?.line).toContain('after the gate')
  expect(found[1]?.theirs?.line).toContain('before the gate')
  expect(rivalsFound([], sha256Hex)).toEqual([])
})

test('a changed call shows both values, and of a long one the hash', () => {
  const side = (hash: string, to: string | null) => ({ hash, parameters: to === null ? null : { to } })
  const task = { title: 'Letters', projectId: 'pr_1' }
  const call = { tool: 'send_message', allowed: side('a1', 'ada'), effective: side('b2', 'eve') }
  const found = changedFound(call, task)
  expect(found).toMatchObject({
    ...{ kind: 'gate_plugin', difference: 'changed', projectId: 'pr_1' },
    ours: { hash: 'a1', line: 'let pass: {"to":"ada"}' },
    theirs: { hash: 'b2', line: 'ran: {"to":"eve"}' },
  })
  expect(isChangedKey(found.subject.key)).toBe(true)
  expect(changedFound({ ...call, effective: side('b2', null) }, task).theirs).toMatchObject({
    ...{ line: 'ran: parameters sha256 b2', text: null },
  })
})

test('a call that the gate had not let pass says where and when it ran, and each such call is another one', () => {
  const call = {
    ...{ tool: 'exec', allowed: null, effective: { hash: 'b2', parameters: { command: 'date' } } },
    ...{ sessionKey: 'agent:main:cron:daily', at: '2026-11-27T12:00:00.000Z', answer: 'performed: Fri' },
  }
  const behind = { title: 'Letters', projectId: null }
  const found = oddCallFound(call, behind, sha256Hex)
  expect(found).toMatchObject({
    ...{ kind: 'gate_plugin', difference: 'ungated', projectId: null },
    subject: { key: 'past/exec', name: 'exec', where: 'Letters' },
    ours: { line: 'let pass: nothing' },
    theirs: {
      line: 'ran in agent:main:cron:daily at 2026-11-27T12:00:00.000Z: {"command":"date"}',
      text: expect.stringMatching(/"command": "date"[\s\S]*performed: Fri$/),
    },
  })
  expect([isUngatedKey(found.subject.key), isChangedKey(found.subject.key)]).toEqual([true, false])
  const later = oddCallFound({ ...call, at: '2026-11-27T12:00:01.000Z' }, behind, sha256Hex)
  expect(later.theirs?.hash).not.toBe(found.theirs?.hash)
  const { sessionKey: _, answer: __, ...bare } = call
  const long = oddCallFound({ ...bare, effective: { hash: 'b2', parameters: null } }, behind, sha256Hex)
  expect(long.theirs?.line).toBe(
    'ran in a session that was not told at 2026-11-27T12:00:00.000Z: parameters sha256 b2',
  )
})

test('a call that was let pass otherwise is a changed one', () => {
  const side = (hash: string) => ({ hash, parameters: null })
  const call = { tool: 'exec', allowed: side('a1'), effective: side('b2'), at: '2026-11-27T12:00:00.000Z' }
  const task = { title: 'Letters', projectId: 'pr_1' }
  expect(oddCallFound(call, task, sha256Hex)).toEqual(changedFound(call, task))
})
