import { effectKeyOf } from '../ids.ts'
import { actorOf } from '../ledger/actor.ts'
import type { Fact } from '../ledger/entry.ts'
import { approversOf } from '../policy/approval-need-rules.ts'
import { effectClassOf } from '../policy/gate-policy.ts'
import type { RunItem, RunResult } from '../run/run.ts'
import type { TaskState } from './task.ts'

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
    case 'question':
      return {
        ...agent,
        type: 'question_asked',
        body: { stepId, questionId: item.id, text: item.text, options: item.options },
      }
    case 'artifact': {
      const { title, artifactKind, location, hash, size, notHashed } = item
      return {
        ...agent,
        type: 'artifact_recorded',
        body: {
          ...{ stepId, itemId: item.id, title, artifactKind, location, hash, size },
          ...(notHashed && { notHashed }),
        },
      }
    }
    case 'learning':
      return {
        ...agent,
        type: 'learning_recorded',
        body: { stepId, itemId: item.id, text: item.text, about: item.about },
      }
    case 'transcript': {
      const { messages, tools, isCut } = item
      const body = { stepId, itemId: item.id, messages, tools, isCut }
      return { ...executor, type: 'transcript_recorded', body }
    }
    case 'foreign_end':
      return isOpen ? factOfResult({ ...item.end, items: [] }, stepId, task.executorId, now) : null
    case 'finish':
      return { ...agent, type: 'summary_given', body: { stepId, itemId: item.id, summary: item.summary } }
    case 'proposal':
      return requested(item, task, taskId, now)
    case 'effect':
      return effectFact(item, executor)
    default:
      return item satisfies never
  }
}

const unheededBody = ({ stepId, id, reason, told }: RunItem & { kind: 'end_unheeded' }) => ({
  ...{ stepId, itemId: id, reason },
  ...(told && { told }),
})

function requested(item: RunItem & { kind: 'proposal' }, task: TaskState, taskId: string, now: string): Fact {
  const { stepId, tool, parameters, hash, via } = item
  const effectClass = effectClassOf(tool)
  const needs = approversOf(task.policy?.approvals?.[effectClass], parameters)
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
      expiresAt: new Date(Date.parse(now) + (task.policy?.approvalTtlMs ?? defaultTtlMs)).toISOString(),
      ...(needs !== 'one' && { needs }),
    },
  }
}

const effectTypes = {
  performed: 'effect_performed',
  failed: 'effect_failed',
  uncertain: 'effect_uncertain',
} as const

function effectFact(item: RunItem & { kind: 'effect' }, by: { at: string; actor: string }): Fact {
  const { proposalId, effectKey, detail } = item
  return { ...by, type: effectTypes[item.outcome], body: { proposalId, effectKey, detail } }
}

/** No gateway is known where the run ended without a result of its own. */
type EndedRun = Omit<RunResult, 'gateway'> & { gateway: RunResult['gateway'] | null }

/** The end of a run as a fact. */
export function factOfResult(result: EndedRun, stepId: string, executorId: string, now: string): Fact {
  const { outcome, text, error, isRetryable, startedAt, usage, gateway, adoptedRunIds, isUnheeded } = result
  return {
    type: 'run_ended',
    at: now,
    actor: actorOf('executor', executorId),
    body: {
      ...{ stepId, outcome, text, error, isRetryable, startedAt, usage, gateway, adoptedRunIds },
      ...(isUnheeded && { isUnheeded }),
    },
  }
}
