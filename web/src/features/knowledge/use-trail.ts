import type { Document } from '#api/documents/contract.ts'
import { useProject } from '../../http/shared-queries.ts'

/** The way up from a document's pages. */
export function useTrail({ id, projectId, title }: Document) {
  const project = useProject(projectId).data
  return [
    { label: project?.name ?? 'Project', href: `/projects/${projectId}` },
    { label: 'Knowledge', href: `/projects/${projectId}/knowledge` },
    { label: title, href: `/documents/${id}` },
  ]
}
