import { useIdOf } from '#domain/grant/use-id.ts'
import { advanceKeyOf, effectKeyOf, newId, runIdOf, sessionKeyOf } from '#domain/ids.ts'
import { parametersHash, sha256Hex } from '#domain/ledger/digest.ts'
import { effectClassOf } from '#domain/policy/gate-policy.ts'
import { type Approvers, defaultPolicy } from '#domain/policy/policy.ts'
import { fileVerdict, lookOf, urlVerdict, type Verdict } from '#domain/quality/check-rules.ts'
import { commitVerdict } from '#domain/quality/commit-rules.ts'
import type { Deliverable } from '#domain/quality/deliverable.ts'
import { jsonVerdict } from '#domain/quality/json-rules.ts'
import { artifactOf, dueChecks, failedChecks, pendingReviews } from '#domain/quality/quality-rules.ts'
import type { Parameters } from '#domain/run/run.ts'
import type { ProposalState } from '#domain/task/task.ts'
import { StoryFacts } from './story-facts.ts'

export interface RunEnd {
  text: string
  /** US dollars; null where the provider names no price. */
  usd?: number | null
  error?: string
  outcome?: 'ok' | 'failed' | 'aborted'
}

export interface Proposed {
  tool: string
  parameters: Parameters
  ttlDays?: number
  needs?: Approvers
}

const system = 'system:control'
const gateway = { version: '2026.9.6', isPractice: false }

/** Tells what happened to a task, in order: the one writer of stories, for benchmarks and the sample. */
export class TaskStory extends StoryFacts {
  #began = ''

  begin(): this {
    const { taskId, place } = this
    const stepId = `s${this.state.runs.length + 1}`
    this.tell('task_prepared', system, { stepId, policy: defaultPolicy })
    this.tell('run_queued', system, {
      stepId,
      runId: runIdOf(taskId, stepId),
      sessionKey: sessionKeyOf(place.openclawAgentId, taskId),
      reason: this.state.runs.length === 0 ? 'first run' : 'the story goes on',
      executorId: place.executorId,
      contextHash: this.given(),
    })
    this.tell('run_accepted', this.byExecutor(), { stepId, itemId: this.itemId('a') })
    this.#began = this.at()
    return this
  }

  /** Its deadline has come, and it is open still. Throws where that was before now. */
  passDeadline(): this {
    const { deadline } = this.state
    const left = Date.parse(deadline?.at ?? '') - this.now
    if (!deadline || !(left > 0)) throw new Error(`The deadline of ${this.taskId} does not come now.`)
    return this.after(left / 60_000).tell('deadline_passed', system, { at: deadline.at, end: deadline.end })
  }

  /** A run is due; what stands in its way shows when the story is written. */
  tryToBegin(): this {
    return this.tell('task_prepared', system, {
      stepId: `s${this.state.runs.length + 1}`,
      policy: defaultPolicy,
    })
  }

