import { setTimeout as sleep } from 'node:timers/promises'
import { policiesContract } from '#api/policies/contract.ts'
import { tasksContract } from '#api/tasks/contract.ts'
import { PolicyDocument } from '#domain/policy/policy-document.ts'
import type { TestProduct } from '../../../product.ts'
import { intended, patiently } from '../../operators.ts'
import type { BudgetOptions } from '../options.ts'
import { transcriptsIn } from './books.ts'
import { killed } from './kills.ts'
import { intentOf, type Place, type Plan, places, planOf } from './plan.ts'
import type { Spending, SpentPlace, SpentTask } from './verdict.ts'

interface BudgetStage {
  office: TestProduct
  say(line: string): void
}
type Where = Awaited<ReturnType<TestProduct['aProject']>>
interface Created extends Where {
  taskId: string
  place: Place
}

/** After the last kill: longer than any run takes, one after the other. */
const calmMs = 300_000
const tickMs = 500

/** Runs that cost money under budgets, and kills; then what was booked, beside what the gateway's transcripts say. */
export async function playSpending(stage: BudgetStage, options: BudgetOptions): Promise<Spending> {
  const { office, say } = stage
  const plan = planOf(options)
  const projects = await Promise.all(places.map((place) => aProject(office, place)))
  say(`${plan.tasks.length} tasks and ${plan.kills.length} kills begin`)
  const [created] = await Promise.all([allCreated(office, plan, projects), killed(stage, plan.kills)])
  say('the last kill is over')
  const held = await ended(office, created)
  const transcripts = transcriptsIn(office.folder)
  const tasks = await Promise.all(created.map((one) => spent(office, one, transcripts)))
  const booked = await Promise.all(places.map((place, at) => pageOf(office, place, projects[at] as Where)))
  return { seed: options.seed, kills: plan.kills.length, tasks, places: booked, held }
}

async function aProject(office: TestProduct, { limitUsd, perRunUsd }: Place): Promise<Where> {
  const where = await office.aProject({ maxRetries: 5, retryDelayMs: 300 })
  const params = { scopeId: where.projectId }
  const { document, version } = await office.ask(policiesContract.getPolicy, { params })
  const budget = { metric: 'usd', period: 'lifetime', limit: limitUsd, perRun: perRunUsd }
  const changed = PolicyDocument.parse({ ...document, budgets: [budget] })
  await office.ask(policiesContract.changePolicy, { params, body: { document: changed, note: '', version } })
  return where
}

function allCreated(office: TestProduct, { tasks }: Plan, projects: readonly Where[]): Promise<Created[]> {
  return Promise.all(
    tasks.map(async ({ place: at, atMs, slowMs }) => {
      await sleep(atMs)
      const [place, where] = [places[at] as Place, projects[at] as Where]
      const body = {
        ...where,
        title: `A ${place.name} run`,
        intent: intentOf(place, slowMs),
        deliverables: [],
      }
      const { taskId } = await intended(false, (headers) =>
        office.ask(tasksContract.createTask, { body, headers }),
      )
      return { ...where, taskId, place }
    }),
  )
}

/** What waits for its budget would wait for ever, so it is cancelled once nothing else goes on. Answers how many. */
async function ended(office: TestProduct, created: readonly Created[]): Promise<number> {
  const held = new Set<string>()
  const open = new Set(created.map(({ taskId }) => taskId))
  for (const until = Date.now() + calmMs; open.size > 0 && Date.now() < until; await sleep(tickMs))
    for (const taskId of open) {
      const task = await patiently(() => office.task(taskId))
      if (task.endedAt !== null) open.delete(taskId)
      else if (task.waitKind === 'budget' && !held.has(taskId) && (await isAlone(office, open))) {
        held.add(taskId)
        const body = { reason: 'the scenario is over' }
        await patiently(() => office.ask(tasksContract.cancelTask, { params: { taskId }, body }))
      }
    }
  return held.size
}

/** All that are open wait for a budget: no end of another run can let one of them go. */
async function isAlone(office: TestProduct, open: ReadonlySet<string>): Promise<boolean> {
  const tasks = await Promise.all([...open].map((taskId) => patiently(() => office.task(taskId))))
  return tasks.every(({ endedAt, waitKind }) => endedAt !== null || waitKind === 'budget')
}

async function spent(
  office: TestProduct,
  { taskId, place }: Created,
  transcripts: ReturnType<typeof transcriptsIn>,
): Promise<SpentTask> {
  const { status, state } = await patiently(() => office.task(taskId))
  return {
    ...{ taskId, place: place.name, status },
    runs: state.runs.map(({ stepId, outcome, reserved, usage }) => ({
      ...{ stepId, outcome, reserved: reserved?.costNanoUsd ?? null },
      booked: usage?.costNanoUsd ?? null,
    })),
    transcript: [...transcripts]
      .filter(([sessionKey]) => sessionKey.endsWith(`:task/${taskId}`))
      .reduce((sum, [, { nanoUsd }]) => sum + nanoUsd, 0),
  }
}

async function pageOf(office: TestProduct, { name }: Place, { projectId }: Where): Promise<SpentPlace> {
  const { burn } = await patiently(() =>
    office.ask(policiesContract.getPolicy, { params: { scopeId: projectId } }),
  )
  const own = burn.find(({ scope }) => scope === 'project')
  if (!own) throw new Error(`the project ${name} has no budget`)
  const { limit, used, reserved, unknownRuns } = own
  return { name, limit: Math.round(limit * 1e9), used, reserved, unknownRuns }
}
