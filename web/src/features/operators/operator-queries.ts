import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { Input, Output } from '#api/http/contract.ts'
import { operatorsContract } from '#api/operators/contract.ts'
import type { Role } from '#domain/operator/permissions.ts'
import { type ApiProblem, call } from '../../http/client.ts'
import { changePassword } from '../../http/session.ts'

export const useOperators = () =>
  useQuery({
    queryKey: ['operators'],
    queryFn: ({ signal }) => call(operatorsContract.listOperators, { signal }),
  })

/** Whatever came of it: the list, and what the operator may do now. */
function useReadAgain() {
  const client = useQueryClient()
  return () => Promise.all([['operators'], ['me']].map((queryKey) => client.invalidateQueries({ queryKey })))
}

export type MadeInvite = Output<typeof operatorsContract.inviteOperator.response>
type NewInvite = Input<typeof operatorsContract.inviteOperator.body>

export function useInvite(idempotencyKey: string) {
  const onSettled = useReadAgain()
  return useMutation<MadeInvite, ApiProblem, NewInvite>({
    mutationFn: (body) => call(operatorsContract.inviteOperator, { body, idempotencyKey }),
    onSettled,
  })
}

export function useRevokeInvite(operatorId: string) {
  const onSettled = useReadAgain()
  return useMutation<void, ApiProblem, void>({
    mutationFn: () => call(operatorsContract.revokeInvite, { params: { operatorId } }),
    onSettled,
  })
}

export function useChangeRole(operatorId: string) {
  const onSettled = useReadAgain()
  return useMutation<void, ApiProblem, Role>({
    mutationFn: (role) => call(operatorsContract.changeRole, { params: { operatorId }, body: { role } }),
    onSettled,
  })
}

export function useRemoveOperator(operatorId: string) {
  const onSettled = useReadAgain()
  return useMutation<void, ApiProblem, void>({
    mutationFn: () => call(operatorsContract.removeOperator, { params: { operatorId } }),
    onSettled,
  })
}

export const useChangePassword = () =>
  useMutation<void, ApiProblem, { current: string; next: string }>({
    mutationFn: ({ current, next }) => changePassword(current, next),
  })
