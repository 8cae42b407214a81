import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { Input } from '#api/http/contract.ts'
import { type PolicyPage, policiesContract } from '#api/policies/contract.ts'
import { type ApiProblem, call } from '../../http/client.ts'

/** What holds the task by now; read again with all that happens to it. */
export const useSpentBudgets = (taskId: string) =>
  useQuery({
    queryKey: ['task', taskId, 'spent-budgets'],
    queryFn: ({ signal }) => call(policiesContract.listSpentBudgets, { params: { taskId }, signal }),
  })

type Raise = Input<typeof policiesContract.raisePolicyBudget.body>

export function useRaisePolicyBudget(scopeId: string) {
  const client = useQueryClient()
  return useMutation<PolicyPage, ApiProblem, Raise>({
    mutationFn: (body) => call(policiesContract.raisePolicyBudget, { params: { scopeId }, body }),
    onSuccess: (page) => {
      client.setQueryData(['policy', scopeId], page)
      void client.invalidateQueries({ queryKey: ['task'] })
    },
    // Refused as changed meanwhile: what it is now is read and shown.
    onError: () => void client.invalidateQueries({ queryKey: ['policy', scopeId] }),
  })
}
