import { expect, test } from 'vitest'
import { backboneOf, type PackSources, packLimit, taskBriefOf } from './context-pack-rules.ts'

const sources: PackSources = {
  project: { name: 'Letter', mission: 'Write letters.' },
  agent: { name: 'Ines', role: 'writer', charter: 'Be brief.' },
  task: { id: 't_1', title: 'Thank Ada' },
}

test('the backbone says who the agent is, for what project, its mission and charter', () => {
  expect(backboneOf(sources)).toBe(
    '# Front Office\nYou are Ines, writer, working on the project Letter.\n\n## Mission\nWrite letters.\n\n## Your charter\nBe brief.',
  )
})

test('what is empty leaves no heading', () => {
  const bare = {
    ...sources,
    project: { name: 'Letter', mission: '' },
    agent: { name: 'Ines', role: '', charter: '' },
  }
  expect(backboneOf(bare)).toBe('# Front Office\nYou are Ines, working on the project Letter.')
})

test('it is the same for every task of an agent, and the brief names the task', () => {
  expect(backboneOf({ ...sources, task: { id: 't_2', title: 'Other' } })).toBe(backboneOf(sources))
  expect(taskBriefOf(sources)).toBe('Front Office task t_1: Thank Ada')
})

test('a pack has a limit', () => {
  const long = { ...sources, project: { name: 'Letter', mission: 'x'.repeat(packLimit * 2) } }
  expect(backboneOf(long)).toHaveLength(packLimit)
})
