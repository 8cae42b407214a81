import type { projectBodies } from '#domain/ledger/bodies/project.ts'
import { stageMeanings } from '#domain/project/stage-rules.ts'
import type { Some } from './said.ts'

export const projectWords: Some<keyof typeof projectBodies> = {
  project_created: (body) => ({ what: `created the project ${body.name}`, words: body.mission }),
  project_changed: (body) => ({
    what: `changed the project: it is called ${body.name}`,
    words: body.mission,
  }),
  project_stage_changed: (body) => ({
    what: `set the project to ${stageMeanings[body.stage].word.toLowerCase()}, before ${stageMeanings[body.from].word.toLowerCase()}`,
    words: body.reason,
    tone: body.stage === 'active' ? 'positive' : 'muted',
  }),
  project_removed: (body) => ({ what: 'removed the project', words: body.reason }),
}
