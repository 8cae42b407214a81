import { setTimeout as sleep } from 'node:timers/promises'
import { runbookRunsContract, runbooksContract } from '#api/runbooks/contract.ts'
import { tasksContract } from '#api/tasks/contract.ts'
import { runbookRunWorkflowId } from '#domain/ids.ts'
import type { RunbookRunState } from '#domain/runbook/run.ts'
import type { TestProduct } from '../product.ts'
import type { Where } from './places.ts'

const runbookOf = (name: string, step: string) => `name: ${name}
steps:
  - ${step}
  - {id: last, task: {agent: Ines, title: "Last of ${name}", intent: "finish: made"}}
`
/** By what it waits for when Temporal is lost. */
const runbooks = {
  Decision: '{id: step, approval: {text: Go on?}}',
  Task: '{id: step, task: {agent: Ines, title: Choose, intent: "ask: Which colour? | red | blue\\nfinish: chosen"}}',
  Time: '{id: step, wait: {for: 30 s}}',
}
type Name = keyof typeof runbooks

/** Runs of runbooks that are open when Temporal is lost. */
export class LostRuns {
  private readonly runIds = new Map<Name, string>()

  constructor(
    private readonly office: TestProduct,
    private readonly where: Where,
  ) {}

  async start(): Promise<void> {
    const { projectId } = this.where
    for (const [name, step] of Object.entries(runbooks) as [Name, string][]) {
      await this.office.ask(runbooksContract.createRunbook, {
        params: { projectId },
        body: { yaml: runbookOf(name, step) },
      })
      const started = { params: { projectId, name }, body: {} }
      this.runIds.set(name, (await this.office.ask(runbookRunsContract.startRunbook, started)).runId)
    }
    await this.until('Decision', ({ wait }) => wait?.kind === 'approval')
    await this.until('Time', ({ wait }) => wait?.kind === 'time')
    const taskId = await this.taskOf('Task')
    await this.office.until(taskId, ({ state }) => state.questions.length > 0)
  }

  workflowIds = () => [...this.runIds.values()].map(runbookRunWorkflowId)

  /** What an operator still has to say. */
  async answer(): Promise<void> {
    const params = { runId: this.idOf('Decision'), stepId: 'step' }
    const body = { verdict: 'approved' as const, attempt: 1 }
    await this.office.ask(runbookRunsContract.decideRunbookStep, { params, body })
    const taskId = await this.taskOf('Task')
    const { state } = await this.office.task(taskId)
    const question = { taskId, questionId: state.questions[0]?.questionId ?? '' }
    await this.office.ask(tasksContract.answerQuestion, { params: question, body: { answer: 'red' } })
  }

  /** All done, and each step by one task. */
  async end(): Promise<void> {
    for (const name of this.runIds.keys()) await this.until(name, ({ status }) => status === 'done')
  }

  private idOf = (name: Name) => this.runIds.get(name) ?? ''

  private async taskOf(name: Name): Promise<string> {
    const { steps } = await this.until(name, (run) => run.steps.some((step) => step.taskId !== null))
    return steps.find(({ taskId }) => taskId !== null)?.taskId ?? ''
  }

  private async until(name: Name, isSo: (run: RunbookRunState) => boolean): Promise<RunbookRunState> {
    for (const deadline = Date.now() + 60_000; ; await sleep(100)) {
      const params = { runId: this.idOf(name) }
      const { state } = await this.office.ask(runbookRunsContract.getRunbookRun, { params })
      if (isSo(state)) return state
      if (Date.now() > deadline) throw new Error(`never so: ${JSON.stringify(state, null, 1)}`)
    }
  }
}
