import { policiesContract } from '#api/policies/contract.ts'
import { answer } from '../answer.ts'
import { idOf, type Ledger, type Told } from '../ledger.ts'

export const budgets = answer({
  name: 'budgets and what they have used',
  answered: (ask, ledger) =>
    Promise.all(
      budgeted(ledger).map(async ({ scopeId }) => {
        const { burn } = await ask(policiesContract.getPolicy, { params: { scopeId } })
        return burn.map(({ metric, period, limit, used, reserved, level }) => ({
          ...{ scopeId, metric, period, limit, used, reserved, level },
        }))
      }),
    ),
  recorded: (ledger) =>
    budgeted(ledger).map(({ scopeId, budgets: all }) =>
      all.map(({ metric, period, limit, warnAt }) => {
        const used = usedBy(ledger, scopeId, metric)
        const level = used >= limit ? 'spent' : used * 100 >= limit * warnAt ? 'warning' : 'fine'
        return { ...{ scopeId, metric, period, limit, used, level }, reserved: 0 }
      }),
    ),
  words: (all) =>
    all
      .flat()
      .map(({ used, limit, metric, level }) => `${used} of ${limit} ${metric} used, ${level}`)
      .join('; '),
})

/** The agents whose last policy holds budgets. */
export function budgeted(ledger: Ledger) {
  const last = new Map(ledger.of('policy_changed').map((one) => [idOf(one), one.body.document.budgets]))
  return [...last]
    .map(([scopeId, all]) => ({ scopeId, budgets: all }))
    .filter((one) => one.budgets.length > 0)
}

/** Of an agent over all its runs: the week's budgets are for a lifetime, and its runs have ended. */
export function usedBy(ledger: Ledger, agentId: string, metric: string): number {
  const runs = runsOf(ledger, agentId)
  if (metric === 'runs') return runs.length
  return runs.reduce((sum, { body: { usage } }) => sum + (usage ? tokens(usage) : 0), 0)
}

type Usage = NonNullable<Told<'run_ended'>['body']['usage']>
const tokens = ({ input, output, cacheRead, cacheWrite }: Usage) => input + output + cacheRead + cacheWrite

function runsOf(ledger: Ledger, agentId: string): Told<'run_ended'>[] {
  const theirs = ledger.of('task_requested').filter(({ body }) => body.agentId === agentId)
  const streams = new Set(theirs.map(({ streamId }) => streamId))
  return ledger.of('run_ended').filter(({ streamId }) => streams.has(streamId))
}
