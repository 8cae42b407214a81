import { expect, test } from 'vitest'
import { asksForScenario, scenarioOptions, scenarioUsage } from './options.ts'

const offline = ['--scenario', 'offline']
const crash = ['--scenario', 'crash']

test('a scenario is one only where it is asked for', () => {
  expect(asksForScenario(['--tasks', '3'])).toBe(false)
  expect(asksForScenario(offline)).toBe(true)
  expect(asksForScenario(['--scenario=crash'])).toBe(true)
})

test('offline is 50 tasks in 10 projects and a minute, or what is said', () => {
  expect(scenarioOptions(offline)).toEqual({
    ...{ scenario: 'offline', tasks: 50, projects: 10, awayMs: 60_000, isKept: false },
  })
  const longer = ['--tasks', '12', '--projects', '3', '--minutes', '0.5', '--keep']
  expect(scenarioOptions([...offline, ...longer])).toEqual({
    ...{ scenario: 'offline', tasks: 12, projects: 3, awayMs: 30_000, isKept: true },
  })
})

test('crash is every phase for either victim, or those that are named', () => {
  const all = scenarioOptions(crash)
  expect('scenario' in all && all.scenario === 'crash' && all.cases.length).toBe(22)
  expect(scenarioOptions([...crash, '--phases', 'ended,asking', '--victims', 'mac-mini'])).toEqual({
    scenario: 'crash',
    isKept: false,
    cases: [
      { phase: 'asking', victim: 'mac-mini' },
      { phase: 'ended', victim: 'mac-mini' },
    ],
  })
})

test('budget is 100 tasks and 100 kills by a seed, or what is said', () => {
  expect(scenarioOptions(['--scenario', 'budget'])).toEqual({
    ...{ scenario: 'budget', tasks: 100, kills: 100, seed: 7, isKept: false },
  })
  expect(scenarioOptions(['--scenario', 'budget', '--tasks', '4', '--kills', '6', '--seed', '9'])).toEqual({
    ...{ scenario: 'budget', tasks: 4, kills: 6, seed: 9, isKept: false },
  })
})

test('help is asked for whatever else is said', () => {
  expect(scenarioOptions([...offline, '--help', '--tasks', 'x'])).toEqual({ help: true })
  expect(scenarioUsage).toContain('--minutes')
})

test.each([
  [['--scenario', 'fire'], 'fire'],
  [['--scenario'], '--scenario'],
  [[...offline, '--tasks', '0'], '--tasks'],
  [[...offline, '--tasks', '301'], '--tasks'],
  [[...offline, '--projects', '1.5'], '--projects'],
  [[...offline, '--minutes', '-1'], '--minutes'],
  [[...offline, '--minutes', '99999'], '--minutes'],
  [[...offline, '--phases', 'asking'], '--phases is of another'],
  [[...crash, '--tasks', '5'], '--tasks is of another'],
  [[...crash, '--phases', 'asking,sleeping'], 'sleeping'],
  [[...crash, '--victims', 'api'], 'api'],
  [[...crash, '--what'], '--what'],
  [['--scenario', 'budget', '--kills', '0'], '--kills'],
  [['--scenario', 'budget', '--minutes', '2'], '--minutes is of another'],
])('%s is refused and named', (words, named) => {
  const asked = scenarioOptions(words)
  expect('problem' in asked && asked.problem).toContain(named)
})
