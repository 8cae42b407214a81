import type { runbookDefinitionBodies, runbookRunBodies } from '#domain/ledger/bodies/runbook.ts'
import type { BodyOf } from '#domain/ledger/entry.ts'
import { counted } from '../ui/count-words.ts'
import { askedWords, undeliveredWords } from './asked-words.ts'
import { backfilledWords, lostEntryWords } from './backfill-words.ts'
import { forkSettledWords } from './fork-settled-words.ts'
import { refusedAppendWords } from './refused-append-words.ts'
import type { About, Said, Some } from './said.ts'

type RunbookEntry = keyof typeof runbookDefinitionBodies | keyof typeof runbookRunBodies

const tones = {
  done: 'positive',
  approved: 'positive',
  failed: 'danger',
  rejected: 'muted',
  cancelled: 'muted',
} as const

function startedWords(
  { stepId, taskId, dueAt, text, picked }: BodyOf<'runbook_step_started'>,
  { taskOf }: About,
): Said {
  if (text !== null)
    return { what: `asks for a decision at the step ${stepId}`, words: text, tone: 'waiting' }
  if (dueAt !== null) return { what: `waits at the step ${stepId} until ${dueAt}` }
  if (picked !== null) return { what: `took the case ${picked} at the branch ${stepId}` }
  return taskId
    ? { what: `gave the step ${stepId} to the task ${taskOf(taskId)}` }
    : { what: `began the step ${stepId}`, isQuiet: true }
}

function endedWords({ stepId, outcome, summary, error }: BodyOf<'runbook_step_ended'>): Said {
  const what = outcome === 'approved' || outcome === 'rejected' ? `${outcome} the step ${stepId}` : null
  return {
    what: what ?? `ended the step ${stepId}: ${outcome}`,
    words: summary,
    tone: tones[outcome],
    ...(error && { detail: error }),
  }
}

export const runbookWords: Some<RunbookEntry> = {
  runbook_created: ({ name, yaml }) => ({ what: `wrote the runbook ${name}`, detail: yaml }),
  runbook_changed: ({ name, version, yaml }) => ({
    what: `changed the runbook ${name} to version ${version}`,
    detail: yaml,
  }),
  runbook_removed: ({ name }) => ({ what: `removed the runbook ${name}`, tone: 'muted' }),
  runbook_run_requested: ({ definition, version, inputs }) => ({
    what: `started the runbook ${definition.name}, version ${version}`,
    ...(Object.keys(inputs).length > 0 && { detail: JSON.stringify(inputs, null, 2) }),
  }),
  runbook_step_started: startedWords,
  runbook_step_ended: endedWords,
  runbook_tasks_told_to_end: ({ stepIds }) => ({
    what: `told the ${counted(stepIds.length, 'open task')} of the run to end`,
    isQuiet: true,
  }),
  runbook_run_cancel_requested: ({ reason }) => ({ what: 'cancelled the run', words: reason, tone: 'muted' }),
  runbook_run_resumed: () => ({ what: 'resumed the run from where it stopped' }),
  runbook_run_done: () => ({ what: 'finished the run', tone: 'positive' }),
  runbook_run_failed: ({ stepId, error }) => ({
    what: `stopped the run at the step ${stepId}`,
    detail: error,
    tone: 'danger',
  }),
  runbook_run_cancelled: ({ reason }) => ({
    what: 'closed the run: cancelled',
    words: reason,
    tone: 'muted',
  }),
  runbook_run_frozen: ({ message }) => ({
    what: 'froze the run: its record does not fit together',
    words: message,
    tone: 'danger',
  }),
  runbook_run_fork_settled: (body) => forkSettledWords('run', body),
  runbook_run_late_append_refused: refusedAppendWords,
  runbook_run_entries_backfilled: backfilledWords,
  runbook_run_entry_lost: lostEntryWords,
  runbook_intent_refused: ({ command, message }) => ({
    what: `took no notice of ${askedWords(command, 'run')}`,
    detail: message,
    isQuiet: true,
  }),
  runbook_intent_undeliverable: ({ command, message }) => ({
    what: undeliveredWords(command, 'run'),
    detail: message,
    tone: 'danger',
  }),
  runbook_run_rewound: ({ after }) => ({ what: `went back to entry ${after} of the run`, isQuiet: true }),
}
