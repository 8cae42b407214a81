import { outcomesContract, type Roi, type Sum } from '#api/outcomes/contract.ts'
import { decimalOf, nanoOf, total } from '../amounts.ts'
import { answer, by, counted } from '../answer.ts'
import { idOf, type Ledger } from '../ledger.ts'
import { projectsOf } from '../reading.ts'

const dayMs = 86_400_000
const decided = [
  ...(['approval_given', 'approval_decided', 'effect_settled', 'deliverable_reviewed'] as const),
  ...(['work_accepted', 'fork_settled', 'runbook_step_ended', 'runbook_run_fork_settled'] as const),
  ...(['finding_repair_requested', 'finding_adopted', 'finding_ignored'] as const),
]

export const money = answer({
  name: 'revenue, cost and what is left of each project and of all',
  async answered(ask) {
    const { projects, total: all, last30Days } = await ask(outcomesContract.getOutcomes)
    return {
      projects: projects
        .map((one) => ({ project: one.projectName, ...told(one.total) }))
        .sort(by(({ project }) => project)),
      all: told(all),
      last30Days: told(last30Days),
    }
  },
  recorded(ledger, now) {
    const month = monthBefore(now)
    const all = projectsOf(ledger).map(({ id, name }) => ({ project: name, ...leftOf(ledger, id) }))
    const recent = projectsOf(ledger).map(({ id }) => leftOf(ledger, id, month))
    return { projects: all.sort(by(({ project }) => project)), all: sumOf(all), last30Days: sumOf(recent) }
  },
  words: ({ all }) =>
    `${decimalOf(all.revenue)} earned, ${decimalOf(all.roi)} left` +
    (all.runsWithoutPrice > 0
      ? ` as far as known: ${counted(all.runsWithoutPrice, 'run')} without a price`
      : ''),
})

/** The first of the last 30 days. */
export const monthBefore = (now: Date) => new Date(now.getTime() - 29 * dayMs).toISOString().slice(0, 10)

export const nano = ({ known }: Sum) => nanoOf(known)

function told({ revenue, modelCost, otherCost, operatorCost, roi, counts, operatorMinutes }: Roi) {
  return {
    ...{ revenue: nano(revenue), modelCost: nano(modelCost), otherCost: nano(otherCost) },
    operatorCost: operatorCost ? nano(operatorCost) : null,
    roi: nano(roi),
    runsWithoutPrice: roi.gaps.reduce((sum, { count }) => sum + count, 0),
    ...{ events: counts.revenue + counts.cost, runs: counts.runs, operatorMinutes },
  }
}
type Left = ReturnType<typeof told>

export function leftOf(ledger: Ledger, projectId: string, from = ''): Left {
  const ours = <T extends { projectId: string | null }>(list: T[]) =>
    list.filter((one) => one.projectId === projectId)
  const reversed = new Set(ours(ledger.of('money_reversed')).map(({ body }) => body.moneyId))
  const events = ours(ledger.of('revenue_booked', 'cost_booked')).filter(
    ({ body }) => !reversed.has(body.moneyId) && body.occurredOn >= from,
  )
  const booked = (type: string) =>
    total(events.filter((one) => one.type === type).map(({ body }) => nanoOf(body.amount)))
  const prices = ours(ledger.of('run_ended')).map(({ body }) => body.usage?.costNanoUsd ?? null)
  const modelCost = total(prices.map((price) => BigInt(price ?? 0)))
  const operatorMinutes = ours(ledger.of(...decided, 'question_answered', 'message_sent'))
    .filter(({ actor }) => actor.startsWith('operator:'))
    .reduce((sum, { type }) => sum + (type === 'question_answered' ? 6 : 3), 0)
  const perHour = ours(ledger.of('operator_rate_set')).at(-1)?.body.perHour ?? null
  const operatorCost = perHour === null ? null : (nanoOf(perHour) * BigInt(operatorMinutes)) / 60n
  const [revenue, otherCost] = [booked('revenue_booked'), booked('cost_booked')]
  return {
    ...{ revenue, modelCost, otherCost, operatorCost },
    roi: revenue - modelCost - otherCost - (operatorCost ?? 0n),
    runsWithoutPrice: prices.filter((price) => price === null).length,
    ...{ events: events.length, runs: prices.length, operatorMinutes },
  }
}

function sumOf(parts: readonly Left[]): Left {
  const nanos = (of: (left: Left) => bigint | null) => total(parts.map((left) => of(left) ?? 0n))
  const count = (of: (left: Left) => number) => parts.reduce((sum, left) => sum + of(left), 0)
  return {
    revenue: nanos((left) => left.revenue),
    modelCost: nanos((left) => left.modelCost),
    otherCost: nanos((left) => left.otherCost),
    operatorCost: parts.some((left) => left.operatorCost !== null)
      ? nanos((left) => left.operatorCost)
      : null,
    roi: nanos((left) => left.roi),
    runsWithoutPrice: count((left) => left.runsWithoutPrice),
    events: count((left) => left.events),
    runs: count((left) => left.runs),
    operatorMinutes: count((left) => left.operatorMinutes),
  }
}

export const objectives = answer({
  name: 'objectives of the week',
  async answered(ask) {
    const { objectives: items } = await ask(outcomesContract.getOutcomes)
    return items
      .map(({ projectName, week, title, target, outcome, setByName, closedByName }) => ({
        ...{ projectName, week, title, target, outcome, setByName, closedByName },
      }))
      .sort(by(({ title }) => title))
  },
  recorded(ledger) {
    const closed = new Map(ledger.of('objective_closed').map((one) => [one.body.objectiveId, one]))
    return ledger
      .of('objective_set')
      .map((one) => {
        const end = closed.get(one.body.objectiveId)
        const { week, title, target } = one.body
        return {
          ...{ projectName: ledger.nameOf(idOf(one)), week, title, target },
          outcome: end?.body.outcome ?? null,
          setByName: whoOf(ledger, one.actor),
          closedByName: end ? whoOf(ledger, end.actor) : null,
        }
      })
      .sort(by(({ title }) => title))
  },
  words: (items) => items.map(({ title, outcome }) => `${title}: ${outcome ?? 'open'}`).join('; '),
})

export const decisions = answer({
  name: 'decisions that are due for review',
  async answered(ask) {
    const { decisionsDue } = await ask(outcomesContract.getOutcomes)
    return decisionsDue
      .map(({ projectName, title, choice, reviewOn }) => ({ projectName, title, choice, reviewOn }))
      .sort(by(({ title }) => title))
  },
  recorded(ledger, now) {
    return dueDecisions(ledger, now)
      .map((one) => {
        const { title, choice, reviewOn } = one.body
        return { projectName: ledger.nameOf(idOf(one)), title, choice, reviewOn }
      })
      .sort(by(({ title }) => title))
  },
  words: (items) => items.map(({ title, choice }) => `${title}: ${choice}`).join('; '),
})

/** Made, not reviewed, and their day has come. */
export function dueDecisions(ledger: Ledger, now: Date) {
  const reviewed = new Set(ledger.of('decision_reviewed').map(({ body }) => body.decisionId))
  const today = now.toISOString().slice(0, 10)
  return ledger
    .of('decision_made')
    .filter(({ body }) => !reviewed.has(body.decisionId) && body.reviewOn <= today)
}

const whoOf = (ledger: Ledger, actor: string) => ledger.nameOf(actor.slice(actor.indexOf(':') + 1))
