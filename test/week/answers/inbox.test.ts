import { expect, test } from 'vitest'
import { aTask, ledgerOfTold, minute, office, told } from '../told.ts'
import { inbox, inboxOrder } from './inbox.ts'

const now = new Date(minute(60))
const inboxStream = (id: string) => `inbox/${id}`
const story = [
  ...office,
  aTask('t_1', 'Fails'),
  told('task_failed', 'task/t_1', { error: 'away' }),
  aTask('t_2', 'Asks'),
  told('question_asked', 'task/t_2', { stepId: 's1', questionId: 'q_1', text: 'Which?', options: [] }),
  aTask('t_3', 'Sends'),
  told('approval_requested', 'task/t_3', {
    ...{ stepId: 's1', proposalId: 'p_1', tool: 'send_message', parameters: {}, hash: 'h' },
    ...{ effectClass: 'send', via: 'invoke', effectKey: 'e', expiresAt: minute(6_000) },
  } as never),
  told('item_assigned', inboxStream('failed:t_1'), { title: 'Fails', to: 'op_2', name: 'Grace' }),
]

test('what waits is there by id, with who takes it', () => {
  expect(inbox.recorded(ledgerOfTold(...story), now)).toMatchObject([
    { id: 'approval:p_1', isEffect: true, holds: 1, until: minute(6_000), assignee: null },
    { id: 'failed:t_1', isEffect: false, holds: 0, assignee: 'Grace', projectName: 'Letters' },
    { id: 'question:q_1', holds: 1 },
  ])
})

test('what would cost most to leave comes first', () => {
  expect(inboxOrder.recorded(ledgerOfTold(...story), now)).toEqual([
    'approval:p_1',
    'question:q_1',
    'failed:t_1',
  ])
})

test('what belongs to a task that is due soon comes before what is due at no time', () => {
  const unproven = (id: string, dueAt?: string) => {
    const asked = aTask(id)
    const deadline = dueAt && { deadline: { at: dueAt, end: 'late' as const } }
    return [
      { ...asked, body: { ...asked.body, ...deadline } },
      told('verification_failed', `task/${id}`, { missing: ['Letter'] }),
    ]
  }
  const waiting = [
    ...office,
    ...unproven('t_1'),
    ...unproven('t_2', minute(6_000)),
    ...unproven('t_3', minute(90)),
  ]
  expect(inboxOrder.recorded(ledgerOfTold(...waiting), now)).toEqual([
    'verification:t_3',
    'verification:t_2',
    'verification:t_1',
  ])
})

test('what was closed as seen is not there, until it is put back', () => {
  const closed = told('item_closed', inboxStream('failed:t_1'), { title: 'Fails', note: '', version: '1' })
  const back = told('item_reopened', inboxStream('failed:t_1'), { title: 'Fails' })
  expect(inbox.recorded(ledgerOfTold(...story, closed), now)).toHaveLength(2)
  expect(inbox.recorded(ledgerOfTold(...story, closed, back), now)).toHaveLength(3)
})
