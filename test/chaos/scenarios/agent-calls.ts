import { join } from 'node:path'
import type { TestProduct } from '../../product.ts'
import { linesIn } from '../tool-log.ts'

/** A call of `agent`, as the practice gateway itself counts them; `at` in milliseconds. */
export interface AgentCall {
  at: number
  runId: string
}

/** Its count outlives it: it is on its disk. */
export const agentCallsOf = ({ folder }: Pick<TestProduct, 'folder'>): AgentCall[] =>
  linesIn<{ at: string; runId: string }>(join(folder, 'practice', 'agent-calls.jsonl')).map(
    ({ at, runId }) => ({ at: Date.parse(at), runId }),
  )

/** Runs that were not asked for exactly once, and calls for what is nobody's run. */
export function miscounted(runIds: readonly string[], calls: readonly AgentCall[]): string[] {
  const countOf = (runId: string) => calls.filter((call) => call.runId === runId).length
  const strangers = new Set(calls.map(({ runId }) => runId).filter((runId) => !runIds.includes(runId)))
  return [
    ...runIds
      .filter((runId) => countOf(runId) !== 1)
      .map((runId) => `${runId} was asked for ${countOf(runId)} times`),
    ...[...strangers].map((runId) => `${runId} was asked for, and is no run of any task`),
  ]
}
