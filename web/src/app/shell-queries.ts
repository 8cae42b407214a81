import { useExecutors, useInbox, useKillSwitches, useProjects } from '../http/shared-queries.ts'

export const useInboxCount = () => useInbox().data?.mine.length ?? 0
export const useAllProjects = () => useProjects().data?.items ?? []
export const useAllExecutors = () => useExecutors().data?.items ?? []
export const useActiveSwitches = () => useKillSwitches().data?.items ?? []
