import type { Fact } from '#domain/ledger/entry.ts'
import { nextRunMove } from '#domain/runbook/next-move-rules.ts'
import type { RunbookRunState } from '#domain/runbook/run.ts'
import { applyRunEntry, noRunbookRun } from '#domain/runbook/run-state.ts'
import type { RunbookStep, StepOutcome } from '#domain/runbook/runbook.ts'
import { aRunbook } from './runbooks.ts'
import { minutesOn } from './stories.ts'

const requested = (steps: RunbookStep[], inputs = {}, rules: 2 | null): Fact => ({
  type: 'runbook_run_requested',
  at: minutesOn(0),
  actor: 'operator:op_1',
  body: {
    ...{ projectId: 'pr_1', runbookId: 'rb_1', version: 1, definition: aRunbook(steps), inputs },
    ...{ intentId: 'in_1', ...(rules && { rules }) },
  },
})
export const wait = (id: string, hours = 1): RunbookStep => ({ id, wait: { for: `${hours} h` } })
export const approval = (id: string): RunbookStep => ({ id, approval: { who: 'operator', text: 'Send it?' } })

/** A run as its workflow would carry it on; tasks and people answer when the test says so. */
export class Play {
  state: RunbookRunState
  facts: Fact[] = []
  told: string[] = []
  minute = 0
  /** `rules`: null for a run as older versions began it. */
  constructor(steps: RunbookStep[], inputs = {}, rules: 2 | null = 2) {
    this.state = applyRunEntry(noRunbookRun, requested(steps, inputs, rules))
  }
  now = () => minutesOn(this.minute)
  apply(fact: object) {
    const whole = { at: this.now(), actor: 'system:runbook', ...fact } as Fact
    this.facts.push(whole)
    this.state = applyRunEntry(this.state, whole)
  }
  begin = (stepId: string) => {
    const attempt = this.state.steps.find((step) => step.stepId === stepId)?.attempt ?? 1
    const nothing = { dueAt: null, text: null, picked: null }
    const body = { stepId, attempt, taskId: `t_${stepId}_${attempt}`, ...nothing }
    this.apply({ type: 'runbook_step_started', body })
  }
  /** Goes on until it stands still or is over. */
  go() {
    for (let moves = 0; moves < 500; moves++) {
      const move = nextRunMove(this.state, this.now())
      if (move.kind === 'end' || move.kind === 'await') return move
      if (move.kind === 'record') for (const fact of move.facts) this.apply(fact)
      else if (move.kind === 'startTasks') for (const stepId of move.stepIds) this.begin(stepId)
      else {
        this.told.push(...move.stepIds)
        this.apply({ type: 'runbook_tasks_told_to_end', body: { stepIds: move.stepIds } })
      }
    }
    throw new Error('it never stands still')
  }
  open = () => this.state.steps.filter((step) => step.startedAt && !step.endedAt).map(({ stepId }) => stepId)
  end(stepId: string, outcome: StepOutcome = 'done', summary = '') {
    const attempt = this.state.steps.find((step) => step.stepId === stepId)?.attempt ?? 1
    const error = outcome === 'done' || outcome === 'approved' ? null : `${stepId} ${outcome}`
    const body = { stepId, attempt, outcome, summary, error, intentId: null }
    this.apply({ type: 'runbook_step_ended', actor: 'operator:op_1', body })
    return this.go()
  }
  ask = (type: Fact['type'], body: object) => {
    this.apply({ type, body: { intentId: `in_${this.facts.length}`, ...body } })
    return this.go()
  }
  outcomeOf = (stepId: string) => this.state.steps.find((step) => step.stepId === stepId)?.outcome
}
