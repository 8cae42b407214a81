import { useQuery } from '@tanstack/react-query'
import { agentsContract } from '#api/agents/contract.ts'
import { executorsContract } from '#api/executors/contract.ts'
import { inboxContract } from '#api/inbox/contract.ts'
import { projectsContract } from '#api/projects/contract.ts'
import { call } from './client.ts'

// What many features read, under one key each; app/live.ts says what makes them stale.

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

export const useAgents = (projectId?: string) =>
  useQuery({
    queryKey: ['agents', { projectId }],
    queryFn: ({ signal }) => call(agentsContract.listAgents, { query: { projectId }, signal }),
  })

export const useExecutors = () =>
  useQuery({
    queryKey: ['executors'],
    queryFn: ({ signal }) => call(executorsContract.listExecutors, { signal }),
  })

/** What needs a person. */
export const useInbox = () =>
  useQuery({
    queryKey: ['inbox'],
    queryFn: ({ signal }) => call(inboxContract.listInbox, { signal }),
  })
