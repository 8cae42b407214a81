import { contentKeyOf } from '#domain/outcome/money-row.ts'
import { applyOutcomeEntry, noOutcomes, type OutcomesState } from '#domain/outcome/outcome-state.ts'
import { applyProjectEntry, type ProjectState } from '#domain/project/project-state.ts'
import type { Row, RowFold, Rows } from './rows.ts'

/** A project's row, and what came of its work. */
export function projectFold(projectId: string): RowFold {
  let project: ProjectState | null = null
  let outcomes = noOutcomes
  return {
    take({ fact }) {
      if (fact.type.startsWith('project_')) project = applyProjectEntry(project, fact)
      else outcomes = applyOutcomeEntry(outcomes, fact)
    },
    rows: () => ({
      project: project ? [projectRow(projectId, project)] : [],
      ...outcomeRows(projectId, outcomes),
    }),
  }
}

const projectRow = (id: string, state: ProjectState): Row => ({
  id,
  name: state.name,
  mission: state.mission,
  is_sample: state.isSample,
  policy: state.policy,
  stage: state.stage,
  stage_reason: state.stageReason,
  stage_since: state.stageSince,
  created_at: state.createdAt,
  removed_at: state.removedAt,
})

function outcomeRows(
  project_id: string,
  { money, decisions, objectives, learnings, rate }: OutcomesState,
): Rows {
  const rowsOf = <S>(states: Readonly<Record<string, S>>, row: (state: S) => Row): Row[] =>
    Object.entries(states).map(([id, state]) => ({ id, project_id, ...row(state) }))
  return {
    money_event: rowsOf(money, (event) => ({
      kind: event.kind,
      amount: event.amount,
      currency: event.currency,
      occurred_on: event.occurredOn,
      source: event.source,
      note: event.note,
      external_id: event.externalId,
      import_hash: event.importedFrom?.hash ?? null,
      import_line: event.importedFrom?.line ?? null,
      content_key: contentKeyOf(event),
      booked_at: event.bookedAt,
      booked_by: event.bookedBy,
      reversed_at: event.reversed?.at ?? null,
      reversed_by: event.reversed?.by ?? null,
      reversal_reason: event.reversed?.note ?? null,
    })),
    decision: rowsOf(decisions, (decision) => ({
      title: decision.title,
      context: decision.context,
      choice: decision.choice,
      review_on: decision.reviewOn,
      made_at: decision.madeAt,
      made_by: decision.madeBy,
      verdict: decision.verdict,
      review_note: decision.reviewed?.note ?? null,
      reviewed_at: decision.reviewed?.at ?? null,
      reviewed_by: decision.reviewed?.by ?? null,
    })),
    objective: rowsOf(objectives, (objective) => ({
      week: objective.week,
      title: objective.title,
      target: objective.target,
      set_at: objective.setAt,
      set_by: objective.setBy,
      outcome: objective.outcome,
      close_note: objective.closed?.note ?? null,
      closed_at: objective.closed?.at ?? null,
      closed_by: objective.closed?.by ?? null,
    })),
    noted_learning: rowsOf(learnings, (learning) => ({ ...learning })),
    operator_rate: rate
      ? [{ project_id, per_hour: rate.perHour, currency: rate.currency, set_at: rate.at }]
      : [],
  }
}
