import { setTimeout as sleep } from 'node:timers/promises'
import type { PresenceState } from '#domain/executor/executor.ts'
import type { TestProduct } from '../../../product.ts'
import { patiently } from '../../operators.ts'
import { readerOf } from '../../reader.ts'
import { untilPresence } from '../../worker-file.ts'
import type { Executor, Victim } from '../executor.ts'
import type { OfflineOptions } from '../options.ts'
import { keepReading } from './readings.ts'
import type { Outage } from './verdict.ts'

/** What the executors page has to say before work is created: that it is known to be away. */
const presences: Record<Victim, PresenceState[]> = {
  gateway: ['gateway_down'],
  'mac-mini': ['unreachable'],
}
/** After the return: far more than 50 tasks take in 8 slots. */
const calmMs = 240_000

export interface OutageStage {
  office: TestProduct
  executor: Executor
  say(line: string): void
}

/** It is killed and stays away; work comes in, and goes on when it is back. */
export async function playOutage(
  { office, executor, say }: OutageStage,
  part: Victim,
  { tasks, projects, awayMs }: Pick<OfflineOptions, 'tasks' | 'projects' | 'awayMs'>,
): Promise<Outage> {
  await untilPresence(office, ['ready'])
  const places = await Promise.all(Array.from({ length: projects }, () => office.aProject()))
  const before = executor.calls().length
  const reading = keepReading(readerOf(office.product.url, office.cookie))
  const comeBack = await executor.takeAway(part)
  const downAt = Date.now()
  await untilPresence(office, presences[part])
  say(`${part} is away, and ${tasks} tasks come in`)
  const taskIds = await created(office, places, tasks)
  await sleep(awayMs)
  const backAt = await comeBack()
  say(`${part} is back`)
  await allEnded(office, taskIds)
  const tally = await reading.end()
  const calls = executor.calls().slice(before)
  return { part, downAt, backAt, tasks: await Promise.all(taskIds.map(seen(office))), calls, tally }
}

/** One after the other in a project, the projects at the same time. */
async function created(
  office: TestProduct,
  places: Awaited<ReturnType<TestProduct['aProject']>>[],
  count: number,
): Promise<string[]> {
  const numbers = Array.from({ length: count }, (_, at) => at)
  const made = await Promise.all(
    places.map(async (where, place) => {
      const own: string[] = []
      for (const number of numbers.filter((one) => one % places.length === place))
        own.push(
          await office.aTask(where, `Task ${number + 1} of an outage.\nupdate: I looked.\nfinish: looked`),
        )
      return own
    }),
  )
  return made.flat()
}

async function allEnded(office: TestProduct, taskIds: readonly string[]): Promise<void> {
  const open = new Set(taskIds)
  for (const until = Date.now() + calmMs; open.size > 0 && Date.now() < until; await sleep(500))
    for (const taskId of open) {
      const { endedAt } = await patiently(() => office.task(taskId))
      if (endedAt === null) break
      open.delete(taskId)
    }
}

const seen =
  (office: TestProduct) =>
  async (taskId: string): Promise<Outage['tasks'][0]> => {
    const { status, endedAt, state } = await patiently(() => office.task(taskId))
    return {
      ...{ taskId, status, endedAt: endedAt === null ? null : Date.parse(endedAt) },
      runIds: state.runs.map(({ runId }) => runId),
    }
  }
