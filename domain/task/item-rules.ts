import { effectKeyOf } from '../ids.ts'
import { actorOf } from '../ledger/actor.ts'
import type { Fact } from '../ledger/entry.ts'
import { effectClassOf } from '../policy/gate-policy.ts'
import { neededBy } from '../policy/needed-rules.ts'
import type { ChangedCall } from '../run/changed-call.ts'
import type { RunItem, RunResult } from '../run/run.ts'
import { permissionOf } from './given-rules.ts'
import type { ProposalState, TaskState } from './task.ts'
import { isOutside } from './task-rules.ts'

const defaultTtlMs = 3 * 86_400_000

/** The fact behind what the agent's side reported; null for a repeat, and for what came too late to matter. */
export function factOfItem(item: RunItem, task: TaskState, taskId: string, now: string): Fact | null {
  if (task.itemIds.includes(item.id)) return null
  const agent = { at: item.at, actor: actorOf('agent', task.agentId) }
  const executor = { at: item.at, actor: actorOf('executor', task.executorId) }
  const { stepId } = item
  const isOpen = task.runs.some((run) => run.stepId === stepId && run.endedAt === null)
  switch (item.kind) {
    case 'run_accepted':
      return isOpen ? { ...executor, type: 'run_accepted', body: { stepId, itemId: item.id } } : null
    case 'gateway_awaited':
    case 'start_unanswered':
      return isOpen
        ? { ...executor, type: item.kind, body: { stepId, itemId: item.id, reason: item.reason } }
        : null
    case 'end_unheeded':
      return isOpen ? { ...executor, type: 'end_unheeded', body: unheededBody(item) } : null
    case 'update':
      return { ...agent, type: 'update_posted', body: { stepId, itemId: item.id, text: item.text } }
    case 'question': {
      const { id: questionId, text, options } = item
      return { ...agent, type: 'question_asked', body: { stepId, questionId, text, options } }
    }
    case 'artifact':
      return { ...agent, type: 'artifact_recorded', body: artifactBody(item) }
    case 'learning': {
      const body = { stepId, itemId: item.id, text: item.text, about: item.about }
      return { ...agent, type: 'learning_recorded', body }
    }
    case 'transcript': {
      const { messages, tools, isCut } = item
      const body = { stepId, itemId: item.id, messages, tools, isCut }
      return { ...executor, type: 'transcript_recorded', body }
    }
    case 'foreign_end':
      return isOpen ? factOfResult({ ...item.end, items: [] }, stepId, task.executorId, now) : null
    case 'reply':
      return replyFact(item, task, agent)
    case 'finish':
      return { ...agent, type: 'summary_given', body: { stepId, itemId: item.id, summary: item.summary } }
    case 'proposal':
      return requested(item, task, taskId, now)
    case 'call_blocked':
    case 'call_changed':
      return callFact(item, executor)
    case 'passed':
      return passedFact(item, task, executor)
    case 'effect':
      return effectFact(item, task, executor)
    default:
      return item satisfies never
  }
}

const artifactBody = (item: RunItem & { kind: 'artifact' }) => {
  const { id: itemId, stepId, title, artifactKind, location, hash, size, notHashed } = item
  return { stepId, itemId, title, artifactKind, location, hash, size, ...(notHashed && { notHashed }) }
}

/** It names what it likes: only a proposal of its own task is one. */
function replyFact(
  item: RunItem & { kind: 'reply' },
  task: TaskState,
  by: { at: string; actor: string },
): Fact | null {
  const { id: itemId, stepId, proposalId, text, isWithdrawn } = item
  if (!task.proposals.some((p) => p.proposalId === proposalId)) return null
  return { ...by, type: 'inquiry_answered', body: { stepId, proposalId, itemId, text, isWithdrawn } }
}

/** A call that did not pass, or ran otherwise than it had: of whatever run, for it was tried. */
function callFact(
  item: RunItem & { kind: 'call_blocked' | 'call_changed' },
  by: { at: string; actor: string },
): Fact {
  if (item.kind === 'call_blocked') {
    const { kind: type, id: itemId, at: _, ...body } = item
    return { ...by, type, body: { ...body, itemId } }
  }
  const { kind: type, id: itemId, at: _, ...body } = item
  return { ...by, type, body: { ...body, itemId } }
}

const unheededBody = ({ stepId, id, reason, told }: RunItem & { kind: 'end_unheeded' }) => ({
  ...{ stepId, itemId: id, reason },
  ...(told && { told }),
})

const after = (time: string, ms: number) => new Date(Date.parse(time) + ms).toISOString()

function requested(item: RunItem & { kind: 'proposal' }, task: TaskState, taskId: string, now: string): Fact {
  const { stepId, tool, parameters, hash, via } = item
  const { approvalTtlMs: ttlMs = defaultTtlMs, remindAfter } = task.policy ?? {}
  const effectClass = effectClassOf(tool, parameters)
  const needs = neededBy(task.policy?.approvals, tool, parameters)
  return {
    type: 'approval_requested',
    at: now,
    actor: actorOf('agent', task.agentId),
    body: {
      stepId,
      proposalId: item.id,
      tool,
      parameters,
      hash,
      via,
      effectClass,
      effectKey: effectKeyOf(taskId, stepId, item.id),
      expiresAt: after(now, ttlMs),
      ...(remindAfter !== undefined && { remindAt: after(now, Math.round(ttlMs * remindAfter)) }),
      ...(needs !== 'one' && { needs }),
      ...(task.policy?.documents && { policies: task.policy.documents }),
    },
  }
}

