import { expect, test } from 'vitest'
import { victims } from '../executor.ts'
import type { Frame } from './frames.ts'
import { casesOf, intentOf, momentOf, phases } from './phases.ts'

const sessionKey = 'agent:main:fo:task/t_1'
const run = { runId: 'fo:task/t_1/s1' }
const recovery = [{ provenance: { sourceTool: 'main_session_restart_recovery' } }]

const asks = (method: string, params: object): Frame =>
  ({ kind: 'request', method, params, payload: {} }) as Frame
const answers = (method: string, params: object, payload: object): Frame =>
  ({ kind: 'answer', method, params, payload }) as Frame
const tells = (stream: string, data: object): Frame =>
  ({ kind: 'event', method: 'agent', params: {}, payload: { ...run, stream, data } }) as Frame

/** What goes between worker and gateway in a run that nothing disturbs, and then in one that is adopted. */
const undisturbed: Record<string, Frame> = {
  mirror: answers('tasks.list', {}, { tasks: [] }),
  'agent.wait 0': asks('agent.wait', { ...run, timeoutMs: 0 }),
  unknown: answers('agent.wait', { ...run, timeoutMs: 0 }, { status: 'timeout' }),
  'no row': answers('tasks.list', { sessionKey }, { tasks: [] }),
  agent: asks('agent', { idempotencyKey: run.runId, sessionKey }),
  accepted: answers('agent', { sessionKey }, { status: 'accepted' }),
  'agent.wait': asks('agent.wait', { ...run, timeoutMs: 5_000 }),
  'small tool': tells('tool', { phase: 'start', name: 'fo_post_update' }),
  'small tool is over': tells('tool', { phase: 'result', name: 'fo_post_update' }),
  'slow tool': tells('tool', { phase: 'start', name: 'publish_page' }),
  'slow tool is over': tells('tool', { phase: 'result', name: 'publish_page' }),
  final: answers('agent', { sessionKey }, { status: 'ok' }),
  'agent.wait ended': answers('agent.wait', run, { status: 'ok', endedAt: 7 }),
  history: answers('chat.history', { sessionKey }, { messages: [] }),
}
const disturbed: Record<string, Frame> = {
  'no recovery yet': answers('chat.history', { sessionKey }, { messages: [] }),
  'recovery found': answers('chat.history', { sessionKey }, { messages: recovery }),
  'locates it': asks('agent.wait', { runId: 'other', timeoutMs: 0 }),
  'waits for the old one': asks('agent.wait', { ...run, timeoutMs: 5_000 }),
  'waits for it': asks('agent.wait', { runId: 'other', timeoutMs: 5_000 }),
}

function firstOf(phase: Parameters<typeof momentOf>[0], frames: Record<string, Frame>): string | null {
  const moment = momentOf(phase, run.runId)
  for (const [name, frame] of Object.entries(frames)) {
    const word = moment(frame)
    if (word) return `${word} at ${name}`
  }
  return null
}

test.each([
  ['locating', 'hold at no row'],
  ['asking', 'hold at agent'],
  ['accepted', 'hold at accepted'],
  ['thinking', 'pass at small tool is over'],
  ['in_tool', 'pass at slow tool'],
  ['ended', 'hold at agent.wait ended'],
  ['collecting', 'hold at history'],
  ['collected', 'pass at history'],
  ['adopting', null],
  ['adopted', null],
] as const)('%s has its moment in a run: %s', (phase, expected) => {
  expect(firstOf(phase, undisturbed)).toBe(expected)
})

test('what is adopted has its moments when the gateway has taken it up', () => {
  expect(firstOf('adopting', disturbed)).toBe('hold at recovery found')
  expect(firstOf('adopted', disturbed)).toBe('pass at waits for it')
})

test('each phase is there for either victim, with a page of its own', () => {
  const cases = casesOf(phases, victims)
  expect(cases).toHaveLength(22)
  expect(new Set(cases.map(intentOf)).size).toBe(22)
})
