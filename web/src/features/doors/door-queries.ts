import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type Doors, doorsContract } from '#api/doors/contract.ts'
import type { Input } from '#api/http/contract.ts'
import { type PolicyPage, policiesContract } from '#api/policies/contract.ts'
import { type ApiProblem, call } from '../../http/client.ts'
import { newIdempotencyKey } from '../../http/idempotency-key.ts'

export const useDoors = () =>
  useQuery({ queryKey: ['doors'], queryFn: ({ signal }) => call(doorsContract.listDoors, { signal }) })

/** The answer is what there is by now; a refusal means that this page was behind. */
export function useRevokeStandingGrant(standingGrantId: string) {
  const client = useQueryClient()
  return useMutation<Doors, ApiProblem, string>({
    mutationFn: (reason) =>
      call(doorsContract.revokeStandingGrant, { params: { standingGrantId }, body: { reason } }),
    onSuccess: (doors) => client.setQueryData(['doors'], doors),
    onError: () => client.invalidateQueries({ queryKey: ['doors'] }),
  })
}

type GatewayDoor = Doors['gateways'][number]

/** It is recorded at once and taken away on the Mac; what became of it is read again with the findings. */
export function useClosePermission({ executorId, key, hash }: GatewayDoor) {
  const client = useQueryClient()
  return useMutation<Doors, ApiProblem, void>({
    mutationFn: () =>
      call(doorsContract.closePermission, {
        params: { executorId },
        body: { key, seen: hash },
        idempotencyKey: newIdempotencyKey(),
      }),
    onSuccess: (doors) => client.setQueryData(['doors'], doors),
    onError: () => client.invalidateQueries({ queryKey: ['doors'] }),
    onSettled: () => client.invalidateQueries({ queryKey: ['findings'] }),
  })
}

type PolicyChange = Input<typeof policiesContract.changePolicy.body>

/** As the editor saves it. Refused as changed meanwhile: what the policy says now is read and shown. */
export function useChangePassing(scopeId: string) {
  const client = useQueryClient()
  return useMutation<PolicyPage, ApiProblem, PolicyChange>({
    mutationFn: (body) => call(policiesContract.changePolicy, { params: { scopeId }, body }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['doors'] }),
    onSettled: () => client.invalidateQueries({ queryKey: ['policy'] }),
  })
}
