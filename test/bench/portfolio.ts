import { agentsContract } from '#api/agents/contract.ts'
import { executorsContract } from '#api/executors/contract.ts'
import { homeContract } from '#api/home/contract.ts'
import type { Route } from '#api/http/contract.ts'
import { inboxContract } from '#api/inbox/contract.ts'
import { ledgerContract } from '#api/ledger/contract.ts'
import { outcomesContract } from '#api/outcomes/contract.ts'
import { projectsContract } from '#api/projects/contract.ts'
import { tasksContract } from '#api/tasks/contract.ts'
import { openDatabase } from '#prisma/client.ts'
import { type SeedSize, seedPortfolio } from '../../local/portfolio/seed.ts'
import { startTestProduct, type TestProduct } from '../product.ts'
import type { BenchContext } from './context.ts'
import { type Figure, percentile, spread } from './figures.ts'

const size: SeedSize = { projects: 50, tasks: 20_000 }
const warmUps = 5
const rounds = 60
const kB = 1_000

/** What the home page asks for, all at once, as a browser does. */
const homeRequests = [
  projectsContract.listProjects.path,
  inboxContract.listInbox.path,
  homeContract.getHome.path,
  outcomesContract.getOutcomes.path,
  executorsContract.listExecutors.path,
  `${tasksContract.listTasks.path}?open=true`,
  `${tasksContract.listTasks.path}?status=done&limit=100`,
]

/** The pages that read most, over a portfolio of many projects with a month behind them. */
export async function benchPortfolio(context: BenchContext): Promise<Figure[]> {
  const office = await setUp(context)
  const get = getter(office)
  const home = await measured(context, async () => Promise.all(homeRequests.map(get)))
  const answer = await measured(context, async () => [await get(homeContract.getHome.path)])
  const list = await measured(context, async () => [await get(`${tasksContract.listTasks.path}?limit=300`)])
  const create = await measured(context, await taskMaker(office))
  return [
    figure('home, all that the page asks for at once, p95', home.ms, 95, 150),
    sizeFigure('home, all answers together', home.bytes, 150),
    figure('home, blocked, risks, reliability and failures alone, p95', answer.ms, 95),
    figure('a list of 300 tasks, p50', list.ms, 50, 15),
    sizeFigure('a list of 300 tasks', list.bytes, 90),
    figure('a new task, p50', create.ms, 50, 12),
  ]
}

async function setUp({ say, signal, atEnd }: BenchContext): Promise<TestProduct> {
  const starting = startTestProduct({ say, signal })
  atEnd(async () => (await starting.catch(() => null))?.stop())
  const office = await starting
  say(`making ${size.projects} projects with ${size.tasks.toLocaleString('en-US')} tasks`)
  const database = openDatabase(office.product.appUrl, 8)
  await seedPortfolio({ database, say }, size)
  await database.pool.query('analyze')
  await database.close()
  for (;;) {
    signal.throwIfAborted()
    const { position, unplaced } = await office.ask(ledgerContract.getHead)
    if (unplaced === 0) {
      say(`${position.toLocaleString('en-US')} entries, all in their place`)
      return office
    }
    await new Promise((resolve) => setTimeout(resolve, 1_000))
  }
}

interface Answered {
  bytes: number
}

/** Over the wire, as the browser asks for it. */
function getter({ product, cookie }: TestProduct) {
  return async (path: Route['path']): Promise<Answered> => {
    const answer = await fetch(`${product.url}/api${path}`, { headers: { cookie } })
    const body = await answer.arrayBuffer()
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}`)
    const sent = answer.headers.get('content-length')
    return { bytes: sent === null ? body.byteLength : Number(sent) }
  }
}

/** By the api's own door, until it answers that the task is recorded. */
async function taskMaker({ ask }: TestProduct): Promise<() => Promise<Answered[]>> {
  const agent = (await ask(agentsContract.listAgents)).items[0]
  if (!agent) throw new Error('nobody takes a task')
  const { id: agentId, projectId } = agent
  return async () => {
    await ask(tasksContract.createTask, {
      body: { projectId, agentId, title: 'One more', intent: 'hang', deliverables: [] },
      headers: { 'idempotency-key': crypto.randomUUID() },
    })
    return []
  }
}

async function measured({ signal }: BenchContext, once: () => Promise<Answered[]>) {
  const ms: number[] = []
  let bytes = 0
  for (let round = -warmUps; round < rounds; round++) {
    signal.throwIfAborted()
    const began = performance.now()
    const answers = await once()
    if (round < 0) continue
    ms.push(performance.now() - began)
    bytes = answers.reduce((sum, answer) => sum + answer.bytes, 0)
  }
  return { ms, bytes }
}

const figure = (name: string, ms: number[], percent: number, bar?: number): Figure => ({
  name,
  value: percentile(ms, percent),
  unit: 'ms',
  ...(bar !== undefined && { bar }),
  detail: spread(ms),
})
const sizeFigure = (name: string, bytes: number, bar: number): Figure => ({
  name,
  value: bytes / kB,
  unit: 'kB',
  bar,
})
