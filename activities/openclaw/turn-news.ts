import type { EndOrder } from './end-order.ts'
import type { AgentTurnDeps } from './turn-deps.ts'

type Reasoned = { kind: 'gateway_awaited' | 'start_unanswered'; reason: string }
type News = Reasoned | ReturnType<EndOrder['news']>['item'] | { kind: 'run_accepted' }

/** What a turn tells of itself while it goes on. */
export class TurnNews {
  private count = 0

  constructor(private readonly run: AgentTurnDeps['run']) {}

  tell(item: News, once?: string): void {
    const { stepId } = this.run.input
    this.count += 1
    const id = once ?? `${item.kind}-${stepId}-${Date.now().toString(36)}-${this.count}`
    this.run.report({ ...item, id, at: new Date().toISOString(), stepId })
  }

  awaited = (reason: string): void => this.tell({ kind: 'gateway_awaited', reason })

  /** Whoever cancels the task by then has to know that the run may be there. Told once. */
  unanswered(detail: string): void {
    if (!this.run.isUnanswered()) return
    const reason = detail.slice(0, 500) || 'The gateway did not answer in time.'
    this.tell({ kind: 'start_unanswered', reason }, `start_unanswered-${this.run.input.stepId}`)
  }
}
