import { describe, expect, test } from 'vitest'
import { aTask, aTime } from '#test/builders.ts'
import { runMessage, runReason } from './message-rules.ts'
import type { TaskNews, TaskState } from './task.ts'

const run = { stepId: 's1', endedAt: aTime } as TaskState['runs'][number]

const commit = { kind: 'commit', repository: '.', commit: null, contains: null, branch: null } as const

test('the first message is the whole task', () => {
  const message = runMessage(aTask({ deliverables: ['A letter', 'A stamp'] }))
  expect(message).toContain('Task: Write the letter\n\nWrite it and send it.')
  expect(message).toContain('Record these artifacts: A letter; A stamp')
})

test('a deliverable that is checked says how, and a plain one is only to be recorded', () => {
  const message = runMessage(
    aTask({
      deliverables: [
        'Notes',
        { title: 'Page', check: { kind: 'url', url: 'https://a.test/', contains: 'Issue 148' } },
        { title: 'Blog', check: { kind: 'url', url: null, contains: 'Hello' } },
        { title: 'Letter', check: { kind: 'file', sha256: null } },
        { title: 'Copy', check: { kind: 'file', sha256: 'ab' } },
        { title: 'Sums', check: { kind: 'json', path: null, schema: { type: 'object' } } },
        { title: 'Week', check: { kind: 'json', path: 'week.json', schema: {} } },
        { title: 'Site', check: { ...commit, repository: 'site', contains: 'Issue 148', branch: 'main' } },
        { title: 'Tag', check: { ...commit, commit: 'v1' } },
        { title: 'Look', check: { kind: 'review' } },
      ],
    }),
  )
  expect(message).toContain('Record these artifacts: Notes\n')
  for (const line of [
    '- Page: https://a.test/ must answer and hold “Issue 148”.',
    '- Blog: a URL that answers and holds “Hello”. Record it',
    '- Letter: a file of your workspace, not empty. Record it',
    '- Copy: a file of your workspace, not empty, sha256 ab. Record it',
    '- Sums: a file of your workspace whose JSON matches this JSON Schema, draft 2020-12. Record it as an artifact of that title, after its last change.\n  {"type":"object"}\n',
    '- Week: a file week.json of your workspace whose JSON matches this JSON Schema, draft 2020-12.\n  {}\n',
    '- Site: the git repository site holds the commit, its message holding “Issue 148”, reached from main. Record its sha as the location of an artifact of that title.',
    '- Tag: the git repository of your workspace holds v1.',
    '- Look: an operator looks at it.',
  ])
    expect(message).toContain(line)
})

test('without deliverables nothing is said of artifacts to record', () => {
  expect(runMessage(aTask())).not.toContain('Record these artifacts')
})

test('a later message is what is new', () => {
  const message = runMessage(aTask({ runs: [run], news: [{ kind: 'message', text: 'Shorter' }] }))
  expect(message).toContain('Message from an operator:\nShorter')
  expect(message).toContain('Continue with the task.')
  expect(message).not.toContain('Write it and send it.')
})

test('every message says when the task is due, until that has passed', () => {
  const deadline = { at: '2026-11-27T17:00:00.000Z', end: 'cancel' } as const
  const due = 'Due: 2026-11-27 17:00 UTC. What is not done by then is cancelled.'
  expect(runMessage(aTask({ deadline }))).toContain(due)
  const later = { runs: [run] }
  expect(runMessage(aTask({ ...later, deadline }))).toContain(due)
  expect(runMessage(aTask({ ...later, deadline: { ...deadline, passedAt: deadline.at } }))).not.toContain(
    'Due:',
  )
})

test('a retry says what failed', () => {
  const retried = { runs: [run], retryAt: aTime }
  expect(runMessage(aTask({ ...retried, error: 'busy' }))).toContain('Your last turn failed: busy.')
  expect(runMessage(aTask(retried))).toContain('Your last turn failed: no reason given.')
})

