import { useMutation, useQueryClient } from '@tanstack/react-query'
import { executorsContract } from '#api/executors/contract.ts'
import { type ApiProblem, call } from '../../http/client.ts'

function useChange<Body>(change: (body: Body) => Promise<unknown>) {
  const client = useQueryClient()
  return useMutation<unknown, ApiProblem, Body>({
    mutationFn: change,
    onSettled: () => client.invalidateQueries({ queryKey: ['executors'] }),
  })
}

export const useLimitRuns = (executorId: string) =>
  useChange((body: { limit: number | null }) =>
    call(executorsContract.limitRuns, { params: { executorId }, body }),
  )

export const useOrderDrain = (executorId: string) =>
  useChange((reason: string) =>
    call(executorsContract.orderDrain, { params: { executorId }, body: { reason } }),
  )

export const useLiftDrain = (executorId: string) =>
  useChange((note: string) => call(executorsContract.liftDrain, { params: { executorId }, body: { note } }))
