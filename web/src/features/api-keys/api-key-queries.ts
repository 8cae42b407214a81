import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { apiKeysContract } from '#api/api-keys/contract.ts'
import type { Input, Output } from '#api/http/contract.ts'
import { runbooksContract } from '#api/runbooks/contract.ts'
import { type ApiProblem, call } from '../../http/client.ts'

const queryKey = ['api-keys']

export const useApiKeys = () =>
  useQuery({ queryKey, queryFn: ({ signal }) => call(apiKeysContract.listApiKeys, { signal }) })

/** For an example of what a script sends; null: none is wanted. */
export const useRunbooksOf = (projectId: string | null) =>
  useQuery({
    queryKey: ['runbooks', projectId],
    queryFn: ({ signal }) =>
      call(runbooksContract.listRunbooks, { params: { projectId: projectId ?? '' }, signal }),
    enabled: projectId !== null,
  })

type MadeKey = Output<typeof apiKeysContract.createApiKey.response>
type NewKey = Input<typeof apiKeysContract.createApiKey.body>
/** A key that was just made, with what it was made for. */
export interface Made {
  key: MadeKey
  asked: NewKey
}

export function useCreateApiKey(idempotencyKey: string) {
  const client = useQueryClient()
  return useMutation<MadeKey, ApiProblem, NewKey>({
    mutationFn: (body) => call(apiKeysContract.createApiKey, { body, idempotencyKey }),
    onSettled: () => client.invalidateQueries({ queryKey }),
  })
}

export function useRevokeApiKey(apiKeyId: string) {
  const client = useQueryClient()
  return useMutation<void, ApiProblem, void>({
    mutationFn: () => call(apiKeysContract.revokeApiKey, { params: { apiKeyId } }),
    onSettled: () => client.invalidateQueries({ queryKey }),
  })
}
