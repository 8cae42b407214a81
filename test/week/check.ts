import type { Ask } from '../http-client.ts'
import { type Answer, type Checked, differencesBetween } from './answer.ts'
import { beats } from './answers/beats.ts'
import { budgets } from './answers/budgets.ts'
import { findings } from './answers/findings.ts'
import { homeChecked, homeNow } from './answers/home/parts.ts'
import { inbox, inboxOrder } from './answers/inbox.ts'
import { decisions, money, objectives } from './answers/outcomes.ts'
import { learnings, operators } from './answers/people.ts'
import { projects, tasks } from './answers/projects.ts'
import { runbookRuns } from './answers/runbooks.ts'
import { shipped } from './answers/shipped.ts'
import type { Ledger } from './ledger.ts'

/** What is asked of the server and held against the ledger, beside the home page. */
export const answers: Answer<unknown>[] = [
  ...[shipped, money, objectives, decisions],
  ...[inbox, inboxOrder, findings],
  ...[projects, tasks, budgets, beats, runbookRuns],
  ...[learnings, operators],
]

/** Every answer beside what the entries say; each with where the two differ. */
export async function checked(ask: Ask, ledger: Ledger): Promise<Checked[]> {
  const { home, now } = await homeNow(ask)
  const others = answers.map(async ({ name, answered, recorded, words }) => {
    const answer = await answered(ask, ledger)
    const differences = differencesBetween(recorded(ledger, new Date()), answer)
    return { name, words: words(answer), differences }
  })
  return [...homeChecked(home, ledger, now), ...(await Promise.all(others))]
}

/** Throws with every difference where there is one. */
export function refuseDifferences(results: readonly Checked[]): void {
  const wrong = results.filter(({ differences }) => differences.length > 0)
  if (wrong.length === 0) return
  const lines = wrong.flatMap(({ name, differences }) => [name, ...differences.map((one) => `  ${one}`)])
  const heading = `${wrong.length} of ${results.length} answers are not what follows from the ledger:`
  throw new Error([heading, ...lines].join('\n'))
}
