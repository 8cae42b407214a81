import { ownOf } from '#domain/runbook/input-rules.ts'
import type { StepRun } from '#domain/runbook/run.ts'
import type { RunbookRunStatus } from '#domain/runbook/run-words.ts'
import type { InputValue, RunbookStep, StepKind } from '#domain/runbook/runbook.ts'
import { kindOf } from '#domain/runbook/step-rules.ts'
import { refsIn, type TemplateRef } from '#domain/runbook/template-rules.ts'
import type { Look } from '../../ui/ToneMark.tsx'

/** A Record, so a new status does not compile until it has a look. */
export const runStatusLook: Record<RunbookRunStatus, Look> = {
  requested: { word: 'Requested', tone: 'muted', glyph: 'dashed' },
  running: { word: 'Running', tone: 'info', glyph: 'half', isLive: true },
  waiting: { word: 'Waiting', tone: 'waiting', glyph: 'pause' },
  done: { word: 'Done', tone: 'positive', glyph: 'check' },
  failed: { word: 'Failed', tone: 'danger', glyph: 'cross' },
  cancelled: { word: 'Cancelled', tone: 'muted', glyph: 'slash' },
  frozen: { word: 'Frozen', tone: 'danger', glyph: 'lock' },
}

export const kindWords: Record<StepKind, string> = {
  task: 'Task',
  approval: 'Decision',
  wait: 'Wait',
  parallel: 'Parallel',
  branch: 'Branch',
}

const outcomeLook: Record<NonNullable<StepRun['outcome']>, Look> = {
  done: { word: 'Done', tone: 'positive', glyph: 'check' },
  approved: { word: 'Approved', tone: 'positive', glyph: 'check' },
  rejected: { word: 'Rejected', tone: 'muted', glyph: 'stop' },
  failed: { word: 'Failed', tone: 'danger', glyph: 'cross' },
  cancelled: { word: 'Cancelled', tone: 'muted', glyph: 'slash' },
}

const notBegun: Look = { word: 'Not begun', tone: 'muted', glyph: 'dashed' }
const stopped: Look = { word: 'Stands still', tone: 'muted', glyph: 'lock' }
const leftOut: Look = { word: 'Left out', tone: 'muted', glyph: 'ring' }
const openLook: Record<StepKind, Look> = {
  task: { word: 'Under way', tone: 'info', glyph: 'half', isLive: true },
  approval: { word: 'Your decision', tone: 'waiting', glyph: 'pause' },
  wait: { word: 'Waiting', tone: 'waiting', glyph: 'pause' },
  parallel: { word: 'Under way', tone: 'info', glyph: 'half', isLive: true },
  branch: { word: 'Under way', tone: 'info', glyph: 'half', isLive: true },
}

/** What a step is like in a run; a step that a run has left behind was left out. */
export function stepLook(step: RunbookStep, known: StepRun | undefined, status: RunbookRunStatus): Look {
  if (known?.outcome) return outcomeLook[known.outcome]
  if (known?.startedAt && status === 'frozen') return stopped
  if (known?.startedAt)
    return status === 'failed' || status === 'cancelled' ? notBegun : openLook[kindOf(step)]
  return status === 'done' ? leftOut : notBegun
}

type Inputs = Readonly<Record<string, InputValue>>

/** What a step does, in a line; what it refers to is named in its place until it is known. */
export function stepTitle({ task, approval, wait, branch }: RunbookStep, inputs: Inputs = {}): string {
  if (task) return planned(task.title, inputs)
  if (approval) return planned(approval.text, inputs)
  if (wait) return wait.for ? `Waits ${wait.for}` : `Waits until ${planned(wait.until ?? '', inputs)}`
  return branch ? `By outcome of ${branch.on}` : 'All at once'
}

/** "Write the letter about [topic]" as it stands in the plan. */
const planned = (text: string, inputs: Inputs): string =>
  refsIn(text).reduce(
    (words, { text: hole, ref }) => (ref ? words.replaceAll(hole, () => wordOf(ref, inputs)) : words),
    text.trim(),
  )

const wordOf = (ref: TemplateRef, inputs: Inputs): string =>
  ref.kind === 'step' ? `[${ref.field} of ${ref.id}]` : String(ownOf(inputs, ref.name) ?? `[${ref.name}]`)
