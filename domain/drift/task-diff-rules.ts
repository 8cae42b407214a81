import type { Difference, FindingKind, Subject } from './finding.ts'

/** An open task, as its row has it. */
export interface OpenRow {
  taskId: string
  title: string
  projectId: string
  projectName: string
  status: string
  since: string
}

/** A task's workflow, as Temporal has it. */
export interface WorkflowSight {
  taskId: string
  /** `none`: Temporal does not know it. */
  status: 'running' | 'completed' | 'failed' | 'cancelled' | 'terminated' | 'timed_out' | 'none'
  runId: string
  closedAt: string | null
  /** How often it has tried the step that it is at. */
  attempt: number
  /** Whether the record has its task, open or not. */
  hasRow: boolean
}

export interface TaskDiffering {
  kind: Extract<FindingKind, 'task' | 'workflow'>
  difference: Difference
  subject: Subject
  projectId: string | null
  ours: string | null
  theirs: string | null
  /** What makes it another finding, apart from the words. */
  mark: string
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

/** Where open tasks and running workflows disagree. */
export function compareTasks(rows: OpenRow[], sights: WorkflowSight[]): TaskDiffering[] {
  const sightOf = new Map(sights.map((sight) => [sight.taskId, sight]))
  const rowOf = new Map(rows.map((row) => [row.taskId, row]))
  const still = rows.flatMap((row) => {
    const sight = sightOf.get(row.taskId)
    return sight && sight.status !== 'running' ? [standingStill(row, sight)] : []
  })
  const running = sights.filter(({ status }) => status === 'running')
  const strays = running.filter(({ hasRow }) => !hasRow).map(stray)
  const stuck = running
    .filter(({ attempt, hasRow }) => hasRow && attempt > mostAttempts)
    .map((sight) => stuckAt(sight, rowOf.get(sight.taskId)))
  return [...still, ...strays, ...stuck]
}

const subjectOf = ({ taskId }: { taskId: string }, row?: OpenRow): Subject => ({
  key: taskId,
  name: row?.title ?? taskId,
  where: row?.projectName ?? 'Temporal',
})

function standingStill(row: OpenRow, { status, closedAt }: WorkflowSight): TaskDiffering {
  return {
    kind: 'task',
    difference: 'missing',
    subject: subjectOf(row, row),
    projectId: row.projectId,
    ours: `open, ${row.status.replaceAll('_', ' ')}`,
    theirs: `${endWords[status]}${closedAt ? ` (${closedAt})` : ''}`,
    mark: `${status} ${closedAt ?? ''}`,
  }
}

function stray(sight: WorkflowSight): TaskDiffering {
  return {
    kind: 'workflow',
    difference: 'extra',
    subject: subjectOf(sight),
    projectId: null,
    ours: null,
    theirs: `runs (${sight.runId})`,
    mark: sight.runId,
  }
}

function stuckAt(sight: WorkflowSight, row?: OpenRow): TaskDiffering {
  return {
    kind: 'workflow',
    difference: 'stuck',
    subject: subjectOf(sight, row),
    projectId: row?.projectId ?? null,
    ours: row ? `open, ${row.status.replaceAll('_', ' ')}` : 'known',
    theirs: `has tried its next step more than ${mostAttempts} times (${sight.runId})`,
    mark: sight.runId,
  }
}
