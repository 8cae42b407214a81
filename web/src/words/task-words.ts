import type { taskBodies } from '#domain/ledger/bodies/task.ts'
import { starterWords } from '#domain/run/foreign-run-rules.ts'
import { backfilledWords, lostEntryWords } from './backfill-words.ts'
import { deadlineChangedWords, deadlinePassedWords, deadlineWords } from './deadline-words.ts'
import { forkSettledWords } from './fork-settled-words.ts'
import { missingWords } from './outcome-words.ts'
import { refusedAppendWords } from './refused-append-words.ts'
import type { Some } from './said.ts'

export const taskWords: Some<keyof typeof taskBodies> = {
  task_requested: ({ intent, priority = 'normal', deadline, adopted }) => ({
    what: adopted
      ? `adopted a run that began on the gateway: ${starterWords(adopted.starter)}`
      : `asked for the task${priority === 'normal' ? '' : `, with ${priority} priority`}${deadline ? `, due ${deadlineWords(deadline)}` : ''}`,
    words: intent,
  }),
  priority_changed: ({ priority }) => ({ what: `gave the task ${priority} priority` }),
  task_moved: ({ executorId }) => ({ what: `moved the task to ${executorId}, with its agent` }),
  task_stayed: ({ executorId }) => ({
    what: `leaves the task on ${executorId}, which has its run: it ends there`,
  }),
  deadline_changed: deadlineChangedWords,
  deadline_passed: deadlinePassedWords,
  question_asked: (body) => ({ what: 'asks', words: body.text, tone: 'waiting' }),
  question_answered: (body, about) => ({
    what: 'answered',
    words: body.answer,
    detail: `The question was: ${about.questionOf(body.questionId)}`,
  }),
  message_sent: (body) => ({ what: 'wrote to the agent', words: body.text }),
  retry_requested: () => ({ what: 'asked to try again; what is approved and done is kept' }),
  cancel_requested: (body) => ({ what: 'asked to cancel the task', words: body.reason }),
  work_accepted: (body) => ({ what: 'accepted the work as it is', words: body.note }),
  verification_failed: (body) => ({ what: `found ${missingWords(body.missing)}`, tone: 'blocked' }),
  task_done: (body) => ({ what: 'closed the task: done', detail: body.summary, tone: 'positive' }),
  task_failed: (body) => ({ what: 'closed the task: failed', words: body.error, tone: 'danger' }),
  task_cancelled: (body) => ({ what: 'closed the task: cancelled', words: body.reason, tone: 'muted' }),
  task_frozen: (body) => ({
    what: 'froze the task: its record does not fit together',
    words: body.message,
    detail: `Code ${body.code}`,
    tone: 'danger',
  }),
  fork_settled: (body) => forkSettledWords('task', body),
  late_append_refused: refusedAppendWords,
  entries_backfilled: backfilledWords,
  entry_lost: lostEntryWords,
  intent_undeliverable: (body) => ({
    what: `could not deliver ${body.command}; nothing came of it`,
    detail: body.message,
    tone: 'danger',
  }),
  rewound: (body) => ({
    what: `was reset to entry ${body.after} of this task; what is known of effects is kept`,
    detail: body.unknown.length > 0 ? `Set aside: entries ${body.unknown.join(', ')}` : '',
    tone: 'waiting',
  }),
}
