import { condition, defineSignal, proxyActivities, setHandler } from '@temporalio/workflow'
import type { RunbookActivities, RunRecorded } from '#activities/runbook/contract.ts'
import { runbookRunStreamId } from '#domain/ids.ts'
import type { Batch } from '#domain/ledger/batch.ts'
import type { Fact } from '#domain/ledger/entry.ts'
import type { RunFact } from '#domain/runbook/next-move-rules.ts'
import type { RunbookRunState } from '#domain/runbook/run.ts'
import type { RunCommand } from '#domain/runbook/run-intent.ts'
import { applyRunEntry } from '#domain/runbook/run-state.ts'
import { controlOptions } from '../activity-options.ts'
import { openLedger, type WorkflowLedger } from '../ledger/open-ledger.ts'
import { signalNames } from '../task/contract.ts'
import type { ArrivedRunIntent, RunbookInput } from './contract.ts'

const control = proxyActivities<RunbookActivities>(controlOptions)
const intentArrived = defineSignal<[intentId: string, command: RunCommand]>(signalNames.intentArrived)

export const now = () => new Date().toISOString()

/** A run's record, and what signals brought it. */
export class OpenRun {
  private readonly ledger: WorkflowLedger<RunbookRunState>
  private readonly seen = new Set<string>()
  private arrived: string[] = []
  private hasCaughtUp = false
  /** What nobody could resolve is about a step that a reset made the run forget: it is tried again when one begins. */
  private putOff: string[] = []
  private begunThen = 0

  constructor({ runId, ledger, intents }: RunbookInput) {
    this.ledger = openLedger({
      streamId: runbookRunStreamId(runId),
      mark: ledger,
      apply: applyRunEntry,
      append: (batch) => control.recordRun({ batch, intentIds: [] }),
    })
    for (const intent of intents) this.arrive(intent)
    setHandler(intentArrived, (id, command) => this.arrive({ id, command }))
  }

  state(): RunbookRunState {
    return this.ledger.state()
  }

  advance(fact: RunFact): void {
    this.ledger.advance({ ...fact, at: now() } as Fact)
  }

  startTasks(stepIds: string[]): Promise<void> {
    return this.record((batch) => control.startStepTasks({ batch, stepIds }))
  }

  endTasks(stepIds: string[]): Promise<void> {
    return this.record((batch) => control.endStepTasks({ batch, stepIds }))
  }

  /** Records what was asked since the last time. */
  async takeUp(): Promise<void> {
    while (this.arrived.length > 0) {
      const intentIds = this.arrived
      this.arrived = []
      await this.record((batch) => control.recordRun({ batch, intentIds }))
      this.putOff.push(...intentIds.filter((id) => !this.state().intentIds.includes(id)))
      this.begunThen = this.begun()
    }
  }

  flush(): Promise<void> {
    return this.ledger.flush()
  }

  isAtRest(): boolean {
    return this.ledger.isAtRest() && this.arrived.length === 0
  }

  /** Everything is written; then until something arrives or the time comes. */
  async standBy(until: string | null): Promise<void> {
    if (!this.ledger.isAtRest() || !this.hasCaughtUp)
      await this.record((batch) => control.recordRun({ batch, intentIds: [] }))
    if (this.begun() !== this.begunThen) this.arrived.push(...this.putOff.splice(0))
    const isMoved = () => this.arrived.length > 0
    if (until === null) await condition(isMoved)
    else await condition(isMoved, Math.max(1, Date.parse(until) - Date.now()))
  }

  private begun(): number {
    return this.state().steps.reduce((sum, { startedAt, attempt }) => sum + (startedAt ? attempt : 0), 0)
  }

  private arrive({ id }: ArrivedRunIntent): void {
    if (this.seen.has(id)) return
    this.seen.add(id)
    this.arrived.push(id)
  }

  /** What a reset made us miss arrives late instead of never. */
  private async record(send: (batch: Batch) => Promise<RunRecorded>): Promise<void> {
    const { missed } = await this.ledger.record(send)
    for (const intent of missed) this.arrive(intent)
    this.hasCaughtUp = true
  }
}
