import { CancellationScope, condition, patched, proxyActivities } from '@temporalio/workflow'
import type { DeliveryActivities } from '#activities/delivery/contract.ts'
import type { ExecutorActivities, RunActivities } from '#activities/openclaw/contract.ts'
import type { QualityActivities } from '#activities/quality/contract.ts'
import type { Prepared, TaskActivities } from '#activities/task/contract.ts'
import { controlQueueOf, runQueueOf, taskStreamId } from '#domain/ids.ts'
import type { LedgerMark } from '#domain/ledger/batch.ts'
import type { Fact } from '#domain/ledger/entry.ts'
import type { RunInput, RunItem, RunResult } from '#domain/run/run.ts'
import { dueDeadline } from '#domain/task/deadline-rules.ts'
import { factOfItem, isUnfounded, passedAsTold } from '#domain/task/item-rules.ts'
import { nextMove, stoppedRun } from '#domain/task/next-move-rules.ts'
import type { TaskState } from '#domain/task/task.ts'
import { currentRun, isInLine, mayLiveOn } from '#domain/task/task-rules.ts'
import { applyEntry } from '#domain/task/task-state.ts'
import { controlOptions, executorOptions, lookOptions, runOptions } from '../activity-options.ts'
import { openLedger, type WorkflowLedger } from '../ledger/open-ledger.ts'
import type { ArrivedIntent, TaskInput } from './contract.ts'
import { watchDeadline } from './task-deadline.ts'
import { openInbox } from './task-inbox.ts'
import { present } from './task-presence.ts'

/** A fact without its time, which is the workflow's. */
type NewFact = Fact extends infer F ? (F extends Fact ? Omit<F, 'at'> : never) : never

export const now = () => new Date().toISOString()

const control = proxyActivities<TaskActivities>(controlOptions)
const delivery = proxyActivities<DeliveryActivities>(controlOptions)
const quality = proxyActivities<QualityActivities>(lookOptions)

/** Whether its permission is: of a call that passed it was not always. */
const isLookedFor = ({ kind }: RunItem): boolean =>
  patched(kind === 'passed' ? 'passed-asked' : 'unfounded-asked')

/** A task's record, its signals, and the hands it works with. */
export class OpenTask {
  readonly taskId: string
  readonly quality = quality
  private readonly inbox
  private readonly ledger: WorkflowLedger<TaskState>
  private scope: CancellationScope | null = null
  private isAttending = false
  private hasCaughtUp = false
  private failure: unknown

  constructor(input: TaskInput) {
    this.taskId = input.taskId
    this.inbox = openInbox(input)
    this.ledger = openLedger({
      streamId: taskStreamId(input.taskId),
      mark: input.ledger,
      apply: applyEntry,
      append: (batch) => control.record({ batch, intentIds: [] }),
    })
    const fail = (error: unknown) => {
      this.failure = error
    }
    void CancellationScope.nonCancellable(() => this.attend()).catch(fail)
    void CancellationScope.nonCancellable(() =>
      watchDeadline(
        () => this.state(),
        () => this.meetDeadline(),
      ),
    ).catch(fail)
  }

  state(): TaskState {
    return this.ledger.state()
  }

  /** Where it is now: it may have moved with its agent. */
  get executor(): ExecutorActivities {
    return proxyActivities<ExecutorActivities>(executorOptions(controlQueueOf(this.state().executorId)))
  }

  mark(): LedgerMark<TaskState> {
    return this.ledger.mark()
  }

  advance(fact: NewFact): void {
    this.ledger.advance({ ...fact, at: now() } as Fact)
  }

  report(items: RunItem[]): void {
    for (const item of items) {
      const fact = this.factOf(item)
      if (fact) this.ledger.advance(fact)
    }
  }

  flush(): Promise<void> {
    return this.ledger.flush()
  }

  isAtRest(): boolean {
    return this.ledger.isAtRest() && this.isSettled()
  }

  prepareRun(): Promise<Prepared> {
    return this.ledger.record((batch) => control.prepareRun({ batch }))
  }

  /** Its turn comes by its project and its priority as they are now; at once where it is asked for again, as after a reset. */
  runAgent(input: RunInput): Promise<RunResult> {
    const { executorId, projectId, priority = 'normal' } = this.state()
    const run = currentRun(this.state())
    const isUnderWay = run !== null && mayLiveOn(run)
    const queued = runOptions(runQueueOf(executorId), { projectId, priority, isUnderWay })
    return proxyActivities<RunActivities>(queued).runAgent(input)
  }

  /** When what arrived is taken up: nothing is decided on an old state. */
  async settle(): Promise<void> {
    await condition(() => this.isSettled())
    if (this.failure !== undefined) throw this.failure
  }

  /** Runs `work` so that cancelling the task, or stopping its open run, ends it. */
  async whileWanted<T>(work: () => Promise<T>): Promise<T> {
    // Its deadline may have come while what led here was written: nothing begins before that is met.
    if (this.isDue()) await condition(() => this.failure !== undefined || !this.isDue())
    this.scope = new CancellationScope()
    // It may have been cancelled, or told to stop, while what led here was written.
    if (this.isUnwanted()) this.scope.cancel()
    try {
      return await this.scope.run(work)
    } finally {
      this.scope = null
    }
  }

