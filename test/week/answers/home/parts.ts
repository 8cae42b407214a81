import { type Home, homeContract } from '#api/home/contract.ts'
import type { Ask } from '../../../http-client.ts'
import { type Checked, differencesBetween } from '../../answer.ts'
import type { Ledger } from '../../ledger.ts'
import { homeBudgets } from '../budgets.ts'
import { drift } from '../findings.ts'
import { blocked, blockedCount } from './blocked.ts'
import { failureCount, failures } from './failures.ts'
import type { HomePart } from './part.ts'
import { currency, figures } from './projects.ts'
import { relay, reliability, weekMs } from './reliability.ts'
import { risks } from './risks.ts'
import { spend } from './spend.ts'
import { week } from './week.ts'

export type HomeParts = { [K in keyof Home]: HomePart<K> }

/** Every key of the home page: a new one does not compile before the ledger is asked for it as well. */
export const homeParts: HomeParts = {
  ...{ blocked, blockedCount, risks, reliability, relay, failures, failureCount, week },
  ...{ budgets: homeBudgets, spend, projects: figures, currency, drift },
}

/** The home page of that moment, part by part, each with where it differs from what the entries say. */
export const homeChecked = (home: Home, ledger: Ledger, now: Date): Checked[] =>
  (Object.keys(homeParts) as (keyof Home)[]).map((key) => partChecked(key, home, ledger, now))

function partChecked<K extends keyof Home>(key: K, home: Home, ledger: Ledger, now: Date): Checked {
  const { name, recorded, words, alike = (part) => part }: HomePart<K> = homeParts[key]
  const differences = differencesBetween(alike(recorded(ledger, now)), alike(home[key]))
  return { name, words: words(home[key]), differences }
}

/** The page, and the moment of which it tells. */
export async function homeNow(ask: Ask): Promise<{ home: Home; now: Date }> {
  const asked = Date.now()
  const home = await ask(homeContract.getHome)
  return { home, now: momentOf(home, asked, Date.now()) }
}

/** Its seven days end then, if that lies between question and answer; else it is wrong, and that shows. */
export function momentOf({ reliability: { since } }: Home, asked: number, answered: number): Date {
  const said = Date.parse(since) + weekMs
  return new Date(said >= asked && said <= answered ? said : asked)
}