/** Of whatever run: it happened, or may have. Without a permission it is an incident, and none of the task's effects. */
function passedFact(
  item: RunItem & { kind: 'passed' },
  task: TaskState,
  by: { at: string; actor: string },
): Fact | null {
  const { id, stepId, tool, hash, parameters } = item
  const permission = permissionOf(item, task)
  if (permission) return factOfPassed({ ...item, source: permission.source }, by)
  const answer = 'Reported as let pass in advance, and no permission was given for it'
  return unfoundedFact({ id, stepId, tool, effective: { hash, parameters }, answer }, task, by)
}

/** As histories have it that are older than the question for its permission. */
export function passedAsTold(item: RunItem & { kind: 'passed' }, task: TaskState): Fact | null {
  const by = { at: item.at, actor: actorOf('executor', task.executorId) }
  return task.itemIds.includes(item.id) ? null : factOfPassed(item, by)
}

function factOfPassed(item: RunItem & { kind: 'passed' }, by: { at: string; actor: string }): Fact {
  const { stepId, id: proposalId, tool, parameters, hash, grantId, effectKey, source } = item
  const { effectClass } = source
  const body = { stepId, proposalId, tool, parameters, hash, effectClass, effectKey, grantId }
  if (source.kind === 'standing') {
    const { standingGrantId } = source
    return { ...by, type: 'standing_grant_used', body: { ...body, standingGrantId } }
  }
  const { scope, policyVersion, upToUsd } = source
  return { ...by, type: 'effect_passed', body: { ...body, scope, policyVersion, upToUsd } }
}

const effectTypes = {
  performed: 'effect_performed',
  failed: 'effect_failed',
  uncertain: 'effect_uncertain',
} as const

/** An effect, or a call that passed, of which the task does not know that its permission was given out. */
export function isUnfounded(item: RunItem, task: TaskState): boolean {
  if (item.kind === 'passed') return !task.itemIds.includes(item.id) && permissionOf(item, task) === null
  return item.kind === 'effect' && !isFounded(item, proposalOf(item, task))
}

const isFounded = ({ effectKey }: RunItem & { kind: 'effect' }, known: ProposalState | undefined) =>
  known !== undefined && known.effectKey === effectKey && isOutside(known)

const proposalOf = ({ proposalId }: RunItem & { kind: 'effect' }, { proposals }: TaskState) =>
  proposals.find((one) => one.proposalId === proposalId)

function effectFact(
  item: RunItem & { kind: 'effect' },
  task: TaskState,
  by: { at: string; actor: string },
): Fact | null {
  const known = proposalOf(item, task)
  const { id, stepId, proposalId, effectKey, outcome, detail } = item
  if (isFounded(item, known))
    return { ...by, type: effectTypes[outcome], body: { proposalId, effectKey, detail } }
  const { tool, hash, parameters } = known ?? { tool: proposalId, hash: 'unknown', parameters: null }
  const answer = `Reported as ${outcome}, and nobody had allowed it: ${detail}`
  return unfoundedFact({ id, stepId, proposalId, tool, effective: { hash, parameters }, answer }, task, by)
}

type Unfounded = Pick<ChangedCall, 'tool' | 'effective' | 'proposalId'> & {
  id: string
  stepId: string
  answer: string
}

/** Whoever says so: it changes nothing of its proposal. Its item has an id of its own, which the effect's does not take. */
function unfoundedFact(
  { id, tool, answer, ...rest }: Unfounded,
  task: TaskState,
  by: { at: string; actor: string },
): Fact | null {
  const itemId = `unfounded/${id}`
  if (task.itemIds.includes(itemId)) return null
  const cut = { tool: tool.slice(0, 200), answer: answer.slice(0, 5_000) }
  return { ...by, type: 'call_changed', body: { ...rest, itemId, allowed: null, ...cut } }
}

/** No gateway is known where the run ended without a result of its own. */
type EndedRun = Omit<RunResult, 'gateway'> & { gateway: RunResult['gateway'] | null }

/** The end of a run as a fact. */
export function factOfResult(result: EndedRun, stepId: string, executorId: string, now: string): Fact {
  const { outcome, text, error, isRetryable, startedAt, usage, gateway, adoptedRunIds } = result
  return {
    type: 'run_ended',
    at: now,
    actor: actorOf('executor', executorId),
    body: {
      ...{ stepId, outcome, text, error, isRetryable, startedAt, usage, gateway, adoptedRunIds },
      ...(result.isUsageLastReported && { isUsageLastReported: true }),
      ...(result.isUnheeded && { isUnheeded: true }),
    },
  }
}
