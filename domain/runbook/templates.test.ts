import { expect, test } from 'vitest'
import { readRunbook } from './runbook-yaml.ts'
import { runbookTemplates } from './templates.ts'

test.each(['Ops: nights', 'Anna #2', '@bot', '007', 'yes', '"Q"', 'Zoë', '- x', 'a: b', '{{inputs.topic}}'])(
  'a template names the agent %s, and no other',
  (name) => {
    for (const { yaml } of runbookTemplates) {
      const read = readRunbook(yaml(name), [{ name, role: 'editor' }])
      expect(read.problems).toEqual([])
      expect(JSON.stringify(read.definition)).toContain(`"agent":${JSON.stringify(name)}`)
    }
  },
)

test('a plain name stands there as it is', () => {
  expect(runbookTemplates[0]?.yaml('Letter editor')).toContain('agent: Letter editor\n')
})

test.each(runbookTemplates)('the template $id is a good runbook', ({ title, yaml }) => {
  const read = readRunbook(yaml('Ines'), [{ name: 'Ines', role: 'editor' }])
  expect(read.problems).toEqual([])
  expect(read.definition?.name).toBe(title)
})
