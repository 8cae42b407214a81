import { effectKeyOf, newId, runIdOf, sessionKeyOf } from '#domain/ids.ts'
import type { Command, CommandBody, Intent } from '#domain/intent/intent.ts'
import { parametersHash, sha256Hex } from '#domain/ledger/digest.ts'
import type { BodyOf, EntryType, Fact, FactOf } from '#domain/ledger/entry.ts'
import { defaultPolicy, type EffectClass } from '#domain/policy/policy.ts'
import type { Parameters } from '#domain/run/run.ts'
import type { TaskHistory } from '#prisma/write/history.ts'

export interface StoryPlace {
  projectId: string
  agentId: string
  executorId: string
  openclawAgentId: string
}

export interface Asked {
  title: string
  intent: string
  deliverables?: string[]
  by: string
  at: Date
}

export interface RunEnd {
  text: string
  /** US dollars; null where the provider names no price. */
  usd?: number | null
  error?: string
}

const system = 'system:control'
const gateway = { version: '2026.9.6', isPractice: false }

/** Tells what happened to a task, in order, on a clock of its own; every act takes a moment. */
export class TaskStory {
  readonly taskId = newId('task')
  readonly place: StoryPlace
  #now: number
  #facts: Fact[] = []
  #intents: TaskHistory['intents'] = []
  #runs = 0
  #items = 0
  #began = ''
  #isEnded = false

  constructor(place: StoryPlace, { title, intent, deliverables = [], by, at }: Asked) {
    this.place = place
    this.#now = at.getTime()
    const { projectId, agentId, executorId } = place
    const body = { projectId, agentId, executorId, title, intent, deliverables, intentId: newId('intent') }
    this.#tell('task_requested', by, body)
  }

  after(minutes: number): this {
    this.#now += minutes * 60_000
    return this
  }

