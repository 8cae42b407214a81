import { expect, test } from 'vitest'
import type { ActiveSwitch, KillScope } from './kill-switch.ts'
import {
  countingOf,
  killHold,
  killOrders,
  liftingRefusal,
  scopeOfId,
  settingRefusal,
  stopOf,
  stopWords,
} from './kill-switch-rules.ts'

const on = (scope: KillScope, scopeId: string): ActiveSwitch => ({
  ...{ scope, scopeId, reason: `the ${scope}` },
  byName: 'Ada',
})
const all = on('everything', 'everything')
const letter = on('project', 'pr_1')
const ines = on('agent', 'ag_1')

test('a run is held by the widest switch that is on, until somebody lifts it', () => {
  expect(killHold([])).toBeNull()
  expect(killHold([ines, letter, all])).toEqual({
    kind: 'kill_switch',
    reason: 'Ada stopped everything: the everything',
    until: null,
  })
  expect(killHold([ines, letter])?.reason).toBe('Ada stopped this project: the project')
  expect(killHold([ines])?.reason).toBe('Ada stopped this agent: the agent')
})

test('what counts a run is the switch for everything, its project’s and its agent’s', () => {
  const others = [on('project', 'pr_2'), on('agent', 'ag_2')]
  const counting = countingOf([all, letter, ...others, ines], { projectId: 'pr_1', agentId: 'ag_1' })
  expect(counting).toEqual([all, letter, ines])
})

test('the id tells the scope', () => {
  expect(['everything', 'pr_1', 'ag_1'].map(scopeOfId)).toEqual(['everything', 'project', 'agent'])
})

test('it is set once and lifted once, and a refusal names who set it', () => {
  expect(settingRefusal(null)).toBeNull()
  expect(settingRefusal(letter)).toEqual({
    code: 'kill_switch_on',
    message: `It is on already. ${stopWords(letter)}`,
  })
  expect(liftingRefusal(letter)).toBeNull()
  expect(liftingRefusal(null)?.code).toBe('kill_switch_off')
})

test('an executor is told of its own agents only, by their names on the gateway', () => {
  const agents = [
    { agentId: 'ag_1', projectId: 'pr_1', openclawAgentId: 'Ines' },
    { agentId: 'ag_2', projectId: 'pr_1', openclawAgentId: 'kit' },
    { agentId: 'ag_3', projectId: 'pr_2', openclawAgentId: 'moss' },
  ]
  expect(killOrders([], agents)).toEqual({ everything: null, scopes: {}, agents: {} })
  expect(killOrders([ines], agents)).toEqual({
    everything: null,
    scopes: { ag_1: stopWords(ines) },
    agents: { ines: stopWords(ines) },
  })
  expect(killOrders([letter, ines], agents)).toEqual({
    everything: null,
    scopes: { pr_1: stopWords(letter), ag_1: stopWords(ines) },
    agents: { ines: stopWords(letter), kit: stopWords(letter) },
  })
  expect(killOrders([all], agents)).toEqual({ everything: stopWords(all), scopes: {}, agents: {} })
})

test('of an agent that moved away an executor is told by its id alone: its name there may be another’s', () => {
  const moved = { agentId: 'ag_1', projectId: 'pr_1', openclawAgentId: null }
  expect(killOrders([letter, ines], [moved])).toEqual({
    everything: null,
    scopes: { pr_1: stopWords(letter), ag_1: stopWords(ines) },
    agents: {},
  })
})

test('everything stops an agent that nobody told of; a name of the language’s own does not', () => {
  expect(stopOf({ everything: 'because', scopes: {}, agents: {} }, { openclawAgentId: 'stranger' })).toBe(
    'because',
  )
  expect(
    stopOf({ everything: null, scopes: {}, agents: { ines: 'because' } }, { openclawAgentId: 'Ines' }),
  ).toBe('because')
  expect(
    stopOf({ everything: null, scopes: {}, agents: { ines: 'because' } }, { openclawAgentId: 'kit' }),
  ).toBeNull()
  expect(stopOf({ everything: null, scopes: {}, agents: {} }, { openclawAgentId: 'constructor' })).toBeNull()
})

test('ours are stopped by their project and agent here, whoever shares their agent of the gateway', () => {
  const orders = { everything: null, scopes: { pr_1: 'one', ag_2: 'two' }, agents: { main: 'any' } }
  const stopFor = (projectId: string, agentId: string) =>
    stopOf(orders, { openclawAgentId: 'main', projectId, agentId })
  expect(stopFor('pr_1', 'ag_1')).toBe('one')
  expect(stopFor('pr_2', 'ag_2')).toBe('two')
  expect(stopFor('pr_2', 'ag_3')).toBeNull()
})
