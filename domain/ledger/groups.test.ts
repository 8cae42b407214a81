import { expect, test } from 'vitest'
import { typesOfAction } from '../portfolio/roi.ts'
import { entryTypes } from './entry.ts'
import { crossGroups, entryGroups, groupNames, typesOfGroup } from './groups.ts'

test('every type is in one group and in no other', () => {
  expect(Object.values(entryGroups).flat().sort()).toEqual(entryTypes.toSorted())
})

test('no group is empty, and a task’s runs and effects are their own', () => {
  expect(groupNames.filter((name) => entryGroups[name].length === 0)).toEqual([])
  expect(entryGroups.task).toContain('task_requested')
  expect(entryGroups.task).not.toContain('run_queued')
  expect(entryGroups.run).toContain('run_queued')
  expect(entryGroups.effect).toContain('approval_requested')
})

test('what is counted together over groups has a name of its own, and is found by it', () => {
  const names: readonly string[] = groupNames
  expect(Object.keys(crossGroups).filter((name) => names.includes(name))).toEqual([])
  expect(typesOfGroup('undelivered')).toEqual([
    ...['intent_undeliverable', 'runbook_intent_undeliverable', 'decision_turned_away'],
  ])
  const { decisions, answers, messages } = typesOfAction
  expect(typesOfGroup('operator-actions')).toEqual([...decisions, ...answers, ...messages])
  expect(typesOfGroup('effect')).toBe(entryGroups.effect)
})
