import { expect, test } from 'vitest'
import { aFact, minutesOn } from '#test/stories.ts'
import type { Heartbeat } from './heartbeat.ts'
import { heartbeatBeganAt, heartbeatStretches } from './heartbeat-stretches.ts'

const settings = { name: 'Ines', role: 'writer', charter: '', executorId: null, openclawAgentId: 'main' }
const often: Heartbeat = {
  ...{ rhythm: { everySeconds: 60 }, timeZone: 'UTC', activeHours: null },
  ...{ rule: 'always', instruction: 'Look.' },
}
const seldom: Heartbeat = { ...often, rhythm: { everySeconds: 3_600 } }
const place = { where: 'front_office', note: '' } as const
const facts = [
  aFact('agent_created', { projectId: 'pr_1', ...settings }, 0),
  aFact('heartbeat_set', often, 10),
  aFact('heartbeat_paused', place, 20),
  aFact('heartbeat_resumed', place, 30),
  aFact('heartbeat_set', seldom, 40),
  aFact('heartbeat_removed', { reason: '' }, 50),
  aFact('heartbeat_set', often, 60),
]
const stretch = (settings: Heartbeat, from: number, until: number) => ({
  ...{ settings, from: minutesOn(from), until: minutesOn(until) },
})

test('each stretch has the settings that held then; pauses and the time without a heartbeat are left out', () => {
  expect(heartbeatStretches(facts, { from: '', until: minutesOn(70) })).toEqual([
    ...[stretch(often, 10, 20), stretch(often, 30, 40), stretch(seldom, 40, 50), stretch(often, 60, 70)],
  ])
})

test('only what lies in the span counts', () => {
  const within = (from: number, until: number) =>
    heartbeatStretches(facts, { from: minutesOn(from), until: minutesOn(until) })
  expect(within(15, 45)).toEqual([stretch(often, 15, 20), stretch(often, 30, 40), stretch(seldom, 40, 45)])
  expect(within(20, 30)).toEqual([])
  expect(heartbeatStretches([], { from: '', until: minutesOn(70) })).toEqual([])
})

test('a heartbeat began where it was set first after the last removal, whatever was changed since', () => {
  expect(heartbeatBeganAt(facts.slice(0, 5))).toBe(minutesOn(10))
  expect(heartbeatBeganAt([...facts, aFact('heartbeat_set', seldom, 65)])).toBe(minutesOn(60))
  expect(heartbeatBeganAt(facts.slice(0, 6))).toBe('')
})
