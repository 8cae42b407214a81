import type { BehindStream } from '#domain/backfill/backfill.ts'
import type { Comparison, Expected, Snapshot } from '#domain/drift/diff-rules.ts'
import type { Compared } from '#domain/drift/look-rules.ts'
import type { OwnDiffering } from '#domain/drift/own-differing.ts'
import type { RecordSight } from '#domain/drift/record-diff-rules.ts'
import type { RepairOutcome, RepairRequest, SecondLook, SnapshotRequest } from '#domain/drift/repair.ts'
import type { OpenRow, WorkflowSight } from '#domain/drift/task-diff-rules.ts'

/** What a look at an executor begins with. */
export interface LookPlan {
  /** When it began, ISO: what is decided after it is not undone by it. */
  lookedAt: string
  expected: Expected
  request: SnapshotRequest
}

export interface SeenLook extends Pick<LookPlan, 'lookedAt'>, Pick<Expected, 'isFirst'>, Comparison {
  scope: string
  unread: Snapshot['unread']
  /** Absent in looks from before runs were looked for, and in the first one. */
  runs?: Snapshot['runs']
  ended?: Snapshot['ended']
  counts: Pick<Compared, 'cron' | 'agents' | 'files'>
}

export interface TaskSights {
  lookedAt: string
  /** Only those about which there may be something to say. */
  rows: OpenRow[]
  sights: WorkflowSight[]
  /** Streams of which the record has lost entries; absent in answers from before that was looked for. */
  behind?: BehindStream[]
  compared: Compared
}

/** What a look at home came to. */
export interface TaskLook extends Pick<TaskSights, 'lookedAt' | 'compared'> {
  differing: OwnDiffering[]
}

/** What is to be repaired: on an executor, or here. */
export interface RepairPlan extends LookPlan {
  scope: string
  repair: RepairRequest | null
  taskId: string
}

export interface RepairEnd {
  findingId: string
  intentId: string
  outcome: RepairOutcome
  second: SecondLook
}

/** On the control queue. */
export interface DriftActivities {
  planLook(scope: string): Promise<LookPlan>
  recordLook(look: SeenLook): Promise<void>
  /** Open tasks beside what Temporal says of their workflows. */
  lookAtTasks(): Promise<TaskSights>
  /** What Front Office keeps itself: rows, texts, what waits to be delivered or placed. */
  lookAtRecord(): Promise<RecordSight>
  recordTaskLook(look: TaskLook): Promise<void>
  /** Puts right what is put right without asking, and looks again. */
  mend(): Promise<void>
  /** Null where nobody asks for it any more, or nobody who may. */
  planRepair(asked: { findingId: string; intentId: string }): Promise<RepairPlan | null>
  /** Puts right what is here: a task's workflow or its row. */
  repairTask(findingId: string): Promise<RepairOutcome>
  /** What is here now, seen afresh. */
  lookAtTask(findingId: string): Promise<SecondLook>
  /** Repaired only where the second look found it right. */
  settleRepair(end: RepairEnd): Promise<void>
}
