import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type Agent, agentsContract } from '#api/agents/contract.ts'
import type { Input } from '#api/http/contract.ts'
import { learningsContract } from '#api/learnings/contract.ts'
import { type PolicyPage, policiesContract } from '#api/policies/contract.ts'
import { type ApiProblem, call } from '../../http/client.ts'
import { byPages } from '../../http/pages.ts'

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

type PolicyChange = Input<typeof policiesContract.changePolicy.body> & { agentId: string }

/** The tools of an agent are in its own policy. */
export function useChangeTools() {
  const client = useQueryClient()
  return useMutation<PolicyPage, ApiProblem, PolicyChange>({
    mutationFn: ({ agentId, ...body }) =>
      call(policiesContract.changePolicy, { params: { scopeId: agentId }, body }),
    onSuccess: (page) => client.setQueryData(['policy', page.scopeId], page),
  })
}

export type AgentChange = Input<typeof agentsContract.changeAgent.body>

/** Whatever came of it: a refusal means that this page was behind. */
function useReadAgain() {
  const client = useQueryClient()
  return () => client.invalidateQueries({ queryKey: ['agents'] })
}

export function useChangeAgent(agentId: string) {
  const onSettled = useReadAgain()
  return useMutation<Agent, ApiProblem, AgentChange>({
    mutationFn: (body) => call(agentsContract.changeAgent, { params: { agentId }, body }),
    onSettled,
  })
}

export function useRetireAgent(agentId: string) {
  const onSettled = useReadAgain()
  return useMutation<Agent, ApiProblem, string>({
    mutationFn: (reason) => call(agentsContract.retireAgent, { params: { agentId }, body: { reason } }),
    onSettled,
  })
}

export function useResumeAgent(agentId: string) {
  const client = useQueryClient()
  const onSettled = useReadAgain()
  return useMutation<Agent, ApiProblem, string>({
    mutationFn: (note) => call(agentsContract.resumeAgent, { params: { agentId }, body: { note } }),
    onSettled: () => Promise.all([onSettled(), client.invalidateQueries({ queryKey: ['inbox'] })]),
  })
}

export const useAgentReport = (agentId: string) =>
  useQuery({
    queryKey: ['agents', { agentId }, 'report'],
    queryFn: ({ signal }) => call(agentsContract.getAgentReport, { params: { agentId }, signal }),
  })

const learningsPage = 20

export const useLearnings = (agentId: string) =>
  useInfiniteQuery({
    queryKey: ['learnings', { agentId }],
    queryFn: ({ pageParam, signal }) =>
      call(learningsContract.listLearnings, {
        query: { agentId, limit: learningsPage, before: pageParam },
        signal,
      }),
    ...byPages,
  })