  /** Everything is written; then until somebody acts or the time comes. */
  async standBy(until: string | null): Promise<void> {
    if (!this.ledger.isAtRest() || !this.hasCaughtUp) await this.record([])
    const isMoved = () => !this.isSettled() || nextMove(this.state(), now()).kind !== 'await'
    if (until === null) await condition(isMoved)
    else await condition(isMoved, Math.max(1, Date.parse(until) - Date.now()))
  }

  /** A run that somebody else began was told to end: how it did, its Mac tells; not for ever is that waited for. */
  async untilFollowedEnds(forMs: number): Promise<void> {
    await condition(() => this.failure !== undefined || !this.hasOpenRun(), forMs)
    await this.settle()
  }

  /** Everything recorded until now has been taken up; false where some of it has just arrived. */
  async hasCaughtUpNow(): Promise<boolean> {
    await this.record([])
    return this.isSettled()
  }

  hasOpenRun(): boolean {
    return this.state().runs.some((run) => run.endedAt === null)
  }

  private isUnwanted(): boolean {
    return this.state().cancelReason !== null || stoppedRun(this.state()) !== null
  }

  private isSettled(): boolean {
    if (this.failure !== undefined) return true
    return this.hasTakenUp() && !this.isDue()
  }

  private isDue(): boolean {
    return dueDeadline(this.state(), now()) !== null
  }

  private hasTakenUp(): boolean {
    return this.inbox.isEmpty() && !this.isAttending
  }

  /** A change of it counts from when it was recorded, so what is on its way is taken up first. */
  private async meetDeadline(): Promise<void> {
    await this.record([])
    await condition(() => this.failure !== undefined || this.hasTakenUp())
    const deadline = dueDeadline(this.state(), now())
    if (this.failure !== undefined) throw this.failure
    if (!deadline) return
    const { at, end } = deadline
    this.advance({ type: 'deadline_passed', actor: 'system:control', body: { at, end } })
    if (this.isUnwanted()) this.scope?.cancel()
    await this.flush()
  }

  /** Writes what is queued and resolves intents; what a reset made us miss arrives late instead of never. */
  private async record(intentIds: string[]): Promise<void> {
    const { missed } = await this.ledger.record((batch) => control.record({ batch, intentIds }))
    for (const intent of missed) this.inbox.arrive(intent)
    this.hasCaughtUp = true
  }

  private async attend(): Promise<void> {
    for (;;) {
      await condition(() => !this.inbox.isEmpty())
      this.isAttending = true
      await this.takeUp()
      this.isAttending = false
    }
  }

  private async takeUp(): Promise<void> {
    await this.reportArrived(this.inbox.takeItems())
    if (this.hasOpenRun()) present(this.state())
    const intents = this.inbox.takeIntents()
    const before = this.state()
    const decisions = intents.filter(({ command }) => command === 'decideApproval')
    const others = intents.filter(({ command }) => command !== 'decideApproval').map(({ id }) => id)
    // A decision that was on its way when the task froze counts once that is settled, and not before.
    const isSettledFirst =
      this.state().status === 'frozen' && decisions.length > 0 && patched('settled first')
    if (isSettledFirst) await this.record(others)
    for (const { id } of decisions) {
      await this.ledger.record((batch) => control.claimEffect({ batch, intentId: id }))
    }
    if (others.length > 0 && !isSettledFirst) await this.record(others)
    else await this.ledger.flush()
    await this.moveInLine(before)
    this.putOff(intents)
    if (this.isUnwanted()) this.scope?.cancel()
  }

  private factOf(item: RunItem): Fact | null {
    const task = this.state()
    const isAsTold = item.kind === 'passed' && isUnfounded(item, task) && !isLookedFor(item)
    return isAsTold ? passedAsTold(item, task) : factOfItem(item, task, this.taskId, now())
  }

  /** What a task that was sent back has forgotten, the record tells before anybody is said to have done it unasked. */
  private async reportArrived(items: RunItem[]): Promise<void> {
    let isAsked = false
    for (const item of items) {
      if (!isAsked && isUnfounded(item, this.state()) && isLookedFor(item)) {
        isAsked = true
        await this.record([])
      }
      this.report([item])
    }
  }

  /** A run that waits on Temporal's queue with another priority than it has by now, or on another queue, is put right. */
  private async moveInLine(before: TaskState): Promise<void> {
    const { executorId } = this.state()
    const run = currentRun(this.state())
    if (!run || !isInLine(run) || !run.priority) return
    const isElsewhere = before.executorId !== executorId && run.left?.at(-1)?.executorId === before.executorId
    if (run.priority === currentRun(before)?.priority && !isElsewhere) return
    const from = isElsewhere ? before.executorId : executorId
    const moved = await delivery.moveRun({ taskId: this.taskId, priority: run.priority, executorId, from })
    if (!isElsewhere || moved.isMoved) return
    this.advance({ type: 'task_stayed', actor: 'system:control', body: { executorId: from } })
    await this.ledger.flush()
  }

  /** What nobody could resolve is about something that a reset made the task forget: it comes again when that does. */
  private putOff(intents: ArrivedIntent[]): void {
    for (const { id } of intents.filter(({ id }) => !this.state().intentIds.includes(id))) {
      this.inbox.putOff(id)
      this.hasCaughtUp = false
    }
  }
}
