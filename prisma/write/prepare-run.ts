import { packBudget } from '#domain/context-pack/context-pack.ts'
import { contextPackOf } from '#domain/context-pack/context-pack-rules.ts'
import { anyWordOf } from '#domain/context-pack/query-rules.ts'
import { runIdOf, sessionKeyOf } from '#domain/ids.ts'
import { canonicalOf, sha256Hex } from '#domain/ledger/digest.ts'
import type { Fact } from '#domain/ledger/entry.ts'
import { isBudgeted, reservationOf } from '#domain/policy/budget-rules.ts'
import { snapshotOf } from '#domain/policy/effective-rules.ts'
import { holdOf } from '#domain/policy/hold-rules.ts'
import { policyWords } from '#domain/policy/policy-words.ts'
import { runMessage, runReason } from '#domain/task/message-rules.ts'
import { nextStepId } from '#domain/task/next-move-rules.ts'
import type { TaskNews, TaskState } from '#domain/task/task.ts'
import { isInWork } from '#domain/task/task-rules.ts'
import type { Tx } from '../client.ts'
import { packSources } from '../read/pack-sources.ts'
import { runTerms, taskBudgetStates } from '../read/run-terms.ts'
import { advanceFor } from './advance-issue.ts'
import { openclawAgentOf, storePack } from './task-sources.ts'

const actor = 'system:control'

/** A run's record: its policy, its Context Pack by hash, its ids; or what holds it. Nothing where one is open. */
export async function preparedRun(tx: Tx, taskId: string, state: TaskState, now: Date): Promise<Fact[]> {
  if (state.runs.some((run) => run.endedAt === null)) return []
  const terms = await runTerms(tx, state, now, true)
  const own = await taskBudgetStates(tx, taskId, state.budget, now)
  const budgets = [...terms.sources.budgets, ...own]
  const raise = state.raise ?? null
  const hold = holdOf({ ...terms.sources, budgets, raise, isBegun: isInWork(state) }, now)
  const by = { at: now.toISOString(), actor }
  if (hold) return [{ ...by, type: 'run_held', body: hold }]
  const policy = snapshotOf(terms.effective, terms.version, terms.documents)
  const { projectId, agentId, title, intent, deliverables } = state
  const sources = await packSources(tx, { projectId, agentId, query: anyWordOf(wordsOf(state)) })
  if (!sources) throw new Error(`no agent ${agentId} in ${projectId}`)
  const task = { id: taskId, title, intent, deliverables }
  const pack = {
    ...contextPackOf({ ...sources, policies: policyWords(policy), task }, packBudget),
    message: runMessage(state),
  }
  const hash = sha256Hex(canonicalOf(pack))
  await storePack(tx, { hash, ...pack })
  const stepId = nextStepId(state)
  const { effective, documents } = terms
  const advance = await advanceFor(tx, { taskId, stepId, state, effective, documents, now })
  return [
    { ...by, type: 'task_prepared', body: { stepId, policy } },
    {
      ...by,
      type: 'run_queued',
      body: {
        stepId,
        runId: runIdOf(taskId, stepId),
        sessionKey: sessionKeyOf(await openclawAgentOf(tx, agentId), taskId),
        reason: runReason(state),
        executorId: state.executorId,
        contextHash: hash,
        ...(isBudgeted(budgets) && { reserved: reservationOf(budgets, raise) }),
        ...(advance.length > 0 && { advance }),
      },
    },
  ]
}

const saidByOperators = new Set<TaskNews['kind']>(['message', 'answer', 'question', 'look'])

/** What the task is about: what operators said last counts before the title and the intent. */
const wordsOf = ({ news, title, intent }: TaskState): string[] => [
  ...news.flatMap((one) => (saidByOperators.has(one.kind) ? [one.text] : [])),
  title,
  intent,
]
