import type { Stage } from '#domain/project/stages.ts'
import { totalOf } from './count-words.ts'
import { stageLook } from './stage-look.ts'
import type { Look } from './ToneMark.tsx'

export interface ProjectCounts {
  open: number
  needsYou: number
  /** Failed tasks that nobody has closed in the inbox as seen. */
  newFailures: number
  done: number
}

/** So many things of a project in the inbox, which are the reader's to settle. */
export interface Needs {
  projectId: string | null
  count: number
}

export const needsOf = (id: string, needs: readonly Needs[]): number =>
  totalOf(needs.filter(({ projectId }) => projectId === id))

/** With what the inbox has of it for the reader, where that is known: a step of a runbook, or a finding, is no task. */
export function countsWith<C extends ProjectCounts>(
  { id, counts }: { id: string; counts: C },
  needs: readonly Needs[] = [],
): C {
  return { ...counts, needsYou: Math.max(counts.needsYou, needsOf(id, needs)) }
}

/** The worst of it, so that one glance at the project is enough; where nothing is wrong, why nothing runs. */
export function projectLook({ open, needsYou, newFailures }: ProjectCounts, stage: Stage): Look {
  if (newFailures > 0) return { word: 'Something failed', tone: 'danger', glyph: 'cross' }
  if (needsYou > 0) return { word: 'Needs a person', tone: 'waiting', glyph: 'pause' }
  if (stage !== 'active') return stageLook(stage)
  if (open > 0) return { word: 'At work', tone: 'info', glyph: 'half' }
  return { word: 'At rest', tone: 'muted', glyph: 'ring' }
}

/** The stage, where it is worth a mark of its own beside that look. */
export function stageBeside(counts: ProjectCounts, stage: Stage): Look | null {
  const look = stageLook(stage)
  return stage === 'active' || look.word === projectLook(counts, stage).word ? null : look
}
