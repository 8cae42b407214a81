import { expect, test } from 'vitest'
import { aFact, minutesOn } from '#test/stories.ts'
import type { Fact } from '../ledger/entry.ts'
import type { Loop } from '../policy/loop.ts'
import { type AgentState, applyAgentEntry } from './agent-state.ts'
import type { Heartbeat } from './heartbeat.ts'

const settings = { name: 'Ines', role: 'writer', charter: '', executorId: null, openclawAgentId: 'main' }
const created = aFact('agent_created', { projectId: 'pr_1', ...settings }, 0, 'operator:op_1')
const heartbeat: Heartbeat = {
  rhythm: { everySeconds: 1_800 },
  timeZone: 'UTC',
  activeHours: null,
  rule: 'always',
  instruction: 'Look.',
}
const set = aFact('heartbeat_set', heartbeat, 1)
const paused = aFact('heartbeat_paused', { where: 'temporal', note: 'by hand' }, 2, 'system:temporal')
const asked = aFact('beat_asked', { note: 'the reviews' }, 3, 'operator:op_2')
const after = (...facts: Fact[]) =>
  [created, ...facts].reduce<AgentState | null>(applyAgentEntry, null) as AgentState

test('an agent is what it was created as, then what it was changed to, a version each time', () => {
  const at = minutesOn(0)
  expect(after()).toEqual({
    ...{ projectId: 'pr_1', ...settings, createdAt: at, version: 1, changedAt: at },
    ...{ changedBy: 'operator:op_1', retiredAt: null, pause: null, resumedAt: null, heartbeat: null },
  })
  const change = aFact(
    'agent_changed',
    { ...settings, name: 'Bo', executorId: 'mac-mini' },
    5,
    'operator:op_2',
  )
  expect(after(change)).toMatchObject({
    ...{ name: 'Bo', executorId: 'mac-mini', projectId: 'pr_1', version: 2 },
    ...{ createdAt: at, changedAt: minutesOn(5), changedBy: 'operator:op_2' },
  })
})

test('a pause outlives a change of the heartbeat, and ends when it is resumed or removed', () => {
  const other = { ...heartbeat, instruction: 'Other.' }
  expect(after(set, paused, aFact('heartbeat_set', other, 4)).heartbeat).toMatchObject({
    ...{ settings: other, setAt: minutesOn(4), pausedAt: minutesOn(2) },
    ...{ pausedBy: 'system:temporal', pauseNote: 'by hand' },
  })
  const resumed = aFact('heartbeat_resumed', { where: 'front_office', note: '' }, 4)
  expect(after(set, paused, resumed).heartbeat).toMatchObject({
    ...{ pausedAt: null, pausedBy: null, pauseNote: null, resumedAt: minutesOn(4) },
  })
  const removed = aFact('heartbeat_removed', { reason: '' }, 4)
  expect(after(set, paused, removed).heartbeat).toBeNull()
  expect(after(set, paused, removed, set).heartbeat).toMatchObject({ pausedAt: null })
})

test('a beat that was asked for is open until a beat comes; a missed one is none', () => {
  const open = { askedAt: minutesOn(3), askedBy: 'operator:op_2', askedNote: 'the reviews' }
  expect(after(set, asked).heartbeat).toMatchObject(open)
  const scheduledAt = minutesOn(4)
  const missed = aFact('beat_missed', { scheduledAt, until: scheduledAt, count: 1, reason: '' })
  expect(after(set, asked, missed).heartbeat).toMatchObject(open)
  for (const beat of [
    aFact('beat_started', { scheduledAt, taskId: 't_1', seen: 1, news: [] }),
    aFact('beat_skipped', { scheduledAt, reason: 'nothing_new' }),
    aFact('beat_coalesced', { scheduledAt, taskId: 't_1' }),
  ])
    expect(after(set, asked, beat).heartbeat).toMatchObject({ askedAt: null, askedBy: null, askedNote: null })
})

test('a retired agent has no heartbeat, and nothing sets a beat on what has none', () => {
  const retired = after(set, aFact('agent_retired', { reason: '' }, 9))
  expect(retired).toMatchObject({ retiredAt: minutesOn(9), heartbeat: null, name: 'Ines' })
  expect(applyAgentEntry(retired, asked)).toEqual(retired)
  expect(() => applyAgentEntry(null, asked)).toThrow('no fold')
})

test('a loop pauses it with what shows it, until an operator lets it go on', () => {
  const loop: Loop = { kind: 'failure', what: 'no key', times: 2, seen: [] }
  const paused = aFact('agent_paused', loop, 4, 'system:control')
  expect(after(paused)).toMatchObject({ pause: { loop, at: minutesOn(4) }, resumedAt: null, version: 1 })
  const resumed = aFact('agent_resumed', { note: 'the key is there' }, 5)
  expect(after(paused, resumed)).toMatchObject({ pause: null, resumedAt: minutesOn(5) })
})
