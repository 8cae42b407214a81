import type { Ask } from '../http-client.ts'
import { type Answer, differencesBetween } from './answer.ts'
import { beats } from './answers/beats.ts'
import { budgets, homeBudgets } from './answers/budgets.ts'
import { drift, findings } from './answers/findings.ts'
import { blocked, failures, reliability, risks } from './answers/home.ts'
import { figures, spend, weekShipped, weekToShip } from './answers/home-week.ts'
import { inbox, inboxOrder } from './answers/inbox.ts'
import { decisions, money, objectives } from './answers/outcomes.ts'
import { learnings, operators } from './answers/people.ts'
import { projects, tasks } from './answers/projects.ts'
import { runbookRuns } from './answers/runbooks.ts'
import { shipped } from './answers/shipped.ts'
import type { Ledger } from './ledger.ts'

/** What is asked of the server and held against the ledger. */
export const answers: Answer<unknown>[] = [
  ...[blocked, risks, reliability, failures],
  ...[weekShipped, weekToShip, figures, spend, homeBudgets, drift],
  ...[shipped, money, objectives, decisions],
  ...[inbox, inboxOrder, findings],
  ...[projects, tasks, budgets, beats, runbookRuns],
  ...[learnings, operators],
]

export interface Checked {
  name: string
  words: string
  differences: string[]
}

/** Every answer beside what the entries say; each with where the two differ. */
export const checked = (ask: Ask, ledger: Ledger): Promise<Checked[]> =>
  Promise.all(
    answers.map(async ({ name, answered, recorded, words }) => {
      const answer = await answered(ask, ledger)
      const differences = differencesBetween(recorded(ledger, new Date()), answer)
      return { name, words: words(answer), differences }
    }),
  )

/** Throws with every difference where there is one. */
export function refuseDifferences(results: readonly Checked[]): void {
  const wrong = results.filter(({ differences }) => differences.length > 0)
  if (wrong.length === 0) return
  const lines = wrong.flatMap(({ name, differences }) => [name, ...differences.map((one) => `  ${one}`)])
  const heading = `${wrong.length} of ${results.length} answers are not what follows from the ledger:`
  throw new Error([heading, ...lines].join('\n'))
}
