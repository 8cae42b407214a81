import type { projectBodies } from '#domain/ledger/bodies/project.ts'
import type { Some } from './said.ts'

export const projectWords: Some<keyof typeof projectBodies> = {
  project_created: (body) => ({ what: `created the project ${body.name}`, words: body.mission }),
  project_removed: (body) => ({ what: 'removed the project', words: body.reason }),
}
