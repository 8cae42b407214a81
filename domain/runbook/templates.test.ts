import { expect, test } from 'vitest'
import { readRunbook } from './runbook-yaml.ts'
import { runbookTemplates } from './templates.ts'

test.each(runbookTemplates)('the template $id is a good runbook', ({ title, yaml }) => {
  const read = readRunbook(yaml('Ines'), [{ name: 'Ines', role: 'editor' }])
  expect(read.problems).toEqual([])
  expect(read.definition?.name).toBe(title)
})
