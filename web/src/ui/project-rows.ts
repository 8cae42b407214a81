import { type ProjectCounts, projectLook } from './project-look.ts'
import type { Look } from './ToneMark.tsx'

interface Counted {
  id: string
  name: string
  mission: string
  isSample: boolean
  counts: ProjectCounts
  costNanoUsd: number | null
}

export interface ProjectRow {
  id: string
  name: string
  why: string
  look: Look
  open: number
  /** What stands in the inbox for it; null while that is not known. */
  needsYou: number | null
  done: number
  costNanoUsd: number | null
}

/** Those that need somebody first, the most needing at the top; the rest as the server orders them, oldest first. */
export function projectRows(
  projects: readonly Counted[],
  inbox: readonly { projectId: string | null }[] | undefined,
): ProjectRow[] {
  const rows = projects.map(({ id, name, mission, isSample, counts, costNanoUsd }) => ({
    id,
    name,
    why: isSample ? 'Sample' : mission,
    look: projectLook(counts),
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
