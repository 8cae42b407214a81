import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import type { Input } from '#api/http/contract.ts'
import { type PolicyPage, policiesContract } from '#api/policies/contract.ts'
import { type ApiProblem, call } from '../../http/client.ts'

/** Those before the ones that stand on the page; read when they are asked for. */
export const useOlderVersions = (scopeId: string, from: number) =>
  useInfiniteQuery({
    enabled: false,
    queryKey: ['policy', scopeId, 'versions', from],
    queryFn: ({ pageParam, signal }) =>
      call(policiesContract.listPolicyVersions, {
        params: { scopeId },
        query: { before: pageParam },
        signal,
      }),
    initialPageParam: from,
    getNextPageParam: ({ next }) => next ?? undefined,
  })

type Change = Input<typeof policiesContract.changePolicy.body>

export function useChangePolicy(scopeId: string) {
  const client = useQueryClient()
  return useMutation<PolicyPage, ApiProblem, Change>({
    mutationFn: (body) => call(policiesContract.changePolicy, { params: { scopeId }, body }),
    onSuccess: (page) => client.setQueryData(['policy', scopeId], page),
    // Refused as changed meanwhile: what it is now is read and shown.
    onError: () => void client.invalidateQueries({ queryKey: ['policy', scopeId] }),
  })
}
