import { expect, test } from 'vitest'
import { projectsOf, tasksOf } from './reading.ts'
import { aRunEnd, aTask, ledgerOfTold, minute, office, told } from './told.ts'

const stream = 'task/t_1'
const queued = told('run_queued', stream, {
  ...{ stepId: 's1', runId: 'r', sessionKey: 'k', reason: 'first run' },
  ...{ executorId: 'mac-mini', contextHash: 'h' },
})
const proposed = told('approval_requested', stream, {
  ...{ stepId: 's1', proposalId: 'p_1', tool: 'send_message', parameters: {}, hash: 'h' },
  ...{ effectClass: 'send', via: 'invoke', effectKey: 'e', expiresAt: minute(600) },
} as never)
const decided = told('approval_decided', stream, {
  ...{ proposalId: 'p_1', verdict: 'approved', reason: '', hash: 'h', intentId: 'in_2' },
})
const unproven = told('verification_failed', stream, { missing: ['Letter'] })
const held = told('run_held', stream, { kind: 'budget', reason: 'spent', until: null })
const done = told('task_done', stream, { summary: 'done' })
const written = told('message_sent', stream, { text: 'Go on.', intentId: 'in_3' })
const question = told('question_asked', stream, {
  stepId: 's1',
  questionId: 'q_1',
  text: 'Which?',
  options: [],
})

const standOf = (...story: ReturnType<typeof told>[]) => {
  const [task] = tasksOf(ledgerOfTold(aTask('t_1'), ...story))
  return `${task?.status} ${task?.waitKind ?? '-'} ${task?.since}`
}

test.each([
  ['waits for an approval until it is decided', [queued, proposed], `waiting approval ${minute(2)}`],
  ['moves once it is decided', [queued, proposed, decided], `moving - ${minute(0)}`],
  ['waits for an answer', [queued, question], `waiting operator ${minute(2)}`],
  ['is held', [held], `waiting budget ${minute(1)}`],
  ['was held and runs', [held, queued], `moving - ${minute(0)}`],
  ['was stopped by a budget', [queued, aRunEnd('t_1', 1, 'over_budget')], `waiting budget ${minute(2)}`],
  ['is not proven', [queued, unproven], `needs_verification operator ${minute(2)}`],
  ['was not proven and goes on', [unproven, written, queued], `moving - ${minute(0)}`],
  ['is done', [queued, done], `done - ${minute(2)}`],
  ['was done and is open again', [done, written], `moving - ${minute(0)}`],
])('a task %s', (_, story, stand) => {
  expect(standOf(...story)).toBe(stand)
})

test('a project has its last name and stage; a removed one is not there', () => {
  const changed = told('project_changed', 'project/pr_1', { name: 'Post', mission: '' })
  const paused = told('project_stage_changed', 'project/pr_1', {
    from: 'active',
    stage: 'paused',
    reason: '',
  })
  expect(projectsOf(ledgerOfTold(...office, changed, paused))).toEqual([
    { id: 'pr_1', name: 'Post', stage: 'paused' },
  ])
  const removed = told('project_removed', 'project/pr_1', { reason: '' })
  expect(projectsOf(ledgerOfTold(...office, removed))).toEqual([])
})
