import type { Fact } from '#domain/ledger/entry.ts'
import type { TaskState } from '#domain/task/task.ts'
import { isEnded, isNotBegun, tokensOf } from '#domain/task/task-rules.ts'
import type { Row, StoredFact } from './rows.ts'

interface Reservation {
  reserved_at: string
  tokens_reserved: number | null
  nano_usd_reserved: number | null
  ended_at: string | null
  tokens_used: number | null
  nano_usd_used: number | null
  nano_usd_known: number | null
}

/** What a task's runs reserve and use, as `keepReservations` keeps it: append by append, so that ends fall together. */
export function reservationFold(taskId: string) {
  const kept = new Map<string, Reservation>()
  let batch = ''
  let lastAt: string | null = null

  /** No run of an ended task is under way, whatever was lost of its end. */
  function endBatch(state: TaskState): void {
    if (lastAt === null || !(isEnded(state.status) || state.status === 'frozen')) return
    for (const reservation of kept.values()) reservation.ended_at ??= lastAt
  }

  return {
    /** Before an entry is folded; `state` is what came before it. */
    begin({ runId, batch: first }: StoredFact, state: TaskState): void {
      const next = `${runId}/${first}`
      if (next === batch) return
      endBatch(state)
      batch = next
      lastAt = null
    },
    take(fact: Fact): void {
      lastAt = fact.at
      if (fact.type === 'run_queued') reserve(kept, fact)
      if (isNotBegun(fact)) kept.delete(fact.body.stepId)
      else if (fact.type === 'run_ended' || fact.type === 'reservation_freed') settle(kept, fact)
    },
    rows(state: TaskState): Row[] {
      endBatch(state)
      const of = { task_id: taskId, project_id: state.projectId, agent_id: state.agentId }
      return [...kept].map(([stepId, reservation]) => ({ ...of, step_id: stepId, ...reservation }))
    },
  }
}

function reserve(kept: Map<string, Reservation>, { body, at }: Extract<Fact, { type: 'run_queued' }>): void {
  if (kept.has(body.stepId)) return
  kept.set(body.stepId, {
    reserved_at: at,
    tokens_reserved: body.reserved?.tokens ?? null,
    nano_usd_reserved: body.reserved?.costNanoUsd ?? null,
    ...{ ended_at: null, tokens_used: null, nano_usd_used: null, nano_usd_known: null },
  })
}

type Ended = Extract<Fact, { type: 'run_ended' | 'reservation_freed' }>

function settle(kept: Map<string, Reservation>, { body, at }: Ended): void {
  const reservation = kept.get(body.stepId)
  if (!reservation || reservation.tokens_used !== null) return
  reservation.ended_at ??= at
  reservation.tokens_used = body.usage && tokensOf(body.usage)
  reservation.nano_usd_used = body.usage?.costNanoUsd ?? null
  reservation.nano_usd_known = body.usage?.knownNanoUsd ?? null
}
