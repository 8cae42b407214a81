import { expect, test } from 'vitest'
import { ownActions, roles } from './permissions.ts'
import { roleAreas } from './role-areas.ts'

const wordsOf = (area: string) => roleAreas('operator').find((one) => one.area === area)?.words

test('what a role may is told by what it is about, and each thing is named once', () => {
  expect(wordsOf('Projects')).toBe('create, edit, pause and resume projects')
  expect(wordsOf('Agents')).toBe(
    'create, change, retire agents, let paused agents go on, write to agents, set heartbeats',
  )
  expect(wordsOf('Runbooks')).toBe(
    'write, start runbooks, decide steps of runbooks, resume, cancel runs of runbooks',
  )
  expect(wordsOf('Kill switch')).toBe('set kill switches')
  expect(roleAreas('owner').find(({ area }) => area === 'Access')?.words).toMatch(/create, revoke API keys$/)
  expect(roleAreas('owner').find(({ area }) => area === 'Executors')?.words).toBe(
    'add, retire executors, renew, revoke tokens of executors',
  )
  expect(roleAreas('viewer')).toEqual([{ area: 'Reading', words: 'read everything' }])
  expect(roleAreas('owner').map(({ area }) => area)).toEqual([
    'Projects',
    'Outcomes',
    'Policies',
    'Kill switch',
    'Ledger',
    'Access',
    'Executors',
  ])
})

test('every action has an area, and none is told twice', () => {
  for (const role of roles) {
    expect(roleAreas(role).map(({ area }) => area)).not.toContain('Else')
    const phrases = roleAreas(role).flatMap(({ words }) => words.split(', '))
    expect(phrases).toHaveLength(ownActions(role).length)
  }
})
