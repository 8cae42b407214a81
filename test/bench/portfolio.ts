import { cpus } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { agentsContract } from '#api/agents/contract.ts'
import { homeContract } from '#api/home/contract.ts'
import { ledgerContract } from '#api/ledger/contract.ts'
import { searchContract } from '#api/search/contract.ts'
import { tasksContract } from '#api/tasks/contract.ts'
import { openDatabase } from '#prisma/client.ts'
import { type SeedSize, seedPortfolio } from '../../local/portfolio/seed.ts'
import { startTestProduct, type TestProduct } from '../product.ts'
import type { BenchContext } from './context.ts'
import { type Figure, percentile, spread } from './figures.ts'
import { emptyParts } from './home-parts.ts'
import { homeRequests } from './home-requests.ts'
import { type Answered, browserAt } from './wire.ts'

const size: SeedSize = { projects: 50, tasks: 20_000 }
/** What is measured is promised of so many. */
const leastEntries = 200_000
const newTitle = 'One more'
const warmUps = 5
const rounds = 60
const kB = 1_000

const listRequest = `${tasksContract.listTasks.path}?limit=300`
/** As somebody types: a letter that every task has, a word of all of them, one task's number, nothing at all. */
const typed = ['t', 'task', 'task 12345', 'nobody wrote this']

/** The pages that read most, over a portfolio of many projects with a month behind them. */
export async function benchPortfolio(context: BenchContext): Promise<Figure[]> {
  const office = await setUp(context)
  const browser = browserAt(office.product.url, office.cookie)
  context.atEnd(async () => browser.close())
  const all = (paths: string[]) => () => Promise.all(paths.map(browser.get))
  const home = await measured(context, all(homeRequests))
  const answer = await measured(context, all([homeContract.getHome.path]))
  const list = await measured(context, all([listRequest]))
  const searches: Measured[] = []
  for (const words of typed) searches.push(await measured(context, all([searchFor(words)])))
  const slowest = searches.toSorted((a, b) => percentile(b.ms, 50) - percentile(a.ms, 50))[0] as Measured
  const create = await measured(context, await taskMaker(office), untilAllEnded(office, context.signal))
  return [
    figure('home, all that the page asks for at once, p95', home, 95, 150),
    sizeFigure('home, all answers together, as sent', home, 150),
    figure('of that: /api/home alone, p95', answer, 95),
    figure('a list of 300 tasks, p50', list, 50, 15),
    sizeFigure('a list of 300 tasks, as sent', list, 90),
    figure(`search over all tasks, the slowest of ${typed.length} inputs, p50`, slowest, 50, 50),
    figure('a new task, while no other is at work, p50', create, 50, 12),
  ]
}

const searchFor = (words: string) => `${searchContract.search.path}?${new URLSearchParams({ q: words })}`

async function setUp({ say, signal, atEnd }: BenchContext): Promise<TestProduct> {
  const starting = startTestProduct({ say, signal })
  atEnd(async () => (await starting.catch(() => null))?.stop())
  const office = await starting
  say(`making ${size.projects} projects with ${size.tasks.toLocaleString('en-US')} tasks`)
  const database = openDatabase(office.product.appUrl, 8)
  await seedPortfolio({ database, say }, size)
  await database.close()
  const head = await quiet(office, signal)
  if (head < leastEntries) throw new Error(`the seed made ${head} entries, not ${leastEntries}`)
  const empty = emptyParts(await office.ask(homeContract.getHome))
  if (empty.length > 0)
    throw new Error(`the seed left these parts of the home page empty: ${empty.join(', ')}`)
  // What Postgres does by itself within minutes of a month.
  const owner = openDatabase(office.product.ownerUrl, 1)
  await owner.pool.query('vacuum analyze')
  await owner.close()
  say(`${head.toLocaleString('en-US')} entries, all in their place, and the open tasks wait`)
  await atRest({ say, signal })
  return office
}

