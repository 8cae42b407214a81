import type { Project } from '#api/projects/contract.ts'
import { useExecutors, useInbox, useKillSwitches, useProjects } from '../http/shared-queries.ts'
import { countsWith } from '../ui/project-look.ts'

export const useInboxCount = () => useInbox().data?.mineCount ?? 0
export const useAllExecutors = () => useExecutors().data?.items ?? []
export const useActiveSwitches = () => useKillSwitches().data?.items ?? []

export function useAllProjects(): Project[] {
  const needs = useInbox().data?.needs
  const projects = useProjects().data?.items ?? []
  return projects.map((project) => ({ ...project, counts: countsWith(project, needs) }))
}
