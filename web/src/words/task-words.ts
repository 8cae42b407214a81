import type { taskBodies } from '#domain/ledger/bodies/task.ts'
import { countedWords } from '#domain/policy/budget-words.ts'
import type { Raise } from '#domain/policy/raise.ts'
import { starterWords } from '#domain/run/foreign-run-rules.ts'
import type { TaskBudget } from '#domain/task/task-budget.ts'
import { undeliveredWords } from './asked-words.ts'
import { backfilledWords, lostEntryWords } from './backfill-words.ts'
import { deadlineChangedWords, deadlinePassedWords, deadlineWords } from './deadline-words.ts'
import { forkSettledWords } from './fork-settled-words.ts'
import { missingWords } from './outcome-words.ts'
import { refusedAppendWords } from './refused-append-words.ts'
import type { Some } from './said.ts'

const limitsWords = (budget: TaskBudget) =>
  budget.map(({ metric, limit }) => countedWords(metric, limit)).join(' and ')

function raiseWords({ tokens, costNanoUsd, runs = null }: Raise): string {
  const amounts = [
    ...(costNanoUsd === null ? [] : [countedWords('usd', costNanoUsd)]),
    ...(tokens === null ? [] : [countedWords('tokens', tokens)]),
  ]
  return [
    ...(runs === null ? [] : ['start beyond its budgets of runs']),
    ...(amounts.length === 0 ? [] : [`use ${amounts.join(' and ')} more`]),
  ].join(' and ')
}

export const taskWords: Some<keyof typeof taskBodies> = {
  task_requested: ({ intent, priority = 'normal', deadline, budget, adopted }) => ({
    what: adopted
      ? `adopted a run that began on the gateway: ${starterWords(adopted.starter)}`
      : `asked for the task${priority === 'normal' ? '' : `, with ${priority} priority`}${deadline ? `, due ${deadlineWords(deadline)}` : ''}${budget ? `, with ${limitsWords(budget)} at most` : ''}`,
    words: intent,
  }),
  priority_changed: ({ priority }) => ({ what: `gave the task ${priority} priority` }),
  task_moved: ({ executorId }) => ({ what: `moved the task to ${executorId}, with its agent` }),
  task_stayed: ({ executorId }) => ({
    what: `leaves the task on ${executorId}, which has its run: it ends there`,
  }),
  deadline_changed: deadlineChangedWords,
  deadline_passed: deadlinePassedWords,
  task_budget_set: ({ budget }) => ({
    what:
      budget.length > 0
        ? `lets all runs of the task use ${limitsWords(budget)} at most`
        : 'took the task’s own budget away: those of its project and agent count',
  }),
  budget_raised: ({ raise }) => ({
    what: `lets the next run ${raiseWords(raise)}, once; the budgets stay as they are`,
  }),
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
    what: undeliveredWords(body.command),
    detail: body.message,
    tone: 'danger',
  }),
  rewound: (body) =>
    body.unknown.length > 0
      ? {
          what: `was reset to entry ${body.after} of this task; what is known of effects is kept`,
          detail: `Set aside: entries ${body.unknown.join(', ')}`,
          tone: 'waiting',
        }
      : { what: 'took up what was noted of this task meanwhile; nothing of it was set aside', isQuiet: true },
}
