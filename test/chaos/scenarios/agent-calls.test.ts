import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { tempFolder } from '#test/temp-folder.ts'
import { agentCallsOf, miscounted } from './agent-calls.ts'

const call = (runId: string) => ({ at: 0, runId })

test('each run is asked for once: less, more and strangers are told', () => {
  expect(miscounted(['a', 'b'], [call('a'), call('b')])).toEqual([])
  expect(miscounted(['a', 'b', 'c'], [call('a'), call('b'), call('b'), call('x'), call('x')])).toEqual([
    'b was asked for 2 times',
    'c was asked for 0 times',
    'x was asked for, and is no run of any task',
  ])
})

test('the gateway’s own log is read, half a line of a killed one apart', () => {
  const folder = tempFolder()
  expect(agentCallsOf({ folder })).toEqual([])
  mkdirSync(join(folder, 'practice'))
  const line = JSON.stringify({ at: '2026-11-26T05:00:00.000Z', pid: 7, runId: 'a', sessionKey: 's' })
  writeFileSync(join(folder, 'practice', 'agent-calls.jsonl'), `${line}\n${line.slice(0, 20)}`)
  expect(agentCallsOf({ folder })).toEqual([{ at: Date.parse('2026-11-26T05:00:00.000Z'), runId: 'a' }])
})
