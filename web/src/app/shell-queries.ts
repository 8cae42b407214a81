import type { Project } from '#api/projects/contract.ts'
import { useExecutors, useInbox, useKillSwitches, useProjects } from '../http/shared-queries.ts'
import { countsWith } from '../ui/project-look.ts'

export const useInboxCount = () => useInbox().data?.mine.length ?? 0
export const useAllExecutors = () => useExecutors().data?.items ?? []
export const useActiveSwitches = () => useKillSwitches().data?.items ?? []

export function useAllProjects(): Project[] {
  const inbox = useInbox().data?.mine
  const projects = useProjects().data?.items ?? []
  return projects.map((project) => ({ ...project, counts: countsWith(project, inbox) }))
}
