import {
  keepPreviousData,
  type QueryClient,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query'
import { approvalsContract, type EditPreview } from '#api/approvals/contract.ts'
import type { Input } from '#api/http/contract.ts'
import type { Entry } from '#api/ledger/contract.ts'
import { tasksContract } from '#api/tasks/contract.ts'
import type { ForkVerdict } from '#domain/ledger/fork.ts'
import { isSameEntry } from '#domain/ledger/same-entry.ts'
import type { TaskState } from '#domain/task/task.ts'
import type { DeadlineEnd, InquiryKind, Priority } from '#domain/task/task-words.ts'
import { type ApiProblem, call } from '../../http/client.ts'
import { byPages } from '../../http/pages.ts'

export const useTask = (taskId: string) =>
  useQuery({
    queryKey: ['task', taskId],
    queryFn: ({ signal }) => call(tasksContract.getTask, { params: { taskId }, signal }),
    // In a line it moves up by what happens to others.
    refetchInterval: ({ state }) => (state.data?.line ? 5_000 : false),
  })

/** As it was at a moment; null: nothing is read. What was, never changes, so no entry makes it stale. */
export const useTaskAt = (taskId: string, at: string | null) =>
  useQuery({
    queryKey: ['task-at', taskId, at],
    queryFn: ({ signal }) =>
      call(tasksContract.getTask, { params: { taskId }, query: { at: at ?? '' }, signal }),
    enabled: at !== null,
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: keepPreviousData,
  })

/** A proposal with its risk and what it is read against. */
export const useApproval = (proposalId: string, isAsked: boolean) =>
  useQuery({
    queryKey: ['approvals', proposalId],
    queryFn: ({ signal }) => call(approvalsContract.getApproval, { params: { proposalId }, signal }),
    enabled: isAsked,
  })

/** What a proposal would be with other parameters. Changes nothing. */
export const useEditPreview = (proposalId: string) =>
  useMutation<EditPreview, ApiProblem, Input<typeof approvalsContract.previewEdit.body>>({
    mutationFn: (body) => call(approvalsContract.previewEdit, { params: { proposalId }, body }),
  })

/** The whole story. What is read once stays, so a refetch asks only from the last of it on. */
export function useTaskEntries(taskId: string) {
  const client = useQueryClient()
  const queryKey = ['task', taskId, 'entries']
  return useQuery({
    queryKey,
    queryFn: ({ signal }) => entriesFrom(taskId, client.getQueryData<Entry[]>(queryKey) ?? [], signal),
  })
}

/** Where a restored database has no such entry any more, or another one in its place, all of it is read anew. */
async function entriesFrom(taskId: string, known: Entry[], signal: AbortSignal): Promise<Entry[]> {
  const last = known.at(-1)
  const all = known.slice(0, -1)
  for (;;) {
    const after = all.at(-1)?.streamSeq ?? 0
    const { items } = await call(tasksContract.listTaskEntries, {
      params: { taskId },
      query: { after },
      signal,
    })
    const isFirst = all.length === known.length - 1
    if (last && isFirst && !isSameEntry(last, items[0])) return entriesFrom(taskId, [], signal)
    if (items.length === 0) return all
    all.push(...items)
  }
}

export type TaskFilter = Omit<Input<typeof tasksContract.listTasks.query>, 'before' | 'limit'>

export function useTasks(filter: TaskFilter) {
  return useInfiniteQuery({
    queryKey: ['tasks', filter],
    queryFn: ({ pageParam, signal }) =>
      call(tasksContract.listTasks, { query: { ...filter, before: pageParam }, signal }),
    ...byPages,
  })
}

type NewTask = Input<typeof tasksContract.createTask.body>

export function useCreateTask(idempotencyKey: string) {
  const client = useQueryClient()
  return useMutation<{ taskId: string }, ApiProblem, NewTask>({
    mutationFn: (body) => call(tasksContract.createTask, { body, idempotencyKey }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['tasks'] }),
  })
}

type SetDeadline = Input<typeof tasksContract.setDeadline.body>

