import { expect, test } from 'vitest'
import type { Role } from '#domain/operator/permissions.ts'
import type { Stage } from '#domain/project/stages.ts'
import { commandsFor, isFound, isVerbOf, soughtIn, startsOf } from './commands.ts'

const letter = { id: 'pr_1', name: 'Harrowgate Letter', stage: 'active' as Stage, removedAt: null }
const oak = { ...letter, id: 'pr_2', name: 'Oak & Vellum Press' }
const at = (projectId?: string) => ({ role: 'operator' as const, projects: [letter, oak], projectId })
const labels = (words: string[], projectId?: string) =>
  commandsFor(words, at(projectId)).map(({ label }) => label)

test('in a project, what can be done in it comes first', () => {
  expect(labels([], 'pr_1')).toEqual([
    'New task in Harrowgate Letter',
    'Pause project Harrowgate Letter',
    'New agent in Harrowgate Letter',
    'New document in Harrowgate Letter',
    'New runbook in Harrowgate Letter',
    'Book money of Harrowgate Letter',
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
    'New document in Oak & Vellum Press',
    'New runbook in Oak & Vellum Press',
  ])
  expect(labels(['new', 'task'], 'pr_1')).toEqual(['New task in Harrowgate Letter'])
  expect(labels(['new', 'doc'], 'pr_1')).toEqual(['New document in Harrowgate Letter'])
  expect(labels(['import', 'csv'], 'pr_1')).toEqual(['Import money (CSV) of Harrowgate Letter'])
  expect(labels(['nothing'])).toEqual([])
})

test('where no project is open and none is named, each is acted in', () => {
  expect(labels(['import', 'csv'])).toEqual([
    'Import money (CSV) of Harrowgate Letter',
    'Import money (CSV) of Oak & Vellum Press',
  ])
  expect(labels(['import', 'csv', 'oak'])).toEqual(['Import money (CSV) of Oak & Vellum Press'])
})

test('a verb puts what can be done before what was found', () => {
  const verb = (words: string[]) => isVerbOf(commandsFor(words, at()), words)
  expect([verb(['new', 'ag']), verb(['pau']), verb(['oak']), verb([])]).toEqual([true, true, false, false])
})

test('what the role may not is shown with the reason', () => {
  const [first, second] = commandsFor([], { ...at(), role: 'viewer' })
  expect(first?.refusal).toMatch(/^A viewer may not create projects/)
  expect(second?.refusal).toMatch(/^A viewer may not invite operators/)
  expect(commandsFor([], at())[0]?.refusal).toBeNull()
})

test('a project is paused or resumed by its stage, and takes tasks by the rule of its button', () => {
  const commands = (stage: Stage, role: Role = 'operator') =>
    commandsFor([], { role, projects: [{ ...oak, stage }], projectId: oak.id })
  const [task, pause] = commands('active')
  expect([task?.refusal, pause?.label]).toEqual([null, 'Pause project Oak & Vellum Press'])
  expect(pause?.href).toBe('/projects/pr_2/settings?stage=paused')
  expect(commands('paused')[1]).toMatchObject({
    label: 'Resume project Oak & Vellum Press',
    detail: 'It is paused now',
    href: '/projects/pr_2/settings?stage=active',
  })
  expect(commands('wound_down')[0]?.refusal).toMatch(/is wound down, so it takes no tasks/)
  expect(commands('active', 'viewer')[1]?.refusal).toMatch(/^A viewer may not/)
})

test('a runbook that is found can be started; the verb is not looked for', () => {
  const href = '/projects/pr_1/runbooks/publish-a-letter'
  const found = { kind: 'runbook' as const, id: 'rb_1', title: 'Publish a letter', detail: letter.name, href }
  expect(startsOf([found, { ...found, kind: 'task' }], 'operator')).toEqual([
    {
      label: 'Start Publish a letter',
      detail: letter.name,
      icon: 'send',
      href: `${href}#start`,
      refusal: null,
    },
  ])
  expect(startsOf([found], 'viewer')[0]?.refusal).toMatch(/^A viewer may not start runbooks/)
  expect(soughtIn(['start', 'letter'])).toEqual(['letter'])
  expect(soughtIn(['start'])).toEqual(['start'])
})

test('a word is found where it begins one', () => {
  expect(isFound('Oak & Vellum Press', ['vel', 'oak'])).toBe(true)
  expect(isFound('Oak & Vellum Press', ['llum'])).toBe(false)
  expect(isFound('Anything', [])).toBe(true)
})
