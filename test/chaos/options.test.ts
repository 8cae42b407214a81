import { expect, test } from 'vitest'
import { chaosOptions, commandOf, usage } from './options.ts'

test('without a word there are 60 tasks and 40 kills', () => {
  expect(chaosOptions([])).toEqual({
    ...{ tasks: 60, kills: 40, seed: 7, isKept: false, isJudged: true },
    also: ['resets', 'terminations'],
  })
})

test.each([[['resets' as const]], [[]]])(
  'the command that is printed plays the same again, with %s',
  (also) => {
    const options = { tasks: 30, kills: 0, seed: 12, also }
    expect(chaosOptions(commandOf(options).split(' ').slice(4))).toEqual({
      ...options,
      isKept: false,
      isJudged: true,
    })
    expect(chaosOptions(['--no-bar'])).toMatchObject({ isJudged: false })
  },
)

test('help is asked for whatever else is said', () => {
  expect(chaosOptions(['--tasks', '3', '--help'])).toEqual({ help: true })
  expect(usage).toContain('--seed')
})

test.each([
  [['--tasks', 'many'], '--tasks'],
  [['--tasks', '0'], '--tasks'],
  [['--kills', '-3'], '--kills'],
  [['--kills', '1.5'], '--kills'],
  [['--seed', '99999999999'], '--seed'],
  [['--also', 'fires'], 'fires'],
  [['--also', ''], 'or none'],
  [['--what'], '--what'],
  [['now'], 'now'],
])('%s is refused and named', (words, named) => {
  const asked = chaosOptions(words)
  expect('problem' in asked && asked.problem).toContain(named)
})
