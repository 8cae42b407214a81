import { isRewind } from '#domain/ledger/rewind.ts'
import type { ProposalState } from '#domain/task/task.ts'
import { applyEntry, noTask } from '#domain/task/task-state.ts'
import { taskRowOf } from '../../write/task-row.ts'
import { advanceFold } from './advance-fold.ts'
import { reservationFold } from './reservation-fold.ts'
import type { Row, RowFold } from './rows.ts'

/** A task's row and those beside it, as one append after the other leaves them. */
export function taskFold(taskId: string): RowFold {
  let state = noTask
  let last = 0
  const proposals = new Map<string, { requested: string; state: ProposalState }>()
  const reservations = reservationFold(taskId)
  const advance = advanceFold(taskId)
  const claims = new Map<string, Row>()

  /** What a rewound run forgot waits for nobody; its row stays. */
  function withdrawForgotten(): void {
    const known = new Set(state.proposals.map(({ proposalId }) => proposalId))
    for (const [id, row] of proposals) {
      if (!known.has(id)) proposals.set(id, { ...row, state: { ...row.state, status: 'withdrawn' } })
    }
  }

  return {
    take(entry) {
      reservations.begin(entry, state)
      state = applyEntry(state, entry.fact)
      last = entry.streamSeq
      for (const proposal of state.proposals) {
        const requested = proposals.get(proposal.proposalId)?.requested ?? proposal.requestedAt
        proposals.set(proposal.proposalId, { requested, state: proposal })
      }
      if (isRewind(entry.fact)) withdrawForgotten()
      else {
        reservations.take(entry.fact)
        advance.take(entry.fact)
      }
      if (entry.fact.type !== 'effect_claimed') return
      const { effectKey: effect_key, grantId: grant_id } = entry.fact.body
      claims.set(effect_key, { effect_key, stream_id: taskId, grant_id })
    },
    rows() {
      const { proposals: _own, learnings, run_costs, shipped, ...task } = taskRowOf(state)
      const of: Row = { task_id: taskId, project_id: state.projectId }
      return {
        task: [{ ...task, id: taskId, stream_seq: last }],
        task_words: [{ task_id: taskId, created_at: state.requestedAt }],
        proposal: [...proposals].map(([id, { requested, state: proposal }]) => ({
          ...{ id, task_id: taskId, agent_id: state.agentId },
          ...{ status: proposal.status, requested, state: proposal },
        })),
        learning: learnings.map(({ itemId, text, about, at }) => ({
          ...{ ...of, agent_id: state.agentId, item_id: itemId, text, about, at },
        })),
        run_cost: run_costs.map((cost) => ({ ...of, ...cost })),
        shipped: shipped.map(({ verifiedAt, ...rest }) => ({ ...of, ...rest, verified_at: verifiedAt })),
        run_reservation: reservations.rows(state),
        advance_grant: advance.rows(state),
        effect_claim: [...claims.values()],
      }
    },
  }
}