  update(text: string): this {
    return this.tell('update_posted', this.byAgent(), { ...this.#item('u'), text })
  }

  artifact(title: string, artifactKind: string, location: string, size: number | null = null): this {
    const hash = size === null ? null : sha256Hex(`${this.taskId}/${title}/${this.now}`)
    const body = { ...this.#item('r'), title, artifactKind, location, hash, size }
    return this.tell('artifact_recorded', this.byAgent(), body)
  }

  learn(text: string, about: string | null = null): this {
    return this.tell('learning_recorded', this.byAgent(), { ...this.#item('l'), text, about })
  }

  finish(summary: string): this {
    return this.tell('summary_given', this.byAgent(), { ...this.#item('f'), summary })
  }

  propose({ tool, parameters, ttlDays = 3, needs }: Proposed): string {
    const stepId = this.#stepId()
    const proposalId = this.itemId('p')
    this.tell('approval_requested', this.byAgent(), {
      stepId,
      proposalId,
      tool,
      parameters,
      hash: parametersHash(tool, parameters),
      effectClass: effectClassOf(tool, parameters),
      via: 'invoke',
      effectKey: effectKeyOf(this.taskId, stepId, proposalId),
      expiresAt: this.at(this.now + ttlDays * 86_400_000),
      ...(needs && needs !== 'one' && { needs }),
    })
    return proposalId
  }

  /** Done without asking, by one of the permissions that a standing grant gave its run. */
  pass({ tool, parameters }: Proposed, standingGrantId: string, detail = 'The tool answered: done.'): this {
    const stepId = this.#stepId()
    const effectKey = advanceKeyOf(this.taskId, stepId, standingGrantId, 1)
    const proposalId = useIdOf(effectKey)
    this.tell('standing_grant_used', this.byExecutor(), {
      ...{ stepId, proposalId, tool, parameters, hash: parametersHash(tool, parameters), effectKey },
      ...{ effectClass: effectClassOf(tool, parameters), grantId: newId('grant'), standingGrantId },
    })
    return this.tell('effect_performed', this.byExecutor(), { proposalId, effectKey, detail })
  }

  ask(text: string, options: string[] = []): string {
    const questionId = this.itemId('q')
    this.tell('question_asked', this.byAgent(), { stepId: this.#stepId(), questionId, text, options })
    return questionId
  }

  endRun({ text, usd = 0.04, error, outcome = error === undefined ? 'ok' : 'failed' }: RunEnd): this {
    const tokens = Math.round((usd ?? 0.05) * 180_000)
    return this.tell('run_ended', this.byExecutor(), {
      stepId: this.#stepId(),
      outcome,
      text,
      error: error ?? null,
      isRetryable: outcome === 'failed',
      startedAt: this.#began,
      usage: {
        input: tokens,
        output: Math.round(tokens / 9),
        cacheRead: tokens * 3,
        cacheWrite: 0,
        costNanoUsd: usd === null ? null : Math.round(usd * 1e9),
      },
      gateway,
      adoptedRunIds: [],
    })
  }

  /** The first of two approvals. */
  agree(proposalId: string, by: string, reason = ''): this {
    const { hash } = this.#proposal(proposalId)
    const body = { proposalId, verdict: 'approved' as const, reason, hash }
    const intentId = this.intend(by, 'decideApproval', body)
    return this.tell('approval_given', by, { proposalId, reason, hash, intentId })
  }

  decide(
    proposalId: string,
    by: string,
    verdict: 'approved' | 'rejected',
    { reason = '', detail = 'The tool answered: done.' as string | null } = {},
  ): this {
    const { hash, effectKey } = this.#proposal(proposalId)
    const body = { proposalId, verdict, reason, hash }
    this.tell('approval_decided', by, { ...body, intentId: this.intend(by, 'decideApproval', body) })
    if (verdict === 'rejected') return this
    this.tell('effect_claimed', system, { proposalId, effectKey, grantId: newId('grant') })
    if (detail !== null)
      return this.tell('effect_performed', this.byExecutor(), { proposalId, effectKey, detail })
    const lost = 'The connection broke before the tool answered.'
    return this.tell('effect_uncertain', this.byExecutor(), { proposalId, effectKey, detail: lost })
  }

  answer(questionId: string, by: string, answer: string): this {
    const intentId = this.intend(by, 'answerQuestion', { questionId, answer })
    return this.tell('question_answered', by, { questionId, answer, intentId })
  }

  message(by: string, text: string): this {
    return this.tell('message_sent', by, { text, intentId: this.intend(by, 'sendMessage', { text }) })
  }

  retry(error: string, minutes = 1): this {
    const retryAt = this.at(this.now + minutes * 60_000)
    const attempt = this.state.runs.length
    this.tell('retry_scheduled', system, { stepId: this.#stepId(), retryAt, attempt, error })
    return this.after(minutes)
  }

  /** Machines look at what it delivered and find it so, apart from what `wrong` says about a title. */
  checked(wrong: Record<string, string> = {}): this {
    for (const deliverable of dueChecks(this.state)) {
      const { title, check } = deliverable
      const artifactId = artifactOf(this.state, title)?.itemId ?? null
      const seen = this.#seen(deliverable)
      const why = wrong[title]
      const verdict = why ? { passed: false, evidence: { ...seen.evidence, words: why } } : seen
      this.tell('deliverable_checked', system, { title, check: check.kind, ...verdict, artifactId })
    }
    return this
  }

  /** What did not pass goes back to its agent. */
  giveBack(): this {
    const failed = failedChecks(this.state).map(({ title, evidence }) => ({ title, why: evidence.words }))
    return this.tell('work_returned', system, { failed, attempt: (this.state.returns ?? 0) + 1 })
  }

  /** What did not pass waits for an operator. */
  unproven(): this {
    const missing = failedChecks(this.state).map(({ title }) => title)
    return this.tell('verification_failed', system, { missing })
  }

  askForReview(): this {
    const titles = pendingReviews(this.state).map(({ title }) => title)
    return this.tell('review_requested', system, { titles })
  }

  review(title: string, by: string, passed: boolean, note: string): this {
    const intentId = this.intend(by, 'reviewDeliverable', { title, passed, note })
    return this.tell('deliverable_reviewed', by, { title, passed, note, intentId })
  }

  accept(by: string, note: string): this {
    return this.tell('work_accepted', by, { note, intentId: this.intend(by, 'acceptWork', { note }) })
  }

  done(): this {
    const summary = this.state.summary ?? this.state.runs.at(-1)?.text ?? ''
    return this.tell('task_done', system, { summary })
  }

  fail(error: string): this {
    return this.tell('task_failed', system, { error })
  }

  cancel(by: string, reason: string): this {
    this.tell('cancel_requested', by, { reason, intentId: this.intend(by, 'cancelTask', { reason }) })
    if (this.state.runs.at(-1)?.endedAt === null)
      this.endRun({ text: '', error: 'The task was cancelled.', outcome: 'aborted' })
    for (const { proposalId, status } of this.state.proposals) {
      const why = 'the task was cancelled'
      if (status === 'pending') this.tell('approval_withdrawn', system, { proposalId, reason: why })
    }
    return this.tell('task_cancelled', system, { reason })
  }

  #seen(deliverable: Deliverable): Verdict {
    const look = lookOf(deliverable, artifactOf(this.state, deliverable.title))
    if (look.kind === 'none') return look.verdict
    const hash = sha256Hex(`${this.taskId}/${deliverable.title}`)
    if (look.kind === 'url')
      return urlVerdict(look, { status: 200, url: look.url, hasText: true, hash, size: 18_240 })
    if (look.kind === 'commit')
      return commitVerdict(look, { sha: hash.slice(0, 40), hasText: true, isOnBranch: true })
    const size = artifactOf(this.state, deliverable.title)?.size ?? 1
    if (look.kind === 'file') return fileVerdict(look, { hash: look.hash, size })
    return jsonVerdict(look, { hash: look.hash ?? hash, size, wrong: [], more: 0 })
  }

  #proposal(proposalId: string): ProposalState {
    const found = this.state.proposals.find((one) => one.proposalId === proposalId)
    if (!found) throw new Error(`nobody proposed ${proposalId}`)
    return found
  }

  #stepId = () => this.state.runs.at(-1)?.stepId ?? 's1'
  #item = (kind: string) => ({ stepId: this.#stepId(), itemId: this.itemId(kind) })
}
