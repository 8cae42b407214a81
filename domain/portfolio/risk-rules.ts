import { policyPlace } from '../policy/policy-place.ts'

/** What the rules look at, counted over one project by the reader. */
export interface RiskFacts {
  projectId: string
  projectName: string
  /** Runs of the last 30 days that ended without a known price. */
  runsWithoutPrice: number
  /** Effects that may or may not have happened. */
  uncertainEffects: number
  /** The last decisions in a row that one person made, who, and when the first of them. */
  approvalsInARow: { actor: string; name: string; count: number; since: string } | null
  /** The soonest expiry of a proposal that nobody has decided; ISO. */
  nextExpiry: string | null
  /** Open tasks whose deadline has passed, and those whose deadline is near and of which no run has begun. */
  lateTasks: DueTasks | null
  idleTasks: DueTasks | null
  runs: number
  failedRuns: number
  /** Budgets of its own or of its agents that are nearly spent, in words, and whose policies they are in. */
  shortBudgets: { scopeId: string; words: string; isSpent: boolean }[]
}

/** How many they are, and which of them is due first. */
interface DueTasks {
  count: number
  taskId: string
  title: string
  dueAt: string
}

export interface RiskFlag {
  /** The rule and the project. */
  id: string
  projectId: string
  projectName: string
  title: string
  evidence: string
  rule: string
  /** Opens what it was counted from. */
  href: string
}

export const riskLimits = {
  approvalsInARow: 10,
  expiryHours: 6,
  dueHours: 24,
  failedShare: 0.2,
  fewestRuns: 5,
}
const hourMs = 3_600_000

type Found = Pick<RiskFlag, 'title' | 'evidence' | 'href'> | null
interface Rule {
  id: string
  words: string
  find: (facts: RiskFacts, now: Date) => Found
}

/** The entries that a flag was found in, and no others. */
const entriesHref = (filter: Record<string, string>) => `/ledger?${new URLSearchParams(filter)}`
const daysBefore = (now: Date, days: number) => new Date(now.getTime() - days * 24 * hourMs).toISOString()

const counted = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`

const named = ({ count, title }: DueTasks) => (count === 1 ? `“${title}”` : `The first of them, “${title}”,`)

const dueHref = (projectId: string, { count, taskId }: DueTasks, due: 'late' | 'idle') =>
  count === 1
    ? `/tasks/${taskId}`
    : `/projects/${projectId}/tasks?${due === 'late' ? 'view=late' : 'view=open&due=idle'}`

/** Cut and never rounded up: a deadline must not look later than it is. */
function spanWords(ms: number): string {
  const minutes = Math.max(1, Math.floor(ms / 60_000))
  if (minutes < 60) return `${minutes} min`
  return minutes < 48 * 60 ? `${Math.floor(minutes / 60)} h` : `${Math.floor(minutes / 1440)} d`
}

const rules: Rule[] = [
  {
    id: 'uncertain',
    words: 'an effect that may have happened',
    find: ({ uncertainEffects, projectId }) =>
      uncertainEffects === 0
        ? null
        : {
            title: `${counted(uncertainEffects, 'effect')} may or may not have happened`,
            evidence: 'Nobody repeats them until somebody has looked.',
            href: `/inbox?kind=uncertain&projectId=${projectId}`,
          },
  },
  {
    id: 'expiry',
    words: `a proposal ends within ${riskLimits.expiryHours} hours`,
    find: ({ nextExpiry, projectId }, now) =>
      nextExpiry === null || new Date(nextExpiry).getTime() - now.getTime() > riskLimits.expiryHours * hourMs
        ? null
        : {
            title: 'A proposal ends before anybody has decided',
            evidence: 'Then it counts as not approved, and the agent is told.',
            href: `/inbox?kind=approval&projectId=${projectId}`,
          },
  },
  {
    id: 'late',
    words: 'an open task is past its deadline',
    find: ({ lateTasks, projectId }, now) =>
      lateTasks && {
        title: `${counted(lateTasks.count, 'task')} ${lateTasks.count === 1 ? 'is' : 'are'} late`,
        evidence: `${named(lateTasks)} was due ${spanWords(now.getTime() - Date.parse(lateTasks.dueAt))} ago.`,
        href: dueHref(projectId, lateTasks, 'late'),
      },
  },
  {
    id: 'idle',
    words: `a deadline within ${riskLimits.dueHours} hours, and no run has begun`,
    find: ({ idleTasks, projectId }, now) =>
      idleTasks && {
        title: `${counted(idleTasks.count, 'task')} ${idleTasks.count === 1 ? 'is' : 'are'} due soon, and nothing is done`,
        evidence: `${named(idleTasks)} is due in ${spanWords(Date.parse(idleTasks.dueAt) - now.getTime())}.`,
        href: dueHref(projectId, idleTasks, 'idle'),
      },
  },
  {
    id: 'budget',
    words: 'a budget over its warning mark',
    find: ({ shortBudgets }) => {
      const worst = shortBudgets.find(({ isSpent }) => isSpent) ?? shortBudgets[0]
      if (!worst) return null
      return {
        title: worst.isSpent ? 'A budget is spent' : 'A budget is nearly spent',
        evidence: shortBudgets.map(({ words }) => words).join('; '),
        href: policyPlace(worst.scopeId),
      }
    },
  },
  {
    id: 'failures',
    words: `${riskLimits.failedShare * 100} % of the runs of 7 days failed`,
    find: ({ runs, failedRuns, projectId }, now) =>
      runs < riskLimits.fewestRuns || failedRuns / runs < riskLimits.failedShare
        ? null
        : {
            title: 'Runs fail often',
            evidence: `${failedRuns} of ${runs} runs of the last 7 days failed.`,
            href: entriesHref({ projectId, runs: 'failed', from: daysBefore(now, 7) }),
          },
  },
  {
    id: 'price',
    words: 'a run without a known price',
    find: ({ runsWithoutPrice, projectId }, now) =>
      runsWithoutPrice === 0
        ? null
        : {
            title: `The cost of ${counted(runsWithoutPrice, 'run')} is unknown`,
            evidence: 'So the cost and the ROI of the project are unknown as well.',
            href: entriesHref({ projectId, runs: 'unpriced', from: daysBefore(now, 30) }),
          },
  },
  {
    id: 'one-approver',
    words: `${riskLimits.approvalsInARow} decisions in a row by one person`,
    find: ({ approvalsInARow, projectId }) =>
      approvalsInARow === null || approvalsInARow.count < riskLimits.approvalsInARow
        ? null
        : {
            title: 'One person decides everything',
            evidence: `The last ${approvalsInARow.count} decisions were made by ${approvalsInARow.name}.`,
            href: entriesHref({
              ...{ projectId, type: 'approval_decided', actor: approvalsInARow.actor },
              from: approvalsInARow.since,
            }),
          },
  },
]

/** Every rule over every project, in the order of the rules: what may do harm first. */
export function riskFlags(projects: readonly RiskFacts[], now: Date): RiskFlag[] {
  return rules.flatMap(({ id, words, find }) =>
    projects.flatMap((facts) => {
      const found = find(facts, now)
      const { projectId, projectName } = facts
      return found ? [{ id: `${id}:${projectId}`, projectId, projectName, ...found, rule: words }] : []
    }),
  )
}
