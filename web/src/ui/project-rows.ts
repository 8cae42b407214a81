import type { Stage } from '#domain/project/stages.ts'
import { counted } from './count-words.ts'
import { type ProjectCounts, projectLook, stageBeside } from './project-look.ts'
import type { Look } from './ToneMark.tsx'

interface Counted {
  id: string
  name: string
  mission: string
  isSample: boolean
  counts: ProjectCounts
  costNanoUsd: number | null
  stage: Stage
  heldTasks: number
}

export interface ProjectRow {
  id: string
  name: string
  why: string
  look: Look
  /** Its stage where the look does not say it; null for an active one, which is what is expected. */
  stage: Look | null
  open: number
  /** What stands in the inbox for it; null while that is not known. */
  needsYou: number | null
  done: number
  costNanoUsd: number | null
}

const heldWords = (count: number) => `${counted(count, 'task')} ${count === 1 ? 'waits' : 'wait'} to start`

/** Those that need somebody first, the most needing at the top; the rest as the server orders them, oldest first. */
export function projectRows(
  projects: readonly Counted[],
  inbox: readonly { projectId: string | null }[] | undefined,
): ProjectRow[] {
  const rows = projects.map(({ id, name, mission, isSample, stage, heldTasks, counts, costNanoUsd }) => ({
    id,
    name,
    why: heldTasks > 0 ? heldWords(heldTasks) : isSample ? 'Sample' : mission,
    stage: stageBeside(counts, stage),
    look: projectLook(counts, stage),
    open: counts.open,
    needsYou: inbox ? inbox.filter((item) => item.projectId === id).length : null,
    done: counts.done,
    costNanoUsd,
  }))
  const rank = (row: ProjectRow) => [row.needsYou ?? 0, row.look.tone === 'danger' ? 1 : 0, row.open]
  return rows.sort((a, b) => {
    const [x, y] = [rank(a), rank(b)]
    return (y[0] ?? 0) - (x[0] ?? 0) || (y[1] ?? 0) - (x[1] ?? 0) || (y[2] ?? 0) - (x[2] ?? 0)
  })
}
