import { setTimeout as sleep } from 'node:timers/promises'
import { approvalsContract } from '#api/approvals/contract.ts'
import { type Task, tasksContract } from '#api/tasks/contract.ts'
import type { ProposalState } from '#domain/task/task.ts'
import { HttpProblem } from '../http-client.ts'
import { intended, type Operators, patiently } from './operators.ts'
import { expectedOf, intentOf, markIn, type TaskPlan, type Verdict } from './scripts.ts'

/** One answer to one decision. */
export interface Said {
  mark: string
  proposalId: string
  by: 'owner' | 'second'
  verdict: Verdict
  /** When it was first sent, milliseconds. */
  at: number
  /** 202, or why it does not count. */
  status: number
  words: string
  /** What it is recorded as, where it was taken. */
  intentId: string | null
}

/** One answer to one question. */
export interface Reply {
  questionId: string
  answer: string
  status: number
}

/** A task as it was played: what its operators did, for the oracle to hold everything else against. */
export interface Played {
  plan: TaskPlan
  taskId: string
  said: Said[]
  replies: Reply[]
  /** Somebody cancelled it, and was told that it is on its way. */
  isCancelled: boolean
  /** What an operator was told and should not have been. */
  problems: string[]
  hasEnded: boolean
}

const tickMs = 400

/** Plays the operators' side of one task until it is over, or until `signal` says that it is too late. */
export async function play(
  plan: TaskPlan,
  where: { projectId: string; agentId: string },
  operators: Operators,
  signal: AbortSignal,
): Promise<Played> {
  const played: Played = {
    ...{ plan, taskId: '', said: [], replies: [], isCancelled: false, problems: [], hasEnded: false },
  }
  try {
    const body = {
      ...where,
      title: `Task ${plan.number}: ${plan.kind}`,
      intent: intentOf(plan),
      deliverables: [],
    }
    const made = await intended(plan.isDoubled, (headers) =>
      operators.owner(tasksContract.createTask, { body, headers }),
    )
    played.taskId = made.taskId
    await new TaskPlayer(played, operators).untilOver(signal)
  } catch (error) {
    played.problems.push(String(error))
  }
  return played
}

class TaskPlayer {
  private readonly settled = new Set<string>()
  private hasCancelled = false

  constructor(
    private readonly played: Played,
    private readonly operators: Operators,
  ) {}

  async untilOver(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const task = await patiently(() =>
        this.operators.owner(tasksContract.getTask, { params: { taskId: this.played.taskId } }),
      )
      if (task.endedAt !== null) {
        this.played.hasEnded = true
        return
      }
      await this.answer(task)
      await sleep(tickMs)
    }
  }

  private async answer(task: Task): Promise<void> {
    const { kind } = this.played.plan
    const { proposals, questions } = task.state
    const pending = proposals.find(
      ({ status, proposalId }) => status === 'pending' && !this.settled.has(proposalId),
    )
    if (kind === 'cancelled' && task.status === 'running') return this.cancel()
    if (kind === 'withdrawn' && pending) return this.cancel()
    if (pending) return this.decide(pending)
    const open = questions.find(({ answer, questionId }) => answer === null && !this.settled.has(questionId))
    if (open) await this.reply(open.questionId)
  }

  private async cancel(): Promise<void> {
    if (this.hasCancelled) return
    this.hasCancelled = true
    const { isDoubled } = this.played.plan
    const asked = { params: { taskId: this.played.taskId }, body: { reason: 'not wanted any more' } }
    const status = await this.told(() =>
      intended(isDoubled, (headers) => this.operators.owner(tasksContract.cancelTask, { ...asked, headers })),
    )
    this.played.isCancelled = status === 202
  }

  private async reply(questionId: string): Promise<void> {
    this.settled.add(questionId)
    await sleep(this.played.plan.thinkMs)
    const answer = 'the first one'
    const asked = { params: { taskId: this.played.taskId, questionId }, body: { answer } }
    const status = await this.told(() =>
      intended(this.played.plan.isDoubled, (headers) =>
        this.operators.owner(tasksContract.answerQuestion, { ...asked, headers }),
      ),
    )
    this.played.replies.push({ questionId, answer, status })
  }

  private async decide(proposal: ProposalState): Promise<void> {
    this.settled.add(proposal.proposalId)
    const mark = markIn(proposal.parameters)
    const { plan, said } = this.played
    const wanted = expectedOf(plan).effects.find((effect) => effect.mark === mark)?.verdict ?? 'rejected'
    // The agent may ask for the same again after a run was lost; an operator approves it once.
    const isAgain = said.some((one) => one.mark === mark && one.verdict === 'approved' && one.status === 202)
    await sleep(plan.thinkMs)
    if (wanted === 'either') await this.decideTogether(proposal, mark)
    else await this.say('owner', proposal, mark, isAgain || wanted === 'never' ? 'rejected' : wanted)
  }

  private async decideTogether(proposal: ProposalState, mark: string): Promise<void> {
    await Promise.all([
      this.say('owner', proposal, mark, 'approved'),
      this.say('second', proposal, mark, this.played.plan.second),
    ])
    const { said, problems } = this.played
    const those = said.filter(({ proposalId }) => proposalId === proposal.proposalId)
    const won = those.filter(({ status }) => status === 202).length
    if (won !== 1) problems.push(`${won} of two decisions at once were taken`)
  }

  private async say(
    by: Said['by'],
    { proposalId, hash }: ProposalState,
    mark: string,
    verdict: Verdict,
  ): Promise<void> {
    const at = Date.now()
    const body = { verdict, reason: `by the ${by}`, hash }
    const answer = await this.answered(() =>
      intended(this.played.plan.isDoubled, (headers) =>
        this.operators[by](approvalsContract.decideApproval, { params: { proposalId }, body, headers }),
      ),
    )
    this.played.said.push({ mark, proposalId, by, verdict, at, ...answer })
    const isLate =
      answer.status === 409 && expectedOf(this.played.plan).effects.some((e) => e.verdict === 'either')
    if (answer.status !== 202 && !isLate) this.played.problems.push(`a decision was refused: ${answer.words}`)
  }

  private async told(work: () => Promise<{ intentId: string }>): Promise<number> {
    const { status, words } = await this.answered(work)
    if (status !== 202) this.played.problems.push(`an intent was refused: ${words}`)
    return status
  }

  private async answered(
    work: () => Promise<{ intentId: string }>,
  ): Promise<Pick<Said, 'status' | 'words' | 'intentId'>> {
    try {
      const { intentId } = await work()
      return { status: 202, words: '', intentId }
    } catch (error) {
      if (!(error instanceof HttpProblem)) throw error
      return { status: error.status, words: error.message, intentId: null }
    }
  }
}
