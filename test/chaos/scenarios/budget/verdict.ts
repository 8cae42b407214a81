import type { Verdict } from '../verdict.ts'
import { turnUsd } from './plan.ts'

/** Money in billionths of a dollar. */
export interface SpentTask {
  taskId: string
  place: string
  status: string
  runs: { stepId: string; outcome: string | null; reserved: number | null; booked: number | null }[]
  /** By the gateway's own transcript of its session. */
  transcript: number
}

export interface SpentPlace {
  name: string
  limit: number
  /** As the page of the policy has them. */
  used: number
  reserved: number
  unknownRuns: number
}

export interface Spending {
  seed: number
  kills: number
  tasks: SpentTask[]
  places: SpentPlace[]
  /** Of tasks that waited for their budget and were cancelled at the end. */
  held: number
}

/** The budgets of two of the four places are for all that comes in, so half of the tasks run at least: 50 of 100. */
const leastRunsOf = (tasks: readonly SpentTask[]) => Math.ceil(tasks.length / 2)

const turn = turnUsd * 1e9
const usd = (nano: number) => `$${(nano / 1e9).toFixed(2)}`
const sum = (amounts: readonly number[]) => amounts.reduce((total, one) => total + one, 0)
const bookedOf = ({ runs }: SpentTask) => sum(runs.map(({ booked }) => booked ?? 0))

export function spendingVerdict({ seed, kills, tasks, places, held }: Spending): Verdict {
  const runs = tasks.flatMap(({ taskId, runs }) =>
    runs.map((run) => ({ ...run, name: `${taskId} ${run.stepId}` })),
  )
  const overshot = runs.flatMap(({ name, reserved, booked }) =>
    reserved !== null && booked !== null && booked >= reserved + turn
      ? [`${name} used ${usd(booked)} of ${usd(reserved)} reserved: more than one turn over it`]
      : [],
  )
  const leastRuns = leastRunsOf(tasks)
  const stopped = runs.filter(({ outcome }) => outcome === 'over_budget').length
  const breaches = [
    ...tasks
      .filter(({ status }) => !['done', 'cancelled'].includes(status))
      .map(({ taskId, status }) => `${taskId} is ${status}`),
    ...runs.filter(({ outcome }) => outcome === null).map(({ name }) => `${name} has no end`),
    ...places
      .filter(({ reserved }) => reserved !== 0)
      .map(({ name, reserved }) => `${name} still has ${usd(reserved)} reserved`),
    ...tasks
      .filter((task) => bookedOf(task) !== task.transcript)
      .map(
        (task) => `${task.taskId} booked ${usd(bookedOf(task))}, its transcript says ${usd(task.transcript)}`,
      ),
    ...places.flatMap(({ name, used }) => {
      const own = sum(tasks.filter(({ place }) => place === name).map(({ transcript }) => transcript))
      return own === used ? [] : [`the budget ${name} has ${usd(used)} used, its transcripts say ${usd(own)}`]
    }),
    ...overshot,
    ...(runs.length < leastRuns
      ? [`only ${runs.length} runs, and ${tasks.length} tasks ask for ${leastRuns}`]
      : []),
    ...(stopped + held === 0 ? ['no budget stopped a run or held one back'] : []),
  ]
  const transcripts = sum(tasks.map(({ transcript }) => transcript))
  const line = [
    `seed ${seed}: ${tasks.length} tasks with ${runs.length} runs (${leastRuns} or more) under ${kills} kills`,
    `${stopped} runs stopped, ${held} tasks held by their budget (1 or more together)`,
    `reserved at the end ${usd(sum(places.map(({ reserved }) => reserved)))} ($0.00)`,
    `booked ${usd(sum(places.map(({ used }) => used)))} (${usd(transcripts)} by the transcripts)`,
    `unknown ${sum(places.map(({ unknownRuns }) => unknownRuns))}`,
    `${overshot.length} over by more than a turn (0)`,
  ].join('; ')
  return { line, breaches }
}
