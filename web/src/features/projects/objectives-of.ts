import type { HomeWeek } from '#api/home/contract.ts'

/** Of one project: what was to be true by Sunday, and what an earlier week left open; the open ones first. */
export const objectivesOf = (id: string, { objectives, week }: HomeWeek): HomeWeek['objectives'] =>
  objectives
    .filter((one) => one.projectId === id && one.week <= week)
    .toSorted((a, b) => Number(a.outcome !== null) - Number(b.outcome !== null))
