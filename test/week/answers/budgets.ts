import type { OwnedBurn } from '#api/home/contract.ts'
import { type Burn, policiesContract } from '#api/policies/contract.ts'
import { answer, by, sumBy } from '../answer.ts'
import { idOf, type Ledger, type Told } from '../ledger.ts'
import type { HomePart } from './home/part.ts'

export const budgets = answer({
  name: 'budgets and what they have used, on the pages of their policies',
  async answered(ask, ledger) {
    const owners = [...new Set(budgetsIn(ledger).map(({ scopeId }) => scopeId))]
    const pages = owners.map(async (scopeId) => {
      const { burn } = await ask(policiesContract.getPolicy, { params: { scopeId } })
      return burn.map((one) => ({ scopeId, ...told(one) }))
    })
    return (await Promise.all(pages)).flat().sort(by(keyOf))
  },
  recorded: (ledger) => budgetsIn(ledger).map((one) => ({ scopeId: one.scopeId, ...told(one) })),
  words: (all) => all.map(wordsOf).join('; '),
})

/** The week has budgets of agents of one project alone. */
export const homeBudgets: HomePart<'budgets'> = {
  name: 'home: budgets in force',
  recorded: budgetsIn,
  words: (all) => all.map((one) => `${one.name}: ${wordsOf(one)}`).join('; '),
  alike: (all) => all.toSorted(by(keyOf)),
}

const keyOf = ({ scopeId, metric }: { scopeId: string; metric: string }) => `${scopeId} ${metric}`
const told = ({ metric, period, limit, used, reserved, level, unknownRuns }: Burn) => ({
  ...{ metric, period, limit, used, reserved, level, unknownRuns },
})
const wordsOf = ({ used, limit, metric, level }: ReturnType<typeof told>) =>
  `${used} of ${limit} ${metric} used, ${level}`

/** Those of the agents' last policies, each for good: the week has no others. */
export function budgetsIn(ledger: Ledger): OwnedBurn[] {
  const last = new Map(ledger.of('policy_changed').map((one) => [idOf(one), one]))
  const all = [...last].flatMap(([scopeId, { body, projectId }]) =>
    body.document.budgets.map(({ metric, period, limit, warnAt }): OwnedBurn => {
      const { used, unknownRuns } = usedBy(ledger, scopeId, metric)
      const level = used >= limit ? 'spent' : used * 100 >= limit * warnAt ? 'warning' : 'fine'
      const owner = { scopeId, scope: body.scope, name: ledger.nameOf(scopeId), projectId }
      const counts = { used, reserved: 0, unknownRuns, uncountedRuns: unknownRuns }
      return { ...owner, ...{ metric, period, limit, warnAt, level, next: null }, ...counts }
    }),
  )
  return all.sort(by(keyOf))
}

/** Of an agent over all its runs: the week's budgets are for a lifetime, and its runs have ended. */
function usedBy(ledger: Ledger, agentId: string, metric: string) {
  const runs = runsOf(ledger, agentId)
  if (metric === 'runs') return { used: runs.length, unknownRuns: 0 }
  const usages = runs.map(({ body }) => body.usage)
  return {
    used: sumBy(usages, (usage) => (usage ? tokens(usage) : 0)),
    unknownRuns: usages.filter((usage) => usage === null).length,
  }
}

type Usage = NonNullable<Told<'run_ended'>['body']['usage']>
const tokens = ({ input, output, cacheRead, cacheWrite }: Usage) => input + output + cacheRead + cacheWrite

function runsOf(ledger: Ledger, agentId: string): Told<'run_ended'>[] {
  const theirs = ledger.of('task_requested').filter(({ body }) => body.agentId === agentId)
  const streams = new Set(theirs.map(({ streamId }) => streamId))
  return ledger.of('run_ended').filter(({ streamId }) => streams.has(streamId))
}
