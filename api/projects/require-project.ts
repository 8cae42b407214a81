import { Refused } from '#domain/errors.ts'
import { type ProjectSummary, projectById } from '#prisma/read/projects.ts'
import type { Source } from '#prisma/read/source.ts'

/** Throws Refused not_found. A removed project can still be read. */
export async function requireProject(pool: Source['pool'], projectId: string): Promise<ProjectSummary> {
  const project = await projectById(pool, projectId)
  if (!project) throw new Refused('not_found', 'There is no such project.')
  return project
}
