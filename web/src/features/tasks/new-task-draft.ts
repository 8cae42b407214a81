import type { Agent } from '#api/agents/contract.ts'
import type { Input } from '#api/http/contract.ts'
import type { tasksContract } from '#api/tasks/contract.ts'
import type { Priority } from '#domain/task/task-words.ts'
import { ApiProblem } from '../../http/client.ts'
import { fieldErrorsOf } from '../../http/field-errors.ts'
import { type BudgetDraft, budgetAsked } from './budget-draft.ts'
import {
  type DeliverableDraft,
  deliverablesOf,
  fieldOfPath,
  type LineErrors,
  lineErrors,
} from './deliverable-draft.ts'
import { type DueDraft, dueAtOf, dueFieldProblem } from './due-draft.ts'

export interface TaskDraft extends DueDraft {
  agentId: string | null
  title: string
  intent: string
  priority: Priority
  budget: BudgetDraft
  deliverables: DeliverableDraft[]
}

type NewTask = Input<typeof tasksContract.createTask.body>
type Errors = Partial<Record<keyof TaskDraft | 'form', string>> & LineErrors

/** The request that a draft stands for, or what it lacks, by field. */
export function newTaskOf(
  draft: TaskDraft,
  agents: readonly Agent[],
  now: Date,
): NewTask | { errors: Errors } {
  const due = dueFieldProblem(draft, now)
  const agent = agents.find(({ id }) => id === draft.agentId)
  const errors: Errors = {
    ...(agent ? {} : { agentId: 'Choose the agent that does it.' }),
    ...(draft.title.trim() ? {} : { title: 'Give it a title.' }),
    ...(draft.intent.trim() ? {} : { intent: 'Say what the agent should do.' }),
    ...(due !== null && { due }),
    ...lineErrors(draft.deliverables),
  }
  if (!agent || Object.keys(errors).length > 0) return { errors }
  const dueAt = dueAtOf(draft)
  const budget = budgetAsked(draft.budget)
  return {
    projectId: agent.projectId,
    agentId: agent.id,
    title: draft.title,
    intent: draft.intent,
    priority: draft.priority,
    ...(dueAt !== null && { dueAt, dueEnd: draft.dueEnd }),
    ...(budget.length > 0 && { budget }),
    deliverables: deliverablesOf(draft.deliverables),
  }
}

const fields = ['agentId', 'title', 'intent', 'priority', 'dueAt'] as const

/** What the server found wrong, each at its field; the rest at the button. */
export function fieldErrors(problem: unknown, drafts: readonly DeliverableDraft[] = []): Errors {
  const found = problem instanceof ApiProblem ? problem.errors : []
  const lines: LineErrors = {}
  for (const { path, message } of found) {
    const field = fieldOfPath(path, drafts)
    if (field) lines[field] ??= message
  }
  const isAllOfLines = found.length > 0 && found.every(({ path }) => fieldOfPath(path, drafts) !== null)
  if (isAllOfLines) return lines
  const { dueAt, ...others } = fieldErrorsOf(problem, fields)
  return { ...others, ...(dueAt !== undefined && { due: dueAt }), ...lines }
}

/** Agents of a project to choose from. One without executor takes no task. */
export const agentChoices = (agents: readonly Agent[]) =>
  agents.map(({ id, name, role, executorId, retiredAt }) => {
    const what = role ? `${name}, ${role}` : name
    const not = (retiredAt && ' (retired)') || (executorId === null && ' (no executor)') || ''
    return { value: id, label: `${what}${not}`, disabled: not !== '' }
  })
