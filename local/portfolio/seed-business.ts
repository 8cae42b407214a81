import { newId } from '#domain/ids.ts'
import { dayOf, daysAfter, weekOf, weeksAfter } from '#domain/outcome/iso-week.ts'
import { PolicyDocument } from '#domain/policy/policy-document.ts'
import type { Pool } from '#prisma/client.ts'
import { bookMoney, setOperatorRate } from '#prisma/write/settings/money.ts'
import { closeObjective, setObjective } from '#prisma/write/settings/outcomes.ts'
import { changePolicy } from '#prisma/write/settings/policies.ts'
import { randomOf } from './random.ts'

export interface SeededBusiness {
  projectId: string
  index: number
  /** How many of the portfolio's tasks are its own. */
  tasks: number
  now: number
}

const operatorId = 'seed'
const hour = 3_600_000
/** A task costs half of that: some projects are near their limit, and none is over it. */
const usdPerTask = 0.24
const tightUsdPerTask = 0.15

/** What people wrote down of a project: its budgets, the money of a month, what it wants of this week and the next. */
export async function seedBusiness(pool: Pool, business: SeededBusiness): Promise<void> {
  const at = new Date(business.now - 6 * hour).toISOString()
  await seedBudgets(pool, business, at)
  await seedMoney(pool, business, at)
  await seedObjectives(pool, business, at)
}

function seedBudgets(pool: Pool, { projectId, index, tasks }: SeededBusiness, at: string): Promise<void> {
  const usd = Math.ceil(tasks * (index % 5 === 2 ? tightUsdPerTask : usdPerTask)) + 5
  const budgets = [
    { metric: 'usd' as const, period: 'month' as const, limit: usd, perRun: 2 },
    { metric: 'runs' as const, period: 'day' as const, limit: 1_000 },
  ]
  const change = { document: PolicyDocument.parse({ budgets }), note: 'What a month may cost.', version: 0 }
  return changePolicy(pool, { scopeId: projectId, scope: 'project', projectId }, change, { operatorId, at })
}

async function seedMoney(pool: Pool, { projectId, index, now }: SeededBusiness, at: string): Promise<void> {
  const random = randomOf(10_000 + index)
  const by = { actor: `operator:${operatorId}`, at }
  await setOperatorRate(pool, projectId, { perHour: '60', currency: 'USD' }, by)
  const today = dayOf(new Date(now).toISOString())
  for (let nth = 0; nth < 12; nth++) {
    const kind = nth % 4 === 3 ? ('cost' as const) : ('revenue' as const)
    const amount = ((kind === 'cost' ? 20 : 80) * (1 + random() * 4)).toFixed(2)
    const event = { moneyId: newId('money'), kind, amount, currency: 'USD', note: `Event ${nth + 1}` }
    const origin = { source: 'api' as const, externalId: `seed-${nth}`, importedFrom: null }
    await bookMoney(pool, projectId, { ...event, ...origin, occurredOn: daysAfter(today, -nth * 2) }, by)
  }
}

async function seedObjectives(pool: Pool, { projectId, index, now }: SeededBusiness, at: string) {
  const by = { actor: `operator:${operatorId}`, at }
  const week = weekOf(dayOf(new Date(now).toISOString()))
  const set = async (weeks: number, title: string) => {
    const objectiveId = newId('objective')
    const body = { objectiveId, week: weeksAfter(week, weeks), title, target: '10' }
    await setObjective(pool, projectId, body, by)
    return objectiveId
  }
  const first = await set(0, 'Ten orders')
  await set(0, 'Ten letters')
  await set(1, 'Ten visits')
  if (index % 3 === 0) await set(-1, 'Ten pages')
  if (index % 2 === 0)
    await closeObjective(pool, projectId, { objectiveId: first, outcome: 'hit', note: 'Eleven came.' }, by)
}
