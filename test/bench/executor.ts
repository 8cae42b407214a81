import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { executorsContract } from '#api/executors/contract.ts'
import { sessionKeyOf } from '#domain/ids.ts'
import { untilPresence } from '../chaos/worker-file.ts'
import { startTestProduct, type TestProduct } from '../product.ts'
import { openBareGateway } from './bare-runs.ts'
import type { BenchContext } from './context.ts'
import { type Course, coursesIn, gapsOf, mostAtOnce, rateOf } from './courses.ts'
import { type Figure, spread } from './figures.ts'

const slots = 8
const runs = 100
const few = 10
const message = 'Take two seconds.\nslow: 2000\nanswer: done'
const patienceMs = 300_000

/** A queue of runs carried out beside the same runs by the gateway's bare client, and two projects in one queue. */
export async function benchExecutor(context: BenchContext): Promise<Figure[]> {
  const { say, signal, atEnd } = context
  const starting = startTestProduct({ say, signal })
  atEnd(async () => (await starting.catch(() => null))?.stop())
  const office = await starting
  const gateway = await openBareGateway(context)
  say(`${runs} runs by the bare client, ${slots} at once`)
  const bare = await gateway.runAll(message, runs, slots)
  const [alone, large, small] = [await office.aProject(), await office.aProject(), await office.aProject()]
  const [ours] = await queuedThenRun(context, office, [[alone, runs]])
  const [many, others] = await queuedThenRun(context, office, [
    [large, runs],
    [small, few],
  ])
  if (!ours || !many || !others) throw new Error('a project has no runs')
  return [...paceFigures(ours, bare), ...fairFigures(many, others)]
}

type Place = Awaited<ReturnType<TestProduct['aProject']>>

/** Everything is in line before the executor is there; the first project's tasks are all older. */
async function queuedThenRun(
  { say, signal }: BenchContext,
  office: TestProduct,
  wanted: readonly [Place, number][],
): Promise<Course[][]> {
  await untilPresence(office, ['ready'])
  const letGo = office.product.keepDown('mac-mini')
  process.kill(office.product.pids()['mac-mini'] ?? 0, 'SIGTERM')
  await untilPresence(office, ['worker_stopped', 'unreachable'])
  const queued: string[][] = []
  for (const [place, count] of wanted) queued.push(await tasksOf(office, place, count))
  const all = queued.flat()
  await untilQueued(office, all.length, signal)
  say(`${queued.map(({ length }) => length).join(' and ')} tasks are in line; the executor comes back`)
  letGo()
  for (const taskId of all) {
    signal.throwIfAborted()
    const { status } = await office.until(taskId, ({ endedAt }) => endedAt !== null, patienceMs)
    if (status !== 'done') throw new Error(`the task ${taskId} is ${status}`)
  }
  const courses = coursesIn(join(office.folder, 'practice'))
  return queued.map((taskIds) => {
    const keys = new Set(taskIds.map((taskId) => sessionKeyOf('main', taskId).toLowerCase()))
    const own = courses.filter(({ sessionKey }) => keys.has(sessionKey))
    if (own.length !== taskIds.length) throw new Error(`${own.length} runs for ${taskIds.length} tasks`)
    return own
  })
}

async function tasksOf(office: TestProduct, place: Place, count: number): Promise<string[]> {
  const taskIds: string[] = []
  while (taskIds.length < count) taskIds.push(await office.aTask(place, message))
  return taskIds
}

/** By Temporal's own count as well as by the record. */
async function untilQueued({ ask }: TestProduct, count: number, signal: AbortSignal): Promise<void> {
  for (const until = Date.now() + patienceMs; ; await sleep(500, undefined, { signal })) {
    const { items } = await ask(executorsContract.listExecutors)
    const { queuedRuns, load } = items[0] ?? {}
    if (queuedRuns === count && load?.backlog.count === count) return
    if (Date.now() > until) throw new Error(`${queuedRuns} of ${count} runs are in line`)
  }
}

function paceFigures(ours: Course[], bare: Course[]): Figure[] {
  const told = (courses: Course[]) => {
    const ran = courses.map(({ startedAt, endedAt }) => endedAt - startedAt)
    return `${mostAtOnce(courses)} at once; a run, ms: ${spread(ran)}; until its slot is taken again, ms: ${spread(gapsOf(courses, slots))}`
  }
  return [
    {
      name: `of the bare client’s runs a second, with ${runs} queued runs of 2 s in ${slots} slots`,
      value: (100 * rateOf(ours)) / rateOf(bare),
      unit: '%',
      least: 85,
      detail: `${rateOf(ours).toFixed(2)} a second against ${rateOf(bare).toFixed(2)}`,
    },
    { name: 'runs a second', value: rateOf(ours), unit: '/s', detail: told(ours) },
    { name: 'runs a second by the bare client', value: rateOf(bare), unit: '/s', detail: told(bare) },
  ]
}

function fairFigures(many: Course[], others: Course[]): Figure[] {
  const before = (at: number, pick: (course: Course) => number) => many.filter((one) => pick(one) < at).length
  const lastBegin = Math.max(...others.map(({ startedAt }) => startedAt))
  const lastEnd = Math.max(...others.map(({ endedAt }) => endedAt))
  return [
    {
      name: `of the older ${many.length} tasks were done when the last of another project’s ${others.length} was`,
      value: before(lastEnd, ({ endedAt }) => endedAt),
      unit: 'tasks',
      bar: many.length / 2 - 1,
    },
    {
      name: `of the ${many.length} had begun when the last of the ${others.length} began`,
      value: before(lastBegin, ({ startedAt }) => startedAt),
      unit: 'tasks',
      detail: 'both projects in turn: as many as of the small one, give or take the slots',
    },
  ]
}
