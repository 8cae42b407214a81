import { expect, test } from 'vitest'
import { aProposal, aTask, aTime } from '#test/builders.ts'
import { nextMove } from '../task/next-move-rules.ts'
import type { RunState } from '../task/task.ts'
import { newRunRefusal, newTaskRefusal, stageHold, stageMeanings } from './stage-rules.ts'
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

test('a runbook is started in an active project alone; what is said names what to do', () => {
  const refusals = stages.map((stage) => newRunRefusal({ name: 'Letter', stage, isRemoved: false }))
  expect(refusals.map((refusal) => refusal?.code)).toEqual([
    ...['project_not_active', undefined, 'project_not_active', 'project_wound_down'],
  ])
  expect(refusals[2]?.message).toBe('Letter is paused, so no runbook is started in it. Make it active first.')
  expect(newRunRefusal({ name: 'Letter', stage: 'paused', isRemoved: true })?.code).toBe('project_removed')
})

test('in a paused project an approved call is made, unless the agent makes it itself, as the stage says', () => {
  const moveWith = (via: 'invoke' | 'resume') =>
    nextMove(
      aTask({
        hold: { kind: 'project', reason: 'Letter is paused', until: null, since: aTime },
        runs: [{ stepId: 's1', endedAt: aTime } as RunState],
        proposals: [aProposal({ stepId: 's1', via, status: 'claimed', grantId: 'gr_1' })],
        news: [{ kind: 'granted', tool: 'exec', text: '' }],
      }),
      aTime,
    ).kind
  expect([moveWith('invoke'), moveWith('resume')]).toEqual(['perform', 'await'])
  expect(stageMeanings.paused.means).toContain(
    'A call that you approve is still made, unless the agent makes it itself: then it waits.',
  )
})
