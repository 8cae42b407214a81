import { useExecutors, useInbox, useProjects } from '../http/shared-queries.ts'

export const useInboxCount = () => useInbox().data?.items.length ?? 0
export const useAllProjects = () => useProjects().data?.items ?? []
export const useAllExecutors = () => useExecutors().data?.items ?? []
