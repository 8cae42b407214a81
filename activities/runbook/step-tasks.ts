import { idFrom } from '#domain/derived-ids.ts'
import { Refused } from '#domain/errors.ts'
import type { Fact } from '#domain/ledger/entry.ts'
import { agentProblem, agentsMeant } from '#domain/runbook/check-rules.ts'
import { renderedText } from '#domain/runbook/rendered-rules.ts'
import type { RunbookRunState, StepRun } from '#domain/runbook/run.ts'
import { openSteps, stepOf } from '#domain/runbook/run-rules.ts'
import type { RunbookStep } from '#domain/runbook/runbook.ts'
import { durationMs } from '#domain/runbook/step-rules.ts'
import { taskEndOf } from '#domain/runbook/task-end-rules.ts'
import type { Deadline } from '#domain/task/deadline.ts'
import type { TaskState } from '#domain/task/task.ts'
import type { Pool, Tx } from '#prisma/client.ts'
import { recordIntent, requestTaskWithin } from '#prisma/write/intents.ts'
import { agentsOfProject, stepTaskState } from '#prisma/write/run-sources.ts'
import { runMark } from '#prisma/write/runbook-runs.ts'

const actor = 'system:runbook'

interface Begin {
  runId: string
  state: RunbookRunState
  stepId: string
  at: string
}

/**
 * The task that carries a step out, and the facts of its beginning. Ids come from run, step and try, so that however
 * often this is done there is one task. What ended before the run knew of it ends the step at once.
 */
export async function startStepTask(tx: Tx, begin: Begin): Promise<Fact[]> {
  const { state, stepId, at } = begin
  const known = state.steps.find((step) => step.stepId === stepId)
  if (known?.startedAt) return []
  const attempt = known?.attempt ?? 1
  const started = (taskId: string | null): Fact => ({
    ...{ type: 'runbook_step_started', at, actor },
    body: { stepId, attempt, taskId, dueAt: null, text: null, picked: null },
  })
  const ended = (end: {
    outcome: 'done' | 'failed' | 'cancelled'
    summary: string
    error: string | null
  }): Fact => ({
    ...{ type: 'runbook_step_ended', at, actor },
    body: { stepId, attempt, ...end, intentId: null },
  })
  const task = (await taskSoFar(tx, begin, known)) ?? (await newTask(tx, begin, attempt))
  if ('problem' in task)
    return [started(null), ended({ outcome: 'failed', summary: '', error: task.problem })]
  const end = task.state && taskEndOf(task.state)
  return [started(task.taskId), ...(end ? [ended(end)] : [])]
}

type Found = { taskId: string; state: TaskState | null } | { problem: string }

/** The task of the last try, where somebody has brought it on since then. */
async function taskSoFar(tx: Tx, { state }: Begin, known: StepRun | undefined): Promise<Found | null> {
  const taskId = known?.taskId
  const task = taskId ? await stepTaskState(tx, taskId) : null
  const end = task && taskEndOf(task)
  return taskId && task && task.projectId === state.projectId && (!end || end.outcome === 'done')
    ? { taskId, state: task }
    : null
}

async function newTask(tx: Tx, begin: Begin, attempt: number): Promise<Found> {
  const { runId, state, stepId, at } = begin
  const words = ['runbook', runId, stepId, String(attempt)]
  const taskId = idFrom('task', ...words)
  const made = await stepTaskState(tx, taskId)
  if (made) return { taskId, state: made }
  const step = stepOf(state.definition, stepId)?.task
  if (!step) return { problem: 'The runbook has no such task.' }
  const agents = await agentsOfProject(tx, state.projectId)
  const problem = agentProblem(step.agent, agents)
  if (problem) return { problem: `No agent for it: ${problem}.` }
  const [agent] = agentsMeant(step.agent, agents)
  if (!agent?.executorId) return { problem: `${step.agent} has no executor to work on.` }
  const task = {
    projectId: state.projectId,
    agentId: agent.id,
    executorId: agent.executorId,
    title: renderedText('title', step.title, state),
    intent: renderedText('intent', step.intent, state),
    deliverables: step.deliverables,
    runbook: { runId, stepId },
    ...deadlineFrom(step, at),
  }
  try {
    await requestTaskWithin(tx, { taskId, intentId: idFrom('intent', ...words), actor, at, task })
    return { taskId, state: null }
  } catch (error) {
    if (error instanceof Refused) return { problem: error.message }
    throw error
  }
}

/** Counted from when the step begins. */
function deadlineFrom({ dueIn, dueEnd = 'late' }: NonNullable<RunbookStep['task']>, at: string) {
  const ms = durationMs(dueIn ?? '')
  return ms === null
    ? {}
    : { deadline: { at: new Date(Date.parse(at) + ms).toISOString(), end: dueEnd } satisfies Deadline }
}

/** Tells the open tasks of these steps to end. The same again is a no-op. */
export async function endStepTasks(pool: Pool, runId: string, stepIds: readonly string[]): Promise<void> {
  const { state } = await runMark(pool, runId)
  for (const { stepId, attempt, taskId } of openSteps(state)) {
    if (!taskId || !stepIds.includes(stepId)) continue
    const id = idFrom('intent', 'runbook', runId, stepId, String(attempt), 'end')
    const body = { reason: 'The run of the runbook that it belongs to was cancelled.' }
    await recordIntent(pool, { id, taskId, command: 'cancelTask', actor, body })
  }
}
