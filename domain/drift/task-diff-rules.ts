import { isRunbookRunId } from '../ids.ts'
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
  /** It knows entries that the record does not have. */
  isAhead: boolean
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

/** Where open work and running workflows disagree: of each the one thing that has to be settled first. */
export function compareTasks(rows: OpenRow[], sights: WorkflowSight[]): OwnDiffering[] {
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

const openWords = ({ status }: OpenRow) => `open, ${status.replaceAll('_', ' ')}`

/** What somebody closed may be meant; what Temporal knows nothing of was lost. */
function standingStill(row: OpenRow, { status, closedAt }: WorkflowSight): OwnDiffering {
  return {
    kind: isRunbookRunId(row.taskId) ? 'runbook' : 'task',
    difference: status === 'none' ? 'lost' : 'missing',
    subject: subjectOfTask(row),
    projectId: row.projectId,
    ours: openWords(row),
    theirs: `${endWords[status]}${closedAt ? ` (${closedAt})` : ''}`,
    mark: `${status} ${closedAt ?? ''}`,
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
  const { runId, pauses, isAhead, attempt } = sight
  const about = { ...ofWorkflow(sight, row), ours: row ? openWords(row) : 'known', mark: runId }
  if (pauses.length > 0) {
    const mark = JSON.stringify([runId, pauses])
    return { ...about, difference: 'paused', theirs: pauses.map(pauseWords).join('; '), mark }
  }
  if (isAhead) {
    const theirs = `knows entries that the record does not have, and can’t write its next one (${runId})`
    return { ...about, difference: 'ahead', theirs }
  }
  if (attempt <= mostAttempts) return null
  const theirs = `has tried its next step more than ${mostAttempts} times (${runId})`
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