const restMs = 5_000
const mostRests = 24
/** Of both cores: what Front Office takes while nobody looks is a tenth of one. */
const restShare = 0.15

/** Until what the seed set going is done, workflows that have just begun above all: it is no part of a page. */
async function atRest({ say, signal }: Pick<BenchContext, 'say' | 'signal'>): Promise<void> {
  for (let rest = 1; rest <= mostRests; rest++) {
    const before = busyTimes()
    await sleep(restMs, undefined, { signal })
    const after = busyTimes()
    const share = (after.busy - before.busy) / (after.all - before.all)
    if (share < restShare) return say(`the machine is at rest: ${Math.round(share * 100)} % of it is in use`)
  }
  say('the machine does not come to rest: what else it does shows in every time')
}

/** Milliseconds since it started, of all cores together. */
function busyTimes(): { busy: number; all: number } {
  const times = cpus().map(({ times }) => times)
  const sum = (of: (one: (typeof times)[number]) => number) =>
    times.reduce((total, one) => total + of(one), 0)
  const all = sum(({ user, nice, sys, idle, irq }) => user + nice + sys + idle + irq)
  return { all, busy: all - sum(({ idle }) => idle) }
}

/** Until everything is placed, and the workflows of the open tasks have started and write no more. */
async function quiet({ ask }: TestProduct, signal: AbortSignal): Promise<number> {
  for (let before = -1; ; ) {
    signal.throwIfAborted()
    const { position, unplaced } = await ask(ledgerContract.getHead)
    if (unplaced === 0 && position === before) return position
    before = position
    await sleep(5_000)
  }
}

/** By the api's own door, until it answers that the task is recorded. */
async function taskMaker({ ask }: TestProduct): Promise<() => Promise<Answered[]>> {
  const agent = (await ask(agentsContract.listAgents)).items[0]
  if (!agent) throw new Error('nobody takes a task')
  const { id: agentId, projectId } = agent
  return async () => {
    await ask(tasksContract.createTask, {
      body: { projectId, agentId, title: newTitle, intent: 'finish: done', deliverables: [] },
      headers: { 'idempotency-key': crypto.randomUUID() },
    })
    return []
  }
}

/** Tasks that the bench made end within a second; those of the seed that wait for a person stay. */
function untilAllEnded(office: TestProduct, signal: AbortSignal) {
  const open = async () => {
    const { items } = await office.ask(tasksContract.listTasks, { query: { open: 'true', limit: 8 } })
    return items.some(({ title }) => title === newTitle)
  }
  return async () => {
    while (await open()) {
      signal.throwIfAborted()
      await sleep(200)
    }
  }
}

interface Measured {
  ms: number[]
  /** Of the last round. */
  bytes: number
  unpackedBytes: number
}

/** `rest`: for what goes on working behind the answer, so that no round is measured under the work of the last. */
async function measured(
  { signal }: BenchContext,
  once: () => Promise<Answered[]>,
  rest?: () => Promise<void>,
): Promise<Measured> {
  const ms: number[] = []
  let answers: Answered[] = []
  for (let round = -warmUps; round < rounds; round++) {
    signal.throwIfAborted()
    const began = performance.now()
    answers = await once()
    if (round >= 0) ms.push(performance.now() - began)
    await rest?.()
  }
  const sum = (of: (answer: Answered) => number) => answers.reduce((total, one) => total + of(one), 0)
  return { ms, bytes: sum((one) => one.bytes), unpackedBytes: sum((one) => one.unpackedBytes) }
}

const figure = (name: string, { ms }: Measured, percent: number, bar?: number): Figure => ({
  name,
  value: percentile(ms, percent),
  unit: 'ms',
  ...(bar !== undefined && { bar }),
  detail: spread(ms),
})
const sizeFigure = (name: string, { bytes, unpackedBytes }: Measured, bar: number): Figure => ({
  name,
  value: bytes / kB,
  unit: 'kB',
  bar,
  detail: `${Math.round(unpackedBytes / kB)} kB unpacked`,
})
