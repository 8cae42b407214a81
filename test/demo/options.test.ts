import { expect, test } from 'vitest'
import { demoOptions, usage } from './options.ts'

test('without a word it is the demo of one task; --week is that of a week', () => {
  expect(demoOptions([])).toEqual({ demo: 'task', isJudged: true })
  expect(demoOptions(['--week'])).toEqual({ demo: 'week', isJudged: true })
  expect(demoOptions(['--week', '--no-bar'])).toEqual({ demo: 'week', isJudged: false })
})

test('help is asked for whatever else is said', () => {
  expect(demoOptions(['--week', '--help'])).toEqual({ help: true })
  expect(usage).toContain('--week')
})

test.each([['--month'], ['week'], ['--week=4']])('%s is refused and named', (word) => {
  const asked = demoOptions([word])
  expect('problem' in asked && asked.problem).toContain(word.split('=')[0])
})
