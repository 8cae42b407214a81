import type { Sum } from '#domain/portfolio/roi.ts'
import type { Stage } from '#domain/project/stages.ts'
import type { Burn } from './burn-look.ts'
import { counted } from './count-words.ts'
import {
  countsWith,
  type Needs,
  needsOf,
  type ProjectCounts,
  projectLook,
  stageBeside,
} from './project-look.ts'
import type { Look } from './ToneMark.tsx'

interface Counted {
  id: string
  name: string
  mission: string
  isSample: boolean
  counts: ProjectCounts
  stage: Stage
  heldTasks: number
}

/** What the home answer has of all projects. */
export interface Figures {
  currency: string
  week: { days: readonly { day: string }[] }
  projects: readonly (Pick<RowFigures, 'shipped' | 'waived' | 'blocked' | 'revenue' | 'roi'> & {
    projectId: string
  })[]
  budgets: readonly (Burn & { scope: string; projectId: string | null })[]
  blocked: readonly { projectId: string; reason: string }[]
  risks: readonly { projectId: string; title: string }[]
}

/** Of one project, in the portfolio's currency. */
export interface RowFigures {
  currency: string
  /** The day on which this week began. */
  monday: string
  /** Of this week. */
  shipped: number
  /** Of those, what an operator took without proof. */
  waived: number
  blocked: number
  /** Its own of dollars a month, or the one that is nearest to its end; null: it has none. */
  budget: Burn | null
  /** Of the last 30 days. */
  revenue: Sum
  roi: Sum
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
  /** Null while they are not known. */
  figures: RowFigures | null
}

const heldWords = (count: number) => `${counted(count, 'task')} ${count === 1 ? 'waits' : 'wait'} to start`

/** The worst there is to say of it, else what it is for. */
function whyOf({ id, mission, isSample, heldTasks }: Counted, all: Figures | undefined): string {
  const isOfIt = ({ projectId }: { projectId: string }) => projectId === id
  const worst = all?.blocked.find(isOfIt)?.reason ?? all?.risks.find(isOfIt)?.title
  if (worst) return worst
  if (heldTasks > 0) return heldWords(heldTasks)
  return isSample ? 'Sample' : mission
}

const share = ({ used, reserved, limit, metric }: Burn) =>
  (used + reserved) / (metric === 'usd' ? limit * 1e9 : limit)

/** Its own of dollars a month, or the one that is nearest to its end; null: it has none. */
export function budgetOf(id: string, { budgets }: Pick<Figures, 'budgets'>): Burn | null {
  const own = budgets.filter(({ scope, projectId }) => scope === 'project' && projectId === id)
  const monthly = own.find(({ metric, period }) => metric === 'usd' && period === 'month')
  return monthly ?? own.toSorted((a, b) => share(b) - share(a))[0] ?? null
}

function figuresOf(id: string, all: Figures | undefined): RowFigures | null {
  const found = all?.projects.find(({ projectId }) => projectId === id)
  if (!all || !found) return null
  const { projectId: _, ...own } = found
  const monday = all.week.days[0]?.day ?? ''
  return { currency: all.currency, monday, budget: budgetOf(id, all), ...own }
}

/** Those that need somebody first, the most needing at the top; the rest as the server orders them, oldest first. */
export function projectRows(
  projects: readonly Counted[],
  needs: readonly Needs[] | undefined,
  all?: Figures,
): ProjectRow[] {
  const rows = projects.map((project) => {
    const { id, name, stage } = project
    const counts = countsWith(project, needs)
    return {
      ...{ id, name, open: counts.open },
      why: whyOf(project, all),
      stage: stageBeside(counts, stage),
      look: projectLook(counts, stage),
      needsYou: needs ? needsOf(id, needs) : null,
      figures: figuresOf(id, all),
    }
  })
  const rank = (row: ProjectRow) => [
    row.needsYou ?? 0,
    row.figures?.blocked ?? 0,
    row.look.tone === 'danger' ? 1 : 0,
    row.open,
  ]
  return rows.sort((a, b) => {
    const [x, y] = [rank(a), rank(b)]
    const differs = x.findIndex((value, nth) => value !== y[nth])
    return differs < 0 ? 0 : (y[differs] ?? 0) - (x[differs] ?? 0)
  })
}
