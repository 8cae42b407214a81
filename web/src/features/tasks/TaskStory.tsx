import type { Entry } from '#api/ledger/contract.ts'
import type { RunState, TaskState } from '#domain/task/task.ts'
import { costWords } from '../../ui/cost-words.ts'
import { personOf } from '../../ui/person-of-actor.ts'
import { Timeline, type TimelineEntry } from '../../ui/Timeline.tsx'
import { span } from '../../ui/time-format.ts'
import { saidOf } from '../../words/entry-words.ts'
import type { About } from '../../words/said.ts'
import css from './TaskStory.module.css'
import { countWords, tokensOf } from './task-wording.ts'
import { aboutOf, storyGroups } from './timeline-groups.ts'

/** What happened, by whom and when: every entry of the task's stream. */
export function TaskStory({ entries, task }: { entries: readonly Entry[]; task: TaskState }) {
  const about = aboutOf(task)
  const groups = storyGroups(entries, task).map((group) => ({
    ...group,
    meta: runWords(task.runs.find((run) => run.stepId === group.stepId)),
    entries: group.entries.map((entry) => lineOf(entry, about)),
  }))
  return <Timeline groups={groups} />
}

/** One entry in words. */
export function lineOf(entry: Entry, about: About): TimelineEntry {
  const said = saidOf(entry, about)
  return {
    id: String(entry.streamSeq),
    who: personOf(entry.actor, entry.actorName),
    at: new Date(entry.at),
    what: <span className={said.isQuiet ? css.quiet : undefined}>{said.what}</span>,
    ...(said.words ? { words: <span className={css.words}>{said.words}</span> } : {}),
    ...(said.tone ? { tone: said.tone } : {}),
    ...(said.detail ? { detail: <span className={css.detail}>{said.detail}</span> } : {}),
  }
}

/** Only what is known: an open run has neither length nor price yet. */
function runWords(run: RunState | undefined): string | undefined {
  if (!run?.endedAt || !run.startedAt) return undefined
  const tokens = tokensOf(run)
  const cost = run.usage?.costNanoUsd ?? null
  const least = run.usage?.knownNanoUsd
  return [
    span(Date.parse(run.endedAt) - Date.parse(run.startedAt)),
    cost === null ? `cost unknown${least ? `, at least ${costWords(least)}` : ''}` : costWords(cost),
    tokens === null ? 'tokens unknown' : `${countWords(tokens)} tokens`,
  ].join(' · ')
}
