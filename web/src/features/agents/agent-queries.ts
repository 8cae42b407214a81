import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type Agent, agentsContract } from '#api/agents/contract.ts'
import type { Input } from '#api/http/contract.ts'
import { type ApiProblem, call } from '../../http/client.ts'

export const useAgent = (agentId: string) =>
  useQuery({
    queryKey: ['agents', { agentId }],
    queryFn: ({ signal }) => call(agentsContract.getAgent, { params: { agentId }, signal }),
  })

export type NewAgent = Input<typeof agentsContract.createAgent.body>

export function useCreateAgent(idempotencyKey: string) {
  const client = useQueryClient()
  return useMutation<Agent, ApiProblem, NewAgent>({
    mutationFn: (body) => call(agentsContract.createAgent, { body, idempotencyKey }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['agents'] }),
  })
}
