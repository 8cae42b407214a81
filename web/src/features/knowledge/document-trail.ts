import type { Document } from '#api/documents/contract.ts'

/** The way up from a document's pages. */
export const trailOf = ({ id, projectId, title }: Document) => [
  { label: 'Project', href: `/projects/${projectId}` },
  { label: 'Knowledge', href: `/projects/${projectId}/knowledge` },
  { label: title, href: `/documents/${id}` },
]
