import { useInfiniteQuery, useIsMutating, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { Input } from '#api/http/contract.ts'
import { type Runbook, runbookRunsContract, runbooksContract } from '#api/runbooks/contract.ts'
import { type ApiProblem, call } from '../../http/client.ts'
import { byPages } from '../../http/pages.ts'

export const useRunbooks = (projectId: string) =>
  useQuery({
    queryKey: ['runbooks', projectId],
    queryFn: ({ signal }) => call(runbooksContract.listRunbooks, { params: { projectId }, signal }),
  })

const removal = ['removeRunbook']
/** What is being removed is not read again: between its end and the next page it would be missing. */
const useIsThere = () => useIsMutating({ mutationKey: removal }) === 0

export const useRunbook = (projectId: string, name: string) =>
  useQuery({
    enabled: useIsThere(),
    queryKey: ['runbooks', projectId, name],
    queryFn: ({ signal }) => call(runbooksContract.getRunbook, { params: { projectId, name }, signal }),
  })

export const useVersions = (projectId: string, name: string) =>
  useQuery({
    enabled: useIsThere(),
    queryKey: ['runbooks', projectId, name, 'versions'],
    queryFn: ({ signal }) =>
      call(runbooksContract.listRunbookVersions, { params: { projectId, name }, signal }),
  })

/** Page by page, the last first. */
export const useRuns = (projectId: string, runbookId?: string) =>
  useInfiniteQuery({
    queryKey: ['runbook-runs', projectId, { runbookId }],
    queryFn: ({ pageParam, signal }) =>
      call(runbookRunsContract.listRunbookRuns, {
        params: { projectId },
        query: { runbookId, before: pageParam },
        signal,
      }),
    ...byPages,
  })

export const useRun = (runId: string) =>
  useQuery({
    queryKey: ['runbook-run', runId],
    queryFn: ({ signal }) => call(runbookRunsContract.getRunbookRun, { params: { runId }, signal }),
  })

function useReadAgain() {
  const client = useQueryClient()
  return () =>
    Promise.all(
      [['runbooks'], ['runbook-runs'], ['runbook-run'], ['inbox']].map((queryKey) =>
        client.invalidateQueries({ queryKey }),
      ),
    )
}

/** With what is known, a new version of that; without, a new runbook. */
export function useWriteRunbook(projectId: string, key: string) {
  const onSettled = useReadAgain()
  return useMutation<Runbook, ApiProblem, { yaml: string; known: Runbook | undefined }>({
    mutationFn: ({ yaml, known }) =>
      known
        ? call(runbooksContract.changeRunbook, {
            params: { projectId, name: known.id },
            body: { yaml, basedOn: known.version },
          })
        : call(runbooksContract.createRunbook, {
            params: { projectId },
            body: { yaml },
            idempotencyKey: key,
          }),
    onSettled,
  })
}

export function useRemoveRunbook(runbook: Runbook, onGone: () => Promise<void>) {
  const onSettled = useReadAgain()
  return useMutation<void, ApiProblem, void>({
    mutationKey: removal,
    mutationFn: () =>
      call(runbooksContract.removeRunbook, { params: { projectId: runbook.projectId, name: runbook.id } }),
    onSuccess: onGone,
    onSettled,
  })
}

export function useStartRunbook(runbook: Runbook, idempotencyKey: string) {
  const onSettled = useReadAgain()
  return useMutation<{ runId: string }, ApiProblem, Record<string, unknown>>({
    mutationFn: (inputs) =>
      call(runbookRunsContract.startRunbook, {
        params: { projectId: runbook.projectId, name: runbook.id },
        body: { inputs },
        idempotencyKey,
      }),
    onSettled,
  })
}

type Asked = { intentId: string; isDelivered: boolean }
type Settling = Input<typeof runbookRunsContract.settleRunbookRun.body>
type Decision = Input<typeof runbookRunsContract.decideRunbookStep.body> & { stepId: string }

export function useDecideStep(runId: string) {
  const onSettled = useReadAgain()
  return useMutation<Asked, ApiProblem, Decision>({
    mutationFn: ({ stepId, ...body }) =>
      call(runbookRunsContract.decideRunbookStep, { params: { runId, stepId }, body }),
    onSettled,
  })
}

export function useResumeRun(runId: string) {
  const onSettled = useReadAgain()
  return useMutation<Asked, ApiProblem, void>({
    mutationFn: () => call(runbookRunsContract.resumeRunbookRun, { params: { runId }, body: {} }),
    onSettled,
  })
}

export function useCancelRun(runId: string) {
  const onSettled = useReadAgain()
  return useMutation<Asked, ApiProblem, string>({
    mutationFn: (reason) =>
      call(runbookRunsContract.cancelRunbookRun, { params: { runId }, body: { reason } }),
    onSettled,
  })
}

export function useSettleRun(runId: string) {
  const onSettled = useReadAgain()
  return useMutation<Asked, ApiProblem, Settling>({
    mutationFn: (body) => call(runbookRunsContract.settleRunbookRun, { params: { runId }, body }),
    onSettled,
  })
}
