import { expect, test } from 'vitest'
import { commandsFor, isFound } from './commands.ts'

const letter = { id: 'pr_1', name: 'Harrowgate Letter' }
const oak = { id: 'pr_2', name: 'Oak & Vellum Press' }
const at = (projectId?: string) => ({ role: 'operator' as const, projects: [letter, oak], projectId })
const labels = (words: string[], projectId?: string) =>
  commandsFor(words, at(projectId)).map(({ label }) => label)

test('in a project, what can be done in it comes first', () => {
  expect(labels([], 'pr_1')).toEqual([
    'New task in Harrowgate Letter',
    'New agent in Harrowgate Letter',
    'Tasks of Harrowgate Letter',
    'Ledger of Harrowgate Letter',
    'Activity of Harrowgate Letter',
    'Start a project',
    'Invite an operator',
  ])
  expect(labels([])).toEqual(['Start a project', 'Invite an operator'])
})

test('another project is acted in by naming it', () => {
  expect(labels(['new', 'vel'], 'pr_1')).toEqual([
    'New task in Oak & Vellum Press',
    'New agent in Oak & Vellum Press',
  ])
  expect(labels(['new', 'task'], 'pr_1')).toEqual(['New task in Harrowgate Letter'])
  expect(labels(['nothing'])).toEqual([])
})

test('what the role may not is shown with the reason', () => {
  const [first, second] = commandsFor([], { ...at(), role: 'viewer' })
  expect(first?.refusal).toMatch(/^A viewer may not create projects/)
  expect(second?.refusal).toMatch(/^A viewer may not invite operators/)
  expect(commandsFor([], at())[0]?.refusal).toBeNull()
})

test('a word is found where it begins one', () => {
  expect(isFound('Oak & Vellum Press', ['vel', 'oak'])).toBe(true)
  expect(isFound('Oak & Vellum Press', ['llum'])).toBe(false)
  expect(isFound('Anything', [])).toBe(true)
})
