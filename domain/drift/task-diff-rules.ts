import type { BehindStream } from '../backfill/backfill.ts'
import { isRunbookRunId, workflowIdOf } from '../ids.ts'
import type { Difference, FindingKind, Subject } from './finding.ts'
import { type OwnDiffering, subjectOfTask, type TaskName } from './own-differing.ts'

/**
 * What is open and should have a workflow, as its row has it: a task, or a run of a runbook. `taskId` is the id of either;
 * recorded histories know it by this name.
 */
export interface OpenRow extends TaskName {
  status: string
  since: string
}

/** Something of a workflow that somebody paused in Temporal. */
export interface Pause {
  /** An activity's type; null: the whole workflow. */
  activity: string | null
  since: string | null
  by: string
  reason: string
}

/** Who ended a workflow, and why, or why the step that it is at fails; each may be empty. Secrets are masked. */
export interface Cause {
  by: string
  reason: string
}

/** Its workflow, as Temporal has it. */
export interface WorkflowSight {
  taskId: string
  /** `none`: Temporal does not know it. */
  status: 'running' | 'completed' | 'failed' | 'cancelled' | 'terminated' | 'timed_out' | 'none'
  runId: string
  closedAt: string | null
  /** How often it has tried the step that it is at. */
  attempt: number
  pauses: Pause[]
  /** Absent where Temporal tells none, and in sights from before it was asked. */
  cause?: Cause
  /** Whether the record has it, open or not. */
  hasRow: boolean
}

/** More tries than a passing trouble takes. */
const mostAttempts = 3

const endWords: Record<WorkflowSight['status'], string> = {
  running: 'runs',
  completed: 'its workflow has ended',
  failed: 'its workflow has failed',
  cancelled: 'its workflow was cancelled',
  terminated: 'its workflow was terminated',
  timed_out: 'its workflow has timed out',
  none: 'Temporal knows no workflow of it',
}

/**
 * Where open work and running workflows disagree: of each the one thing that has to be settled first. While the record
 * has less than a workflow knows, nothing else of it can be told.
 */
export function compareTasks(
  rows: OpenRow[],
  sights: WorkflowSight[],
  behind: BehindStream[] = [],
): OwnDiffering[] {
  const isBehind = new Set(behind.map(({ key }) => key))
  return [
    ...behind.map(behindHistory),
    ...unlike(rows, sights).filter(({ subject }) => !isBehind.has(subject.key)),
  ]
}

function unlike(rows: OpenRow[], sights: WorkflowSight[]): OwnDiffering[] {
  const sightOf = new Map(sights.map((sight) => [sight.taskId, sight]))
  const rowOf = new Map(rows.map((row) => [row.taskId, row]))
  const still = rows.flatMap((row) => {
    const sight = sightOf.get(row.taskId)
    return sight && sight.status !== 'running' ? [standingStill(row, sight)] : []
  })
  const running = sights.filter(({ status }) => status === 'running')
  const strays = running.filter(({ hasRow }) => !hasRow).map(stray)
  const halted = running
    .filter(({ hasRow }) => hasRow)
    .flatMap((sight) => haltedAt(sight, rowOf.get(sight.taskId)) ?? [])
  return [...still, ...strays, ...halted]
}

/** Of one that runs: it fails again and again at the step that it is at. */
export const isStuck = ({ pauses, attempt }: WorkflowSight): boolean =>
  pauses.length === 0 && attempt > mostAttempts

/** Kinds of findings about a workflow. */
export const workflowKinds = ['task', 'runbook', 'workflow'] as const
const seenInTemporal: readonly FindingKind[] = [...workflowKinds, 'reset']

/** Of the workflow in Temporal that a finding is about; null where it is about none, or Temporal knows none. */
export function workflowIdOfFinding(finding: {
  kind: FindingKind
  difference: Difference
  subject: Subject
}): string | null {
  const { kind, difference, subject } = finding
  return seenInTemporal.includes(kind) && difference !== 'lost' ? workflowIdOf(subject.key) : null
}

const openWords = ({ status }: OpenRow) => `open, ${status.replaceAll('_', ' ')}`

/** What somebody closed may be meant; what Temporal knows nothing of was lost. */
function standingStill(row: OpenRow, { status, closedAt, cause }: WorkflowSight): OwnDiffering {
  const by = cause?.by ? ` by ${cause.by}` : ''
  return {
    kind: isRunbookRunId(row.taskId) ? 'runbook' : 'task',
    difference: status === 'none' ? 'lost' : 'missing',
    subject: subjectOfTask(row),
    projectId: row.projectId,
    ours: openWords(row),
    theirs: `${endWords[status]}${by}${closedAt ? ` (${closedAt})` : ''}${reasonWords(cause)}`,
    mark: `${status} ${closedAt ?? ''}`,
  }
}

const reasonWords = (cause?: Cause) => (cause?.reason ? `: ${cause.reason}` : '')

/** The record was put back to an older moment. */
function behindHistory(behind: BehindStream): OwnDiffering {
  const { key, name, projectId, projectName, kept, known, lines, lost, stops } = behind
  const unknown = lost.length > 0 ? `; ${lost.length} of them are in no history and stay lost` : ''
  const how = stops ? `they can’t all be put back: ${stops}` : `they can be put back${unknown}`
  return {
    ...{ kind: 'workflow', difference: 'ahead', subject: { key, name, where: projectName }, projectId },
    ours: kept === 0 ? 'nothing' : `ends with entry ${kept}`,
    theirs: [`knows entries up to ${known}; ${how}`, ...lines].join('\n'),
    mark: JSON.stringify([kept, known, lost, stops]),
  }
}

const ofWorkflow = ({ taskId }: WorkflowSight, row?: OpenRow) => ({
  kind: 'workflow' as const,
  subject: row ? subjectOfTask(row) : { key: taskId, name: taskId, where: 'Temporal' },
  projectId: row?.projectId ?? null,
})

const stray = (sight: WorkflowSight): OwnDiffering => ({
  ...ofWorkflow(sight),
  difference: 'extra',
  ours: null,
  theirs: `runs (${sight.runId})`,
  mark: sight.runId,
})

/** Why a running workflow does not get on, if it does not. */
function haltedAt(sight: WorkflowSight, row?: OpenRow): OwnDiffering | null {
  const { runId, pauses, cause } = sight
  const about = { ...ofWorkflow(sight, row), ours: row ? openWords(row) : 'known', mark: runId }
  if (pauses.length > 0) {
    const mark = JSON.stringify([runId, pauses])
    return { ...about, difference: 'paused', theirs: pauses.map(pauseWords).join('; '), mark }
  }
  if (!isStuck(sight)) return null
  const theirs = `has tried its next step more than ${mostAttempts} times (${runId})${reasonWords(cause)}`
  return { ...about, difference: 'stuck', theirs }
}

const pauseWords = ({ activity, since, by, reason }: Pause) =>
  [
    activity ? `its activity ${activity} is paused` : 'it is paused',
    since && `since ${since}`,
    by && `by ${by}`,
    reason && `(${reason})`,
  ]
    .filter(Boolean)
    .join(' ')
