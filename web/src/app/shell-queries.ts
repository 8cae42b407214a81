import { useQuery } from '@tanstack/react-query'
import { executorsContract } from '#api/executors/contract.ts'
import { inboxContract } from '#api/inbox/contract.ts'
import { projectsContract } from '#api/projects/contract.ts'
import { call } from '../http/client.ts'

export const useInboxCount = () =>
  useQuery({
    queryKey: ['inbox'],
    queryFn: ({ signal }) => call(inboxContract.listInbox, { signal }),
    select: ({ items }) => items.length,
  }).data ?? 0

export const useAllProjects = () =>
  useQuery({
    queryKey: ['projects'],
    queryFn: ({ signal }) => call(projectsContract.listProjects, { signal }),
    select: ({ items }) => items,
  }).data ?? []

export const useAllExecutors = () =>
  useQuery({
    queryKey: ['executors'],
    queryFn: ({ signal }) => call(executorsContract.listExecutors, { signal }),
    select: ({ items }) => items,
  }).data ?? []
