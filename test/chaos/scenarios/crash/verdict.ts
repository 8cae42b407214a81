import { type AgentCall, miscounted } from '../agent-calls.ts'
import type { Verdict } from '../verdict.ts'
import type { Case } from './phases.ts'

/** What a run comes to, for whoever reads it. */
export interface Outcome {
  status: string
  summary: string | null
  text: string
  updates: string[]
  costNanoUsd: number | null
}

/** One run of a task, as the ledger has its end. */
export interface Step {
  runId: string
  /** Null: it never ended. */
  outcome: string | null
  adopted: number
  hasUsage: boolean
}

/** A task, and the calls of `agent` while it went on, by the gateway's own count. */
export interface Ran {
  outcome: Outcome
  steps: Step[]
  calls: AgentCall[]
}

export interface Crashed extends Ran {
  case: Case
  /** The phase was there and the kill came in it. */
  isReached: boolean
}

export interface Crashes {
  undisturbed: Ran
  crashed: Crashed[]
}

interface Entry {
  type: string
  // biome-ignore lint/suspicious/noExplicitAny: what is in it is what is to be found out
  body: any
}

/** By the task's own entries. */
export function ranBy(
  task: { status: string; costNanoUsd: number | null },
  entries: readonly Entry[],
): Omit<Ran, 'calls'> {
  const of = (type: string) => entries.filter((entry) => entry.type === type).map(({ body }) => body)
  const ends = of('run_ended')
  const outcome: Outcome = {
    ...{ status: task.status, costNanoUsd: task.costNanoUsd },
    summary: of('summary_given').at(-1)?.summary ?? null,
    text: ends.at(-1)?.text ?? '',
    updates: of('update_posted').map(({ text }) => text),
  }
  const steps = of('run_queued').map(({ stepId, runId }): Step => {
    const end = ends.find((one) => one.stepId === stepId)
    const { outcome = null, adoptedRunIds = [], usage } = end ?? {}
    return { runId, outcome, adopted: adoptedRunIds.length, hasUsage: Boolean(usage) }
  })
  return { outcome, steps }
}

/** Its record says that it did not go as it should: adopted, ended otherwise, or of unknown use. */
const isMarked = ({ steps }: Ran) =>
  steps.some(({ outcome, adopted, hasUsage }) => adopted > 0 || outcome !== 'ok' || !hasUsage)

function differing(one: Outcome, other: Outcome): string[] {
  const keys = Object.keys(other) as (keyof Outcome)[]
  return keys
    .filter((key) => JSON.stringify(one[key]) !== JSON.stringify(other[key]))
    .map((key) => `${key} is ${JSON.stringify(one[key])} and undisturbed ${JSON.stringify(other[key])}`)
}

const countsOf = ({ steps, calls }: Ran) =>
  steps.length === 0
    ? ['it had no run']
    : miscounted(
        steps.map(({ runId }) => runId),
        calls,
      )

/** Each case beside the run that nothing disturbed. */
export function crashVerdict({ undisturbed, crashed }: Crashes): Verdict {
  const unlike = (ran: Ran) => differing(ran.outcome, undisturbed.outcome)
  const silent = (ran: Ran) => (isMarked(ran) ? [] : unlike(ran))
  const breaches = [
    ...named('undisturbed', [
      ...countsOf(undisturbed),
      ...(undisturbed.outcome.status === 'done' && undisturbed.outcome.costNanoUsd !== null
        ? []
        : [`it is ${undisturbed.outcome.status} and cost ${undisturbed.outcome.costNanoUsd}`]),
    ]),
    ...crashed.flatMap((one) =>
      named(`${one.case.phase}, ${one.case.victim} killed`, [
        ...(one.isReached ? [] : ['it never came to that']),
        ...(one.outcome.status === 'done' ? [] : [`the task is ${one.outcome.status} and not done`]),
        ...countsOf(one),
        ...silent(one).map((words) => `${words}, and nothing marks it`),
      ]),
    ),
  ]
  const marked = crashed.filter(isMarked)
  const steps = crashed.reduce((sum, one) => sum + one.steps.length, 0)
  const calls = crashed.reduce((sum, one) => sum + one.calls.length, 0)
  const reached = crashed.filter(({ isReached }) => isReached).length
  const line = [
    `${reached} kills in ${crashed.length} cases (all)`,
    `${crashed.filter(({ outcome }) => outcome.status === 'done').length} tasks done (all)`,
    `${calls} agent calls for ${steps} steps (1 each)`,
    `${crashed.filter((one) => unlike(one).length === 0).length} with the result and cost of an undisturbed run`,
    `${marked.length} marked, of them ${marked.filter((one) => unlike(one).length > 0).length} otherwise`,
    `${crashed.filter((one) => silent(one).length > 0).length} otherwise and not marked (0)`,
  ].join('; ')
  return { line, breaches }
}

const named = (name: string, words: readonly string[]) => words.map((one) => `${name}: ${one}`)
