import { taskStreamId } from '#domain/ids.ts'
import { actorOf } from '#domain/ledger/actor.ts'
import { tasksOfPattern } from '#domain/portfolio/failure-rules.ts'
import { entriesOfStream } from '#prisma/read/entries.ts'
import { blockedTasks } from '#prisma/read/home/blocked.ts'
import { failuresSince } from '#prisma/read/home/failures.ts'
import { withLine, withLines } from '#prisma/read/lines.ts'
import { taskBurn } from '#prisma/read/policies.ts'
import type { Source } from '#prisma/read/source.ts'
import { listTasks, type TaskFilter } from '#prisma/read/tasks.ts'
import type { ShipsBy } from '#prisma/read/to-ship-terms.ts'
import { requestTask } from '#prisma/write/intents.ts'
import { requireAction, requireInProject } from '../auth/permission.ts'
import { weekEnds } from '../http/calendar.ts'
import type { Output } from '../http/contract.ts'
import { idOfRequest } from '../http/idempotency.ts'
import { type Mount, mount } from '../http/mount.ts'
import { nextOf } from '../http/pages.ts'
import { asEntry } from '../ledger/ledger-routes.ts'
import { type Asked, askTask, type Command, foundTask, foundTaskAt } from './ask-task.ts'
import { budgetCommand, raiseCommand } from './budget-command.ts'
import { tasksContract } from './contract.ts'
import { deadlineCommand, requireToCome } from './deadline.ts'
import { requireChecks } from './declared-checks.ts'
import { executorFor, requested } from './new-task.ts'

const storyPage = 1_000

/** Where the Temporal UI shows a workflow; null where no UI is known. */
export type TemporalUrl = (workflowId: string) => string | null

const patternDays = 30
const dayMs = 86_400_000

/** The tasks that a figure of Home counts; nothing where no such figure is asked for. */
async function chosen(pool: Source['pool'], { blocked, failure }: { blocked?: 'true'; failure?: string }) {
  if (!blocked && failure === undefined) return {}
  const since = new Date(Date.now() - patternDays * dayMs)
  const stuck = blocked ? (await blockedTasks(pool)).map(({ taskId }) => taskId) : null
  const failed = failure === undefined ? null : tasksOfPattern(await failuresSince(pool, since), failure)
  return { ids: stuck && failed ? stuck.filter((id) => failed.includes(id)) : (stuck ?? failed ?? []) }
}

const shipping = (ships: 'any' | ShipsBy | undefined) =>
  ships && { ships: { by: ships === 'any' ? null : ships, ends: weekEnds() } }

const filterOf = async (
  pool: Source['pool'],
  { ships, ...asked }: Output<typeof tasksContract.listTasks.query>,
): Promise<TaskFilter> => ({ ...asked, ...(await chosen(pool, asked)), ...shipping(ships) })

export function taskRoutes(
  to: Mount,
  source: Source,
  { temporalUrl, checkHosts }: { temporalUrl: TemporalUrl; checkHosts: readonly string[] },
): void {
  const { pool } = source
  const ask = (asked: Asked, command: Command) => askTask(source, asked, command)
  mount(to, tasksContract, {
    async listTasks({ query }) {
      const items = await withLines(pool, await listTasks(pool, await filterOf(pool, query)))
      return { items, next: nextOf(items, query.limit) }
    },

    async createTask({ operator, body, req }) {
      requireAction(operator, 'createTask')
      await requireChecks(body.deliverables, checkHosts)
      const taskId = idOfRequest('task', operator.id, req)
      const intentId = idOfRequest('intent', operator.id, req)
      const by = { actor: actorOf('operator', operator.id), at: new Date().toISOString() }
      const executorId = await executorFor(source, body, intentId)
      await requireToCome(pool, { id: intentId, taskId }, body.dueAt)
      return requestTask(pool, { ...by, taskId, intentId, task: requested(body, executorId) })
    },

    async getTask({ caller, params, query }) {
      const found = await foundTask(pool, params.taskId)
      requireInProject(caller, 'read', found.projectId)
      const { isProjectRemoved: _removed, ...task } = query.at
        ? { ...(await foundTaskAt(pool, found, query.at)), line: null }
        : await withLine(pool, found)
      // What is used is counted as of now alone.
      const budgetBurn = query.at ? null : await taskBurn(pool, task.id, task.state.budget, new Date())
      return { ...task, budgetBurn, temporalUrl: temporalUrl(taskStreamId(task.id)) }
    },

    async listTaskEntries({ params, query }) {
      await foundTask(pool, params.taskId)
      const range = { after: query.after, limit: storyPage }
      return { items: (await entriesOfStream(pool, taskStreamId(params.taskId), range)).map(asEntry) }
    },

    messageTask: (asked) => ask(asked, { action: 'messageTask', command: 'sendMessage', body: asked.body }),
    prioritiseTask: (asked) =>
      ask(asked, { action: 'prioritiseTask', command: 'setPriority', body: asked.body }),
    setDeadline: async (asked) => ask(asked, await deadlineCommand(pool, asked)),
    setTaskBudget: (asked) => ask(asked, budgetCommand(asked.body.budget)),
    raiseBudget: (asked) => ask(asked, raiseCommand(asked.body)),
    cancelTask: (asked) => ask(asked, { action: 'cancelTask', command: 'cancelTask', body: asked.body }),
    retryTask: (asked) => ask(asked, { action: 'retryTask', command: 'retryTask', body: {} }),
    settleEffect: (asked) =>
      ask(asked, { action: 'settleEffect', command: 'settleEffect', body: ofProposal(asked) }),
    askAgent: (asked) => ask(asked, { action: 'askAgent', command: 'askAgent', body: ofProposal(asked) }),
    settleFork: (asked) => ask(asked, { action: 'settleFork', command: 'settleFork', body: asked.body }),
    acceptWork: (asked) => ask(asked, { action: 'acceptWork', command: 'acceptWork', body: asked.body }),
    reviewDeliverable: (asked) =>
      ask(asked, { action: 'reviewDeliverable', command: 'reviewDeliverable', body: asked.body }),
    checkAgain: (asked) => ask(asked, { action: 'checkAgain', command: 'checkAgain', body: {} }),
    answerQuestion: (asked) => ask(asked, answerCommand({ ...asked.params, ...asked.body })),
  })
}

const ofProposal = <B extends object>({ params, body }: { params: { proposalId: string }; body: B }) => ({
  ...body,
  proposalId: params.proposalId,
})

const answerCommand = ({ questionId, answer }: { questionId: string; answer: string }): Command => ({
  ...{ action: 'answerQuestion', command: 'answerQuestion' },
  body: { questionId, answer },
})
