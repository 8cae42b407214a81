import { type AgentCall, miscounted } from '../agent-calls.ts'
import type { Verdict } from '../verdict.ts'
import { astrayOf, type Tally, waitsForExecutor } from './tally.ts'

export const bars = { firstMs: 10_000, gapMs: 5_000 }

/** One absence, and what became of the tasks that were created in it. Times in milliseconds. */
export interface Outage {
  part: string
  downAt: number
  backAt: number
  tasks: { taskId: string; status: string; endedAt: number | null; runIds: string[] }[]
  /** Since it went away, by the gateway's own count. */
  calls: AgentCall[]
  tally: Tally
}

/** How soon it went on is always told, and judged unless `isTimed` is false: a machine at other work is slow, not wrong. */
export function outageVerdict(
  { part, downAt, backAt, tasks, calls, tally }: Outage,
  { isTimed = true } = {},
): Verdict {
  const done = tasks.filter(({ status }) => status === 'done')
  const runIds = tasks.flatMap((task) => task.runIds)
  const once = tasks.filter(({ runIds: [runId, ...more] }) => runId && more.length === 0)
  const firstStart = Math.min(...calls.map(({ at }) => at)) - backAt
  const firstDone = Math.min(...done.map(({ endedAt }) => endedAt ?? Number.POSITIVE_INFINITY)) - backAt
  const statesOf = (taskId: string) => tally.states.get(taskId) ?? []
  const astray = tasks.flatMap(({ taskId }) =>
    astrayOf(statesOf(taskId)).map((state) => `${taskId} was seen ${state}`),
  )
  const waited = tasks.filter(({ taskId }) => statesOf(taskId).includes(waitsForExecutor)).length
  const gap = tally.longestGapMs
  const late = [
    ...(firstStart <= bars.firstMs ? [] : [`the first started ${seconds(firstStart)} after the return`]),
    ...(gap <= bars.gapMs ? [] : [`nobody looked for ${seconds(gap)}`]),
  ]
  const breaches = [
    ...tasks
      .filter(({ status }) => status !== 'done')
      .map(({ taskId, status }) => `${taskId} is ${status} and not done`),
    ...tasks
      .filter((task) => !once.includes(task))
      .map((task) => `${task.taskId} had ${task.runIds.length} runs and not 1`),
    ...miscounted(runIds, calls),
    ...astray,
    ...tasks
      .filter(({ taskId }) => statesOf(taskId).length === 0)
      .map(({ taskId }) => `${taskId} was never seen`),
    ...(isTimed ? late : []),
  ]
  const line = [
    `${part} away for ${seconds(backAt - downAt)}`,
    `${done.length} of ${tasks.length} done (all)`,
    `${calls.length} agent calls for ${runIds.length} runs (${tasks.length} for ${tasks.length})`,
    `first started ${seconds(firstStart)} after its return (10 s or less) and done ${seconds(firstDone)}`,
    `${waited} said that they wait for their executor`,
    `${astray.length} failed or blocked in ${tally.readings} readings (0), at most ${seconds(gap)} apart (5 s)`,
  ].join('; ')
  return { line, breaches: breaches.map((words) => `${part}: ${words}`) }
}

const seconds = (ms: number) => (Number.isFinite(ms) ? `${(ms / 1_000).toFixed(1)} s` : 'never')
