import { expect, test } from 'vitest'
import { newTaskRefusal, stageHold, stageMeanings } from './stage-rules.ts'
import { stages } from './stages.ts'

test('only an active project starts runs; the others say which they are and why', () => {
  const held = stages.filter((stage) => stageHold({ name: 'Letter', stage, stageReason: '' }) !== null)
  expect(held).toEqual(['idea', 'paused', 'wound_down'])
  expect(stageHold({ name: 'Letter', stage: 'paused', stageReason: 'no printer' })).toEqual({
    kind: 'project',
    reason: 'Letter is paused: no printer',
    until: null,
  })
  expect(stageHold({ name: 'Letter', stage: 'idea', stageReason: '' })?.reason).toBe(
    'Letter is still an idea',
  )
})

test('every stage but the last takes new tasks; a removed project takes none', () => {
  const refused = stages.filter((stage) => newTaskRefusal({ name: 'Letter', stage, isRemoved: false }))
  expect(refused).toEqual(['wound_down'])
  expect(newTaskRefusal({ name: 'Letter', stage: 'active', isRemoved: true })?.code).toBe('project_removed')
  for (const stage of stages) expect(stageMeanings[stage].means).toMatch(/\.$/)
})
