import { useMutation, useQueryClient } from '@tanstack/react-query'
import { executorsContract } from '#api/executors/contract.ts'
import type { Output } from '#api/http/contract.ts'
import { type ApiProblem, call } from '../../http/client.ts'

export type MadeToken = Output<typeof executorsContract.addExecutor.response>

/** Whatever came of it: what is listed may be different by now. */
function useReadAgain() {
  const client = useQueryClient()
  return () => client.invalidateQueries({ queryKey: ['executors'] })
}

export const useAddExecutor = () =>
  useMutation<MadeToken, ApiProblem, string>({
    mutationFn: (name) => call(executorsContract.addExecutor, { body: { name } }),
    onSettled: useReadAgain(),
  })

export const useRenewToken = (executorId: string) =>
  useMutation<MadeToken, ApiProblem, void>({
    mutationFn: () => call(executorsContract.renewExecutorToken, { params: { executorId } }),
    onSettled: useReadAgain(),
  })

export const useRevokeToken = (executorId: string) =>
  useMutation<void, ApiProblem, void>({
    mutationFn: () => call(executorsContract.revokeExecutorToken, { params: { executorId } }),
    onSettled: useReadAgain(),
  })

export const useRetireExecutor = (executorId: string) =>
  useMutation<void, ApiProblem, void>({
    mutationFn: () => call(executorsContract.retireExecutor, { params: { executorId } }),
    onSettled: useReadAgain(),
  })
