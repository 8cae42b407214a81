import type { BehindStream } from '#domain/backfill/backfill.ts'
import type { Comparison, Expected, Snapshot } from '#domain/drift/diff-rules.ts'
import type { Compared } from '#domain/drift/look-rules.ts'
import type { OwnDiffering } from '#domain/drift/own-differing.ts'
import type { RecordSight, UnreadFinding } from '#domain/drift/record-diff-rules.ts'
import type { RepairOutcome, RepairRequest, SecondLook, SnapshotRequest } from '#domain/drift/repair.ts'
import type { OpenRow, WorkflowSight } from '#domain/drift/task-diff-rules.ts'
import type { FreedReservation, LapsedReservation } from '#domain/policy/lease.ts'

/** What a look at an executor begins with. */
export interface LookPlan {
  /** When it began, ISO: what is decided after it is not undone by it. */
  lookedAt: string
  expected: Expected
  request: SnapshotRequest
  /** What policies say of agents' skills and the record does not hold yet: it is set first. Absent: nothing is. */
  due?: RepairRequest[]
}

/** What came of setting one of them. */
export interface SkillsSet {
  agentId: string
  outcome: RepairOutcome
}

export interface SeenLook extends Pick<LookPlan, 'lookedAt'>, Pick<Expected, 'isFirst'>, Comparison {
  scope: string
  unread: Snapshot['unread']
  uses?: Snapshot['uses']
  /** Absent in looks from before runs were looked for, and in the first one. */
  runs?: Snapshot['runs']
  ended?: Snapshot['ended']
  rivals?: Snapshot['rivals']
  leftGrants?: Snapshot['leftGrants']
  set?: SkillsSet[]
  counts: Pick<Compared, 'cron' | 'agents' | 'files'>
}

export interface TaskSights {
  lookedAt: string
  /** Only those about which there may be something to say. */
  rows: OpenRow[]
  sights: WorkflowSight[]
  /** Streams of which the record has lost entries; absent in answers from before that was looked for. */
  behind?: BehindStream[]
  /** Findings about those that this look did not get to; absent in answers from before it could leave any. */
  unread?: UnreadFinding[]
  compared: Compared
}

/** What a look at home came to. */
export interface TaskLook extends Pick<TaskSights, 'lookedAt' | 'compared'> {
  differing: OwnDiffering[]
  /** Findings that it did not get to again: they stay as they are. */
  unread?: UnreadFinding[]
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
  lookAtTasks(isOnlyLook?: boolean): Promise<TaskSights>
  /** What Front Office keeps itself: rows, texts, what waits to be delivered or placed. */
  lookAtRecord(): Promise<RecordSight>
  recordTaskLook(look: TaskLook): Promise<void>
  /** Puts right what is put right without asking, and looks again. */
  mend(): Promise<void>
  /** Reservations whose lease has passed and that nobody is at; who is at one has its lease anew. */
  lapsedLeases(): Promise<LapsedReservation[]>
  /** Frees one whose run is over. A repeat does nothing. */
  freeLease(freed: FreedReservation): Promise<void>
  /** Null where nobody asks for it any more, or nobody who may. */
  planRepair(asked: { findingId: string; intentId: string }): Promise<RepairPlan | null>
  /** Puts right what is here: a task's workflow or its row. */
  repairTask(findingId: string): Promise<RepairOutcome>
  /** What is here now, seen afresh. */
  lookAtTask(findingId: string): Promise<SecondLook>
  /** Repaired only where the second look found it right. */
  settleRepair(end: RepairEnd): Promise<void>
}
