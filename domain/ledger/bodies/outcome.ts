import { z } from 'zod'
import { MoneyKind, MoneySource, ObjectiveEnd, Verdict } from '../../outcome/outcome.ts'
import { text } from './fields.ts'

const booked = z.strictObject({
  moneyId: text,
  /** A decimal, above zero; what kind of event it is says its sign. */
  amount: text,
  currency: text,
  occurredOn: text,
  source: MoneySource,
  note: text,
  /** The name that another system has for it: it is booked once. */
  externalId: text.nullable(),
  /** The sha256 of the file and the line that it came from. */
  importedFrom: z.strictObject({ hash: text, line: z.int() }).nullable(),
})

/** What a project's stream holds of what came of the work. */
export const outcomeBodies = {
  revenue_booked: booked,
  cost_booked: booked,
  /** Nothing is deleted: the event stays and counts no more. */
  money_reversed: z.strictObject({
    moneyId: text,
    reason: text,
    kind: MoneyKind,
    amount: text,
    currency: text,
  }),
  /** What an hour of an operator costs; null: their time is left out. */
  operator_rate_set: z.strictObject({ perHour: text.nullable(), currency: text }),
  decision_made: z.strictObject({
    decisionId: text,
    title: text,
    context: text,
    choice: text,
    reviewOn: text,
  }),
  decision_reviewed: z.strictObject({ decisionId: text, title: text, verdict: Verdict, note: text }),
  objective_set: z.strictObject({ objectiveId: text, week: text, title: text, target: text.nullable() }),
  objective_closed: z.strictObject({
    objectiveId: text,
    week: text,
    title: text,
    outcome: ObjectiveEnd,
    note: text,
  }),
  learning_noted: z.strictObject({ learningId: text, text }),
} as const
