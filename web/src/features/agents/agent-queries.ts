import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type Agent, agentsContract } from '#api/agents/contract.ts'
import { executorsContract } from '#api/executors/contract.ts'
import type { Input } from '#api/http/contract.ts'
import { projectsContract } from '#api/projects/contract.ts'
import { type ApiProblem, call } from '../../http/client.ts'

export const useAgents = (projectId?: string) =>
  useQuery({
    queryKey: ['agents', { projectId }],
    queryFn: ({ signal }) => call(agentsContract.listAgents, { query: { projectId }, signal }),
  })

export const useAgent = (agentId: string) =>
  useQuery({
    queryKey: ['agents', { agentId }],
    queryFn: ({ signal }) => call(agentsContract.getAgent, { params: { agentId }, signal }),
  })

export const useExecutors = () =>
  useQuery({
    queryKey: ['executors'],
    queryFn: ({ signal }) => call(executorsContract.listExecutors, { signal }),
  })

export const useProjects = () =>
  useQuery({
    queryKey: ['projects'],
    queryFn: ({ signal }) => call(projectsContract.listProjects, { signal }),
  })

export const useProject = (projectId: string) =>
  useQuery({
    queryKey: ['project', projectId],
    queryFn: ({ signal }) => call(projectsContract.getProject, { params: { projectId }, signal }),
  })

export type NewAgent = Input<typeof agentsContract.createAgent.body>

export function useCreateAgent(idempotencyKey: string) {
  const client = useQueryClient()
  return useMutation<Agent, ApiProblem, NewAgent>({
    mutationFn: (body) => call(agentsContract.createAgent, { body, idempotencyKey }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['agents'] }),
  })
}
