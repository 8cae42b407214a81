import { daysAfter, mondayOf, thirtyDaysTo, weeksAfter } from '#domain/outcome/iso-week.ts'
import { type Roi, roiOf, totalOf } from '#domain/portfolio/roi.ts'
import { listDecisions, listObjectives, objectiveHits, operatorRate } from '#prisma/read/outcomes.ts'
import { listProjects } from '#prisma/read/projects.ts'
import { roiParts } from '#prisma/read/roi.ts'
import type { Source } from '#prisma/read/source.ts'
import { calendar } from '../http/calendar.ts'
import type { PortfolioOutcomes, ProjectOutcomes } from './contract.ts'

const weeksShown = 8
const firstShown = (week: string) => weeksAfter(week, 1 - weeksShown)
const noHits = { hit: 0, missed: 0, dropped: 0, open: 0 }
type Pool = Source['pool']

/** Since the beginning, and of the last 30 days, by project. */
async function sumsOf(pool: Pool, projectId: string | null, currency: string, today: string) {
  const ever = { projectId, currency, period: { from: null, to: null } }
  const [total, last30Days] = await Promise.all([
    roiParts(pool, ever),
    roiParts(pool, { ...ever, period: thirtyDaysTo(today) }),
  ])
  return (id: string) => ({
    total: roiOf(total.of(id), currency),
    last30Days: roiOf(last30Days.of(id), currency),
  })
}

/** The last weeks of a project, this one last. */
async function weeksOf(pool: Pool, projectId: string, currency: string, week: string) {
  const weeks = Array.from({ length: weeksShown }, (_, i) => weeksAfter(firstShown(week), i))
  const period = { from: mondayOf(firstShown(week)), to: daysAfter(mondayOf(week), 6) }
  const parts = await roiParts(pool, { projectId, currency, period, by: 'week' })
  return weeks.map((one) => ({ week: one, roi: roiOf(parts.of(projectId, mondayOf(one)), currency) }))
}

const hitsUntil = (pool: Pool, week: string) => objectiveHits(pool, firstShown(week), week)

export async function outcomesOfProject(
  pool: Pool,
  projectId: string,
  currency: string,
): Promise<ProjectOutcomes> {
  const { today, week } = calendar()
  const [sums, weeks, rate, objectives, decisionsDue, hits] = await Promise.all([
    sumsOf(pool, projectId, currency, today),
    weeksOf(pool, projectId, currency, week),
    operatorRate(pool, projectId),
    listObjectives(pool, { projectId, from: week, endedFrom: firstShown(week) }),
    listDecisions(pool, { projectId, dueBy: today }),
    hitsUntil(pool, week),
  ])
  return {
    ...{ currency, today, week },
    ...sums(projectId),
    ...{ weeks, rate, objectives, decisionsDue },
    hits: hits.get(projectId) ?? noHits,
  }
}

export async function outcomesOfAll(pool: Pool, currency: string): Promise<PortfolioOutcomes> {
  const { today, week } = calendar()
  const [projects, sums, objectives, decisionsDue, hits] = await Promise.all([
    listProjects(pool),
    sumsOf(pool, null, currency, today),
    listObjectives(pool, { from: week }),
    listDecisions(pool, { dueBy: today }),
    hitsUntil(pool, week),
  ])
  const rows = projects
    .map(({ id, name }) => ({
      projectId: id,
      projectName: name,
      ...sums(id),
      hits: hits.get(id) ?? noHits,
    }))
    .sort((a, b) => a.projectName.localeCompare(b.projectName, 'en'))
  const totalOver = (of: (row: (typeof rows)[number]) => Roi) => totalOf(rows.map(of))
  return {
    ...{ currency, today, week },
    total: totalOver((row) => row.total),
    last30Days: totalOver((row) => row.last30Days),
    projects: rows,
    ...{ objectives, decisionsDue },
  }
}
