import { agentsContract } from '#api/agents/contract.ts'
import { approvalsContract } from '#api/approvals/contract.ts'
import { type Task, tasksContract } from '#api/tasks/contract.ts'
import { taskWorkflowId } from '#domain/ids.ts'
import { adoptedTaskIdOf } from '#prisma/read/accounted-runs.ts'
import { sentIn, toolCallsOf } from '../chaos/tool-log.ts'
import { until } from '../e2e/stage.ts'
import { lookOf } from '../openclaw/practice-world.ts'
import type { TestProduct } from '../product.ts'
import { type Case, cases, type Deed, dueInMs, marksOf, type Place, type Stage, type Tool } from './cases.ts'
import type { Where } from './places.ts'

const executorId = 'mac-mini'

export interface LostTask {
  of: Case
  taskId: string
  marks: string[]
}

export interface Setting {
  office: TestProduct
  places: Record<Place, Where>
  /** The tool's own log. */
  outbox: string
  /** Answers only after the loss. */
  page: string
}

export const toolAt = (outbox: string): Tool => ({
  begun: toolCallsOf(outbox).map(({ mark }) => mark),
  sent: sentIn(outbox),
})

const planned = cases.flatMap((of) => Array.from({ length: of.count }, () => of))

/** Every case's tasks, brought from stage to stage by an operator. */
export class LostStory {
  readonly tasks: LostTask[] = []

  constructor(private readonly setting: Setting) {}

  /** Requests what is requested now, does what is done now, and waits until all are what they are to be. */
  async play(stage: Stage): Promise<void> {
    const due = planned.flatMap((of, number) => ((of.requested ?? 'asked') === stage ? [{ of, number }] : []))
    for (const { of, number } of due) this.tasks.push(await this.requested(of, number + 1))
    await Promise.all(this.tasks.map((task) => this.done(stage, task)))
    await Promise.all(this.tasks.map((task) => this.reached(stage, task)))
  }

  /** Until each has ended, or waits as it is to. */
  async end(patienceMs: number): Promise<void> {
    const { office } = this.setting
    await Promise.all(
      this.tasks.map(({ of, taskId }) =>
        office.until(
          taskId,
          ({ status, endedAt }) => status === of.ends && (endedAt !== null || of.ends === 'waiting'),
          patienceMs,
        ),
      ),
    )
  }

  workflowIds = () => this.tasks.map(({ taskId }) => taskWorkflowId(taskId))
  forkedIds = () => this.tasks.flatMap(({ of, taskId }) => (of.isForked ? [taskWorkflowId(taskId)] : []))

  private async requested(of: Case, number: number): Promise<LostTask> {
    const { office, places, page } = this.setting
    const marks = marksOf(number)
    if (of.isAdopted) return { of, taskId: await this.adopted(`chat-${number}`, of.lines(marks)), marks }
    const url = { title: 'Page', check: { kind: 'url' as const, url: page, contains: 'ready' } }
    const body = {
      ...places[of.place ?? 'plain'],
      title: `${number}: ${of.state}`,
      intent: of.lines(marks).join('\n'),
      deliverables: { page: [url], letter: ['Letter'], none: [] }[of.deliverable ?? 'none'],
    }
    return { of, taskId: (await office.ask(tasksContract.createTask, { body })).taskId, marks }
  }

  /** A chat, and its task once there is one. With an agent of its own: what holds the other places would hold it. */
  private async adopted(runId: string, lines: string[]): Promise<string> {
    const { office, places } = this.setting
    const { projectId } = places.plain
    const agent = { projectId, name: runId, role: 'writer', openclawAgentId: runId }
    await office.ask(agentsContract.createAgent, { body: agent })
    const { ports, secrets } = office.product
    const gateway = lookOf({ url: `ws://127.0.0.1:${ports.practice}`, token: secrets.practiceToken })
    const chat = { sessionKey: `agent:${runId}:main`, message: lines.join('\n'), idempotencyKey: runId }
    await gateway.byHand('chat.send', chat)
    const taskId = adoptedTaskIdOf(executorId, runId)
    const isThere = () => office.task(taskId).then(Boolean, () => undefined)
    await until(isThere, `${runId} has its task`)
    return taskId
  }

  private async done(stage: Stage, { of, taskId }: LostTask): Promise<void> {
    const deed = of.deeds?.[stage]
    if (deed) await this.deeds[deed](taskId)
  }

  private async reached(stage: Stage, { of, taskId, marks }: LostTask): Promise<void> {
    const isSo = of.reached?.[stage]
    if (!isSo) return
    const { office, outbox } = this.setting
    await office.until(taskId, (task) => isSo(task, toolAt(outbox), marks))
  }

  private readonly deeds: Record<Deed, (taskId: string) => Promise<unknown>> = {
    approve: (taskId) => this.decide(taskId, 'approved'),
    reject: (taskId) => this.decide(taskId, 'rejected'),
    answer: (taskId) => this.answer(taskId),
    settle: async (taskId) => {
      const { office } = this.setting
      const { proposals } = await this.stateOf(taskId)
      const params = { taskId, proposalId: proposals[0]?.proposalId ?? '' }
      const body = { hasHappened: true, note: 'It is there.' }
      await office.ask(tasksContract.settleEffect, { params, body })
      await office.until(taskId, ({ state }) => state.proposals[0]?.status === 'performed')
      await this.answer(taskId)
    },
    goOn: async (taskId) => {
      const { office } = this.setting
      await office.ask(tasksContract.settleFork, { params: { taskId }, body: { verdict: 'go_on' } })
      await office.until(taskId, ({ status }) => status !== 'frozen')
      await this.answer(taskId)
    },
    accept: (taskId) => this.setting.office.ask(tasksContract.acceptWork, { params: { taskId }, body: {} }),
    hurry: (taskId) => {
      const dueAt = new Date(Date.now() + dueInMs).toISOString()
      const body = { dueAt, dueEnd: 'cancel' as const, from: null }
      return this.setting.office.ask(tasksContract.setDeadline, { params: { taskId }, body })
    },
    cancel: (taskId) => this.setting.office.ask(tasksContract.cancelTask, { params: { taskId }, body: {} }),
  }

  private async answer(taskId: string) {
    const { questions } = await this.stateOf(taskId)
    const params = { taskId, questionId: questions[0]?.questionId ?? '' }
    return this.setting.office.ask(tasksContract.answerQuestion, { params, body: { answer: 'red' } })
  }

  private async decide(taskId: string, verdict: 'approved' | 'rejected') {
    const { proposals } = await this.stateOf(taskId)
    const { proposalId, hash } = proposals.find(({ status }) => status === 'pending') ?? {
      proposalId: '',
      hash: '',
    }
    const body = { verdict, reason: '', hash }
    return this.setting.office.ask(approvalsContract.decideApproval, { params: { proposalId }, body })
  }

  private async stateOf(taskId: string): Promise<Task['state']> {
    return (await this.setting.office.task(taskId)).state
  }
}
