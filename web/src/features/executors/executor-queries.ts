import { useMutation, useQueryClient } from '@tanstack/react-query'
import { executorsContract } from '#api/executors/contract.ts'
import { type ApiProblem, call } from '../../http/client.ts'

export function useLimitRuns(executorId: string) {
  const client = useQueryClient()
  return useMutation<unknown, ApiProblem, { limit: number | null }>({
    mutationFn: (body) => call(executorsContract.limitRuns, { params: { executorId }, body }),
    onSettled: () => client.invalidateQueries({ queryKey: ['executors'] }),
  })
}