  begin(reason = 'the task is new'): this {
    this.#runs++
    const stepId = this.#stepId()
    const { taskId, place } = this
    this.#tell('task_prepared', system, { stepId, policy: defaultPolicy })
    this.#tell('run_queued', system, {
      stepId,
      runId: runIdOf(taskId, stepId),
      sessionKey: sessionKeyOf(place.openclawAgentId, taskId),
      reason,
      executorId: place.executorId,
      contextHash: sha256Hex(`${taskId}/${stepId}`),
    })
    this.#tell('run_accepted', this.#executor(), { stepId, itemId: this.#itemId('a') })
    this.#began = this.#at()
    return this
  }

  update(text: string): this {
    return this.#tell('update_posted', this.#agent(), {
      stepId: this.#stepId(),
      itemId: this.#itemId('u'),
      text,
    })
  }

  artifact(title: string, artifactKind: string, location: string, size: number | null = null): this {
    const hash = size === null ? null : sha256Hex(`${this.taskId}/${title}`)
    const body = {
      stepId: this.#stepId(),
      itemId: this.#itemId('r'),
      title,
      artifactKind,
      location,
      hash,
      size,
    }
    return this.#tell('artifact_recorded', this.#agent(), body)
  }

  finish(summary: string): this {
    const body = { stepId: this.#stepId(), itemId: this.#itemId('f'), summary }
    return this.#tell('summary_given', this.#agent(), body)
  }

  propose(tool: string, parameters: Parameters, effectClass: EffectClass, ttlDays = 3): string {
    const stepId = this.#stepId()
    const proposalId = `p_${sha256Hex(`${this.taskId}/${this.#items++}`).slice(0, 24)}`
    this.#tell('approval_requested', this.#agent(), {
      stepId,
      proposalId,
      tool,
      parameters,
      hash: parametersHash(tool, parameters),
      effectClass,
      via: 'invoke',
      effectKey: effectKeyOf(this.taskId, stepId, proposalId),
      expiresAt: new Date(this.#now + ttlDays * 86_400_000).toISOString(),
    })
    return proposalId
  }

  ask(text: string, options: string[] = []): string {
    const questionId = `q_${sha256Hex(`${this.taskId}/${this.#items++}`).slice(0, 24)}`
    this.#tell('question_asked', this.#agent(), { stepId: this.#stepId(), questionId, text, options })
    return questionId
  }

  endRun({ text, usd = 0.04, error }: RunEnd): this {
    const tokens = Math.round((usd ?? 0.05) * 180_000)
    return this.#tell('run_ended', this.#executor(), {
      stepId: this.#stepId(),
      outcome: error === undefined ? 'ok' : 'failed',
      text,
      error: error ?? null,
      isRetryable: error !== undefined,
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

  decide(proposalId: string, by: string, verdict: 'approved' | 'rejected', reason = ''): this {
    const asked = this.#proposal(proposalId)
    const { hash, effectKey } = asked.body
    const intentId = this.#intend(by, 'decideApproval', { proposalId, verdict, reason, hash })
    this.#tell('approval_decided', by, { proposalId, verdict, reason, hash, intentId })
    if (verdict === 'rejected') return this
    this.#tell('effect_claimed', system, { proposalId, effectKey, grantId: newId('grant') })
    return this.#tell('effect_performed', this.#executor(), {
      proposalId,
      effectKey,
      detail: 'The tool answered: done.',
    })
  }

  answer(questionId: string, by: string, answer: string): this {
    const intentId = this.#intend(by, 'answerQuestion', { questionId, answer })
    return this.#tell('question_answered', by, { questionId, answer, intentId })
  }

  retry(error: string, minutes = 1): this {
    const retryAt = new Date(this.#now + minutes * 60_000).toISOString()
    this.#tell('retry_scheduled', system, { stepId: this.#stepId(), retryAt, attempt: 1, error })
    return this.after(minutes)
  }

  missing(...titles: string[]): this {
    return this.#tell('verification_failed', system, { missing: titles })
  }

  done(summary: string): this {
    this.#isEnded = true
    return this.#tell('task_done', system, { summary })
  }

  fail(error: string): this {
    this.#isEnded = true
    return this.#tell('task_failed', system, { error })
  }

  cancel(by: string, reason: string): this {
    this.#isEnded = true
    const intentId = this.#intend(by, 'cancelTask', { reason })
    this.#tell('cancel_requested', by, { reason, intentId })
    return this.#tell('task_cancelled', system, { reason })
  }

  /** What `writeTaskHistory` writes. */
  told(): TaskHistory {
    const facts = this.#facts as TaskHistory['facts']
    return { taskId: this.taskId, facts, intents: this.#intents, isOpen: !this.#isEnded }
  }

  #tell<T extends EntryType>(type: T, actor: string, body: BodyOf<T>): this {
    this.#now += 1_000
    this.#facts.push({ type, at: this.#at(), actor, body } as Fact)
    return this
  }

  #intend<C extends Exclude<Command, 'startTask'>>(actor: string, command: C, body: CommandBody<C>): string {
    const id = newId('intent')
    const intent = { id, taskId: this.taskId, command, actor, body } as Exclude<
      Intent,
      { command: 'startTask' }
    >
    this.#intents.push(intent)
    return id
  }

  #proposal(proposalId: string): FactOf<'approval_requested'> {
    const isIt = (fact: Fact) => fact.type === 'approval_requested' && fact.body.proposalId === proposalId
    const found = this.#facts.find(isIt)
    if (found?.type !== 'approval_requested') throw new Error(`nobody proposed ${proposalId}`)
    return found
  }

  #at = () => new Date(this.#now).toISOString()
  #stepId = () => `s${this.#runs}`
  #itemId = (kind: string) => `${kind}_${sha256Hex(`${this.taskId}/${this.#items++}`).slice(0, 24)}`
  #agent = () => `agent:${this.place.agentId}`
  #executor = () => `executor:${this.place.executorId}`
}
