import { applyExecutorEntry, type ExecutorState } from '#domain/executor/executor-state.ts'
import type { Row, RowFold } from './rows.ts'

const rowOf = (id: string, state: ExecutorState): Row => {
  const { stopFile, runLimit, tokenAt, retiredAt, ...rest } = state
  return {
    ...{ id, ...rest },
    ...{ stop_file: stopFile, run_limit: runLimit, token_at: tokenAt, retired_at: retiredAt },
  }
}

/** An executor's row, what is held to be right on it, and since when. */
export function executorFold(executorId: string): RowFold {
  let state: ExecutorState | null = null
  let baselineAt: string | null = null
  const mirrors = new Map<string, Row>()
  return {
    take({ fact }) {
      state = applyExecutorEntry(state, fact)
      if (fact.type === 'baseline_adopted') baselineAt = fact.at
      if (fact.type === 'mirror_dropped') mirrors.delete(`${fact.body.kind} ${fact.body.subject.key}`)
      if (fact.type !== 'mirror_adopted') return
      const { kind, subject, owner, isPassing, side } = fact.body
      mirrors.set(`${kind} ${subject.key}`, {
        executor_id: executorId,
        kind,
        key: subject.key,
        name: subject.name,
        place: subject.where,
        owner,
        is_passing: isPassing,
        side,
        since: fact.at,
      })
    },
    rows: () => ({
      executor: state ? [rowOf(executorId, state)] : [],
      mirror: [...mirrors.values()],
      look: baselineAt ? [{ scope: executorId, baseline_at: baselineAt }] : [],
    }),
  }
}