export type Ask =
  | { kind: 'message'; text: string }
  | { kind: 'cancel'; reason: string }
  | { kind: 'prioritise'; priority: Priority }
  | { kind: 'deadline'; dueAt: string | null; dueEnd: DeadlineEnd; from: SetDeadline['from'] }
  | ({ kind: 'raise' } & Required<Input<typeof tasksContract.raiseBudget.body>>)
  | { kind: 'budget'; budget: Input<typeof tasksContract.setTaskBudget.body>['budget'] }
  | { kind: 'retry' }
  | ({ kind: 'accept' } & Input<typeof tasksContract.acceptWork.body>)
  | ({ kind: 'review' } & Input<typeof tasksContract.reviewDeliverable.body>)
  | { kind: 'check' }
  | { kind: 'settle'; proposalId: string; hasHappened: boolean; note: string }
  | { kind: 'inquire'; proposalId: string; about: InquiryKind; text: string }
  | { kind: 'fork'; verdict: ForkVerdict; reason: string }
  | { kind: 'answer'; questionId: string; answer: string }
  | {
      kind: 'decide'
      proposalId: string
      hash: string
      verdict: 'approved' | 'rejected'
      reason: string
      /** Approved in place of what was asked for. */
      edit?: Input<typeof approvalsContract.previewEdit.body>
    }

interface Answer {
  intentId: string
  isDelivered: boolean
}

const askers: { [K in Ask['kind']]: (taskId: string, ask: Extract<Ask, { kind: K }>) => Promise<Answer> } = {
  message: (taskId, { text }) => call(tasksContract.messageTask, { params: { taskId }, body: { text } }),
  cancel: (taskId, { reason }) => call(tasksContract.cancelTask, { params: { taskId }, body: { reason } }),
  prioritise: (taskId, { priority }) =>
    call(tasksContract.prioritiseTask, { params: { taskId }, body: { priority } }),
  deadline: (taskId, { kind: _, ...body }) => call(tasksContract.setDeadline, { params: { taskId }, body }),
  raise: (taskId, { kind: _, ...body }) => call(tasksContract.raiseBudget, { params: { taskId }, body }),
  budget: (taskId, { budget }) => call(tasksContract.setTaskBudget, { params: { taskId }, body: { budget } }),
  retry: (taskId) => call(tasksContract.retryTask, { params: { taskId }, body: {} }),
  accept: (taskId, { kind: _, ...body }) => call(tasksContract.acceptWork, { params: { taskId }, body }),
  review: (taskId, { kind: _, ...body }) =>
    call(tasksContract.reviewDeliverable, { params: { taskId }, body }),
  check: (taskId) => call(tasksContract.checkAgain, { params: { taskId }, body: {} }),
  settle: (taskId, { proposalId, hasHappened, note }) =>
    call(tasksContract.settleEffect, { params: { taskId, proposalId }, body: { hasHappened, note } }),
  inquire: (taskId, { proposalId, about, text }) =>
    call(tasksContract.askAgent, { params: { taskId, proposalId }, body: { kind: about, text } }),
  fork: (taskId, { kind: _, ...body }) => call(tasksContract.settleFork, { params: { taskId }, body }),
  answer: (taskId, { questionId, answer }) =>
    call(tasksContract.answerQuestion, { params: { taskId, questionId }, body: { answer } }),
  decide: async (_, { proposalId, kind: __, ...body }) => {
    const decided = await call(approvalsContract.decideApproval, { params: { proposalId }, body })
    return { intentId: decided.intentId, isDelivered: decided.isDecided }
  },
}

const touched = (taskId: string) => [['task', taskId], ['tasks'], ['approvals'], ['inbox'], ['shipped']]
const refetch = (client: QueryClient, taskId: string) =>
  Promise.all(touched(taskId).map((queryKey) => client.invalidateQueries({ queryKey })))

/** Where something that was asked of a task stands; nothing counts before the ledger has it. */
export type AskPhase = 'idle' | 'recording' | 'recorded'

export interface Asking {
  phase: AskPhase
  problem: ApiProblem | null
  ask: (ask: Ask) => Promise<boolean>
}

/** Asks something of the task and follows it until its entry is in the task's state. Never optimistic. */
export function useAsk(taskId: string, task: TaskState, onRefused?: () => void): Asking {
  const client = useQueryClient()
  const mutation = useMutation<Answer, ApiProblem, Ask>({
    mutationFn: (ask) => (askers[ask.kind] as (taskId: string, ask: Ask) => Promise<Answer>)(taskId, ask),
    onSuccess: () => refetch(client, taskId),
    // A refusal means that this page was behind.
    onError: () => {
      onRefused?.()
      void refetch(client, taskId)
    },
  })
  const ask = async (what: Ask) => {
    try {
      await mutation.mutateAsync(what)
      return true
    } catch {
      return false
    }
  }
  return { phase: phaseOf(mutation, task), problem: mutation.error, ask }
}

function phaseOf(mutation: { isPending: boolean; data?: Answer | undefined }, task: TaskState): AskPhase {
  if (mutation.isPending) return 'recording'
  if (!mutation.data || task.intentIds.includes(mutation.data.intentId)) return 'idle'
  return mutation.data.isDelivered ? 'recording' : 'recorded'
}
