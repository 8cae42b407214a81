import type { Fact } from '../ledger/entry.ts'
import type { MoneyKind, MoneySource, ObjectiveEnd, Verdict } from './outcome-words.ts'

/** Who ended something and when; null while it stands. */
interface Ending {
  at: string
  by: string
  note: string
}

export interface MoneyState {
  kind: MoneyKind
  amount: string
  currency: string
  occurredOn: string
  source: MoneySource
  note: string
  externalId: string | null
  importedFrom: { hash: string; line: number } | null
  bookedAt: string
  bookedBy: string
  reversed: Ending | null
}

export interface DecisionState {
  title: string
  context: string
  choice: string
  reviewOn: string
  madeAt: string
  madeBy: string
  verdict: Verdict | null
  reviewed: Ending | null
}

export interface ObjectiveState {
  week: string
  title: string
  target: string | null
  setAt: string
  setBy: string
  outcome: ObjectiveEnd | null
  closed: Ending | null
}

/** What came of a project's work, by id: the fold of the entries in its stream that tell of it. */
export interface OutcomesState {
  money: Readonly<Record<string, MoneyState>>
  decisions: Readonly<Record<string, DecisionState>>
  objectives: Readonly<Record<string, ObjectiveState>>
  learnings: Readonly<Record<string, { text: string; at: string; by: string }>>
  rate: { perHour: string | null; currency: string; at: string } | null
}

export const noOutcomes: OutcomesState = {
  money: {},
  decisions: {},
  objectives: {},
  learnings: {},
  rate: null,
}

/** One more fact. What it ends must be there: nobody writes an end without its beginning. */
export function applyOutcomeEntry(state: OutcomesState, fact: Fact): OutcomesState {
  return applyMoney(state, fact) ?? applyPlan(state, fact) ?? missing(fact)
}

function missing({ type }: Fact): never {
  throw new Error(`${type} has no fold in a project's outcomes`)
}

const endOf = ({ at, actor }: Fact, note: string): Ending => ({ at, by: actor, note })

function applyMoney(state: OutcomesState, fact: Fact): OutcomesState | null {
  const { at, actor } = fact
  switch (fact.type) {
    case 'revenue_booked':
    case 'cost_booked': {
      const { moneyId, ...booked } = fact.body
      const kind = fact.type === 'revenue_booked' ? 'revenue' : 'cost'
      const event = { ...booked, kind, bookedAt: at, bookedBy: actor, reversed: null } as const
      return { ...state, money: { ...state.money, [moneyId]: event } }
    }
    case 'money_reversed': {
      const event = state.money[fact.body.moneyId]
      if (!event) return state
      const reversed = endOf(fact, fact.body.reason)
      return { ...state, money: { ...state.money, [fact.body.moneyId]: { ...event, reversed } } }
    }
    case 'operator_rate_set':
      return { ...state, rate: { ...fact.body, at } }
    default:
      return null
  }
}

function applyPlan(state: OutcomesState, fact: Fact): OutcomesState | null {
  const { at, actor } = fact
  switch (fact.type) {
    case 'decision_made': {
      const { decisionId, ...made } = fact.body
      const decision = { ...made, madeAt: at, madeBy: actor, verdict: null, reviewed: null }
      return { ...state, decisions: { ...state.decisions, [decisionId]: decision } }
    }
    case 'decision_reviewed': {
      const { decisionId, verdict, note } = fact.body
      const decision = state.decisions[decisionId]
      if (!decision) return state
      const after = { ...decision, verdict, reviewed: endOf(fact, note) }
      return { ...state, decisions: { ...state.decisions, [decisionId]: after } }
    }
    case 'objective_set': {
      const { objectiveId, ...set } = fact.body
      const objective = { ...set, setAt: at, setBy: actor, outcome: null, closed: null }
      return { ...state, objectives: { ...state.objectives, [objectiveId]: objective } }
    }
    case 'objective_closed': {
      const { objectiveId, outcome, note } = fact.body
      const objective = state.objectives[objectiveId]
      if (!objective) return state
      const after = { ...objective, outcome, closed: endOf(fact, note) }
      return { ...state, objectives: { ...state.objectives, [objectiveId]: after } }
    }
    case 'learning_noted': {
      const { learningId, text } = fact.body
      return { ...state, learnings: { ...state.learnings, [learningId]: { text, at, by: actor } } }
    }
    default:
      return null
  }
}
