import type { RiskFlag } from '#api/home/contract.ts'
import { counted } from '../../answer.ts'
import type { Ledger, Told } from '../../ledger.ts'
import { projectsOf } from '../../reading.ts'
import { budgetsIn } from '../budgets.ts'
import type { HomePart } from './part.ts'
import { failedOf, isWithin, weekMs } from './reliability.ts'

const rowOfOne = 10
const fewestRuns = 5
const failedShare = 0.2

export const risks: HomePart<'risks'> = {
  name: 'home: risk flags',
  recorded: (ledger, now) =>
    rules.flatMap(({ id, rule, find }) =>
      projectsOf(ledger).flatMap(({ id: projectId, name: projectName }) => {
        const found = find(ledger, projectId, now)
        return found ? [{ id: `${id}:${projectId}`, projectId, projectName, rule, ...found }] : []
      }),
    ),
  words: (flags) => flags.map(({ title, projectName }) => `${title}, in ${projectName}`).join('; ') || 'none',
}

interface Rule {
  id: string
  rule: string
  find(ledger: Ledger, projectId: string, now: Date): Pick<RiskFlag, 'title' | 'evidence' | 'href'> | null
}

/**
 * What may do harm first. Without uncertain effects and near expiries: the week has none, a proposal waits for three
 * days. And without late and idle tasks: what is due in it ran before its day.
 */
const rules: Rule[] = [
  {
    id: 'budget',
    rule: 'a budget over its warning mark',
    find(ledger, projectId) {
      const short = budgetsIn(ledger).filter((one) => one.projectId === projectId && one.level !== 'fine')
      const worst = short.find(({ level }) => level === 'spent') ?? short[0]
      if (!worst) return null
      return {
        title: worst.level === 'spent' ? 'A budget is spent' : 'A budget is nearly spent',
        evidence: short
          .map(
            ({ used, limit, metric, name }) =>
              `${amount(used, metric)} of ${amount(limit, metric)} for good, of ${name}`,
          )
          .join('; '),
        href: `/policies/${worst.scopeId}`,
      }
    },
  },
  {
    id: 'failures',
    rule: '20 % of the runs of 7 days failed',
    find(ledger, projectId, now) {
      const runs = runsOf(ledger, projectId).filter((one) => isWithin(one, now, 7, -1))
      const failed = failedOf(runs)
      if (runs.length < fewestRuns || failed / runs.length < failedShare) return null
      const evidence = `${failed} of ${runs.length} runs of the last 7 days failed.`
      const from = before(now, weekMs)
      return { title: 'Runs fail often', evidence, href: entries({ projectId, runs: 'failed', from }) }
    },
  },
  {
    id: 'price',
    rule: 'a run without a known price',
    find(ledger, projectId, now) {
      const runs = runsOf(ledger, projectId).filter(
        ({ body }) => (body.usage?.costNanoUsd ?? null) === null,
      ).length
      if (runs === 0) return null
      return {
        title: `The cost of ${counted(runs, 'run')} is unknown`,
        evidence: 'So the cost and the ROI of the project are unknown as well.',
        href: entries({ projectId, runs: 'unpriced', from: before(now, (30 / 7) * weekMs) }),
      }
    },
  },
  {
    id: 'one-approver',
    rule: `${rowOfOne} decisions in a row by one person`,
    find(ledger, projectId) {
      const row = lastInARow(ledger, projectId)
      const [first] = row
      if (!first || row.length < rowOfOne) return null
      return {
        title: 'One person decides everything',
        evidence: `The last ${row.length} decisions were made by ${ledger.nameOf(first.actor.slice('operator:'.length))}.`,
        href: entries({ projectId, type: 'approval_decided', actor: first.actor, from: first.at }),
      }
    },
  },
]

const runsOf = (ledger: Ledger, projectId: string) =>
  ledger.of('run_ended').filter((one) => one.projectId === projectId)

/** As long as it is one person. */
function lastInARow(ledger: Ledger, projectId: string): Told<'approval_decided'>[] {
  const decided = ledger.of('approval_decided').filter((one) => one.projectId === projectId)
  const other = decided.findLastIndex(({ actor }) => actor !== decided.at(-1)?.actor)
  return decided.slice(other + 1)
}

const amount = (count: number, metric: string) =>
  `${count.toLocaleString('en-US')} ${count === 1 ? metric.slice(0, -1) : metric}`

const before = (now: Date, ms: number) => new Date(now.getTime() - ms).toISOString()
const entries = (filter: Record<string, string>) => `/ledger?${new URLSearchParams(filter)}`
