import { expect, test } from 'vitest'
import { entryTypes } from './entry.ts'
import { entryGroups, groupNames } from './groups.ts'

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