test('after a run that the gateway lost the whole task is told again', () => {
  const lost = { ...run, outcome: 'lost' } as TaskState['runs'][number]
  const message = runMessage(aTask({ runs: [lost], retryAt: aTime, deliverables: ['A letter'] }))
  expect(message).toContain('Write it and send it.')
  expect(message).toContain('Record these artifacts: A letter')
  expect(message).toContain('Your last turn failed')
})

describe('every message says', () => {
  test.each(['fo_post_update', 'fo_record_artifact', 'fo_finish', 'fo_ask_operator', 'was NOT done'])(
    '%s',
    (words) => {
      expect(runMessage(aTask())).toContain(words)
      expect(runMessage(aTask({ runs: [run] }))).toContain(words)
    },
  )
})

const lines: [TaskNews, string][] = [
  [{ kind: 'message', text: 'Hello' }, 'Message from an operator:\nHello'],
  [{ kind: 'answer', question: 'Which?', text: 'Blue' }, 'Answer: Blue\n(to your question: Which?)'],
  [{ kind: 'unproven', text: '- Page: It answered 404.' }, 'This did not pass:\n- Page: It answered 404.'],
  [{ kind: 'again', text: 'busy' }, 'Try again. What happened before: busy'],
  [{ kind: 'again', text: '' }, 'Try again. What happened before: it was stopped.'],
  [
    { kind: 'performed', tool: 'mail', text: 'id 1' },
    'Done: mail. It was approved and performed exactly once. Result: id 1',
  ],
  [
    { kind: 'failed', tool: 'mail', text: 'no route' },
    'Not done: mail. It was approved, and it failed: no route',
  ],
  [{ kind: 'uncertain', tool: 'mail', text: '' }, 'Uncertain: mail. It may or may not have happened'],
  [{ kind: 'rejected', tool: 'mail', text: 'too long' }, 'Not done: mail. An operator rejected it: too long'],
  [{ kind: 'rejected', tool: 'mail', text: '' }, 'An operator rejected it: no reason given.'],
  [{ kind: 'expired', tool: 'mail', text: '' }, 'Not done: mail. Nobody decided in time'],
  [{ kind: 'granted', tool: 'exec', text: '' }, 'Perform now: exec\nIt is approved once'],
]
test.each(lines)('%j is told', (news, words) => {
  expect(runMessage(aTask({ runs: [run], news: [news] }))).toContain(words)
})

test('the record says in a word why a run is started', () => {
  expect(runReason(aTask())).toBe('first run')
  expect(runReason(aTask({ runs: [run], retryAt: aTime, news: [{ kind: 'message', text: '' }] }))).toBe(
    'retry',
  )
  const news: TaskNews[] = [
    { kind: 'performed', tool: 'a', text: '' },
    { kind: 'message', text: '' },
    { kind: 'performed', tool: 'b', text: '' },
  ]
  expect(runReason(aTask({ runs: [run], news }))).toBe('performed, message')
})

test('what an approver changed is told with what came of it', () => {
  const news: TaskNews[] = [{ kind: 'performed', tool: 'send_message', text: 'id 1', changed: 'to: "b"' }]
  expect(runMessage(aTask({ runs: [run], news }))).toContain(
    'Result: id 1\nAn operator changed it before approving. In place of what you asked for:\nto: "b"',
  )
})

test('a question names its proposal, which was not done; a look says that it is not to be done again', () => {
  const about = { proposalId: 'p_1', tool: 'send_message', text: 'Why?' }
  const asked = runMessage(aTask({ runs: [run], news: [{ kind: 'question', ...about }] }))
  expect(asked).toMatch(
    /your proposal send_message \(p_1\):\nWhy\?\nIt still waits for a decision and was NOT done/,
  )
  const look = runMessage(aTask({ runs: [run], news: [{ kind: 'look', ...about }] }))
  expect(look).toMatch(/send_message \(p_1\).*\nWhy\?\nDo NOT perform it again/)
  expect(runReason(aTask({ runs: [run], news: [{ kind: 'look', ...about }] }))).toBe('look')
})
