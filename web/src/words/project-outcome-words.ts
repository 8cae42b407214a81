import type { outcomeBodies } from '#domain/ledger/bodies/outcome.ts'
import { amountWords } from '../ui/amount-words.ts'
import type { Some } from './said.ts'

const booked = (
  what: string,
  body: { amount: string; currency: string; note: string; occurredOn: string },
) => ({
  what: `booked ${what} of ${amountWords(body.amount, body.currency)} for ${body.occurredOn}`,
  words: body.note,
})

export const projectOutcomeWords: Some<keyof typeof outcomeBodies> = {
  revenue_booked: (body) => booked('revenue', body),
  cost_booked: (body) => booked('a cost', body),
  money_reversed: (body) => ({
    what: `reversed ${body.kind === 'revenue' ? 'revenue' : 'a cost'} of ${amountWords(body.amount, body.currency)}: it counts no more`,
    words: body.reason,
    tone: 'muted',
  }),
  operator_rate_set: ({ perHour, currency }) => ({
    what: perHour
      ? `priced an hour of an operator at ${amountWords(perHour, currency)}`
      : 'left the time of operators without a price',
  }),
  decision_made: (body) => ({
    what: `decided ${body.title}: ${body.choice}`,
    words: body.context,
    detail: `To be reviewed on ${body.reviewOn}`,
  }),
  decision_reviewed: (body) => ({
    what: `reviewed the decision ${body.title}: ${body.verdict}`,
    words: body.note,
  }),
  objective_set: (body) => ({
    what: `set an objective for ${body.week}: ${body.title}`,
    ...(body.target && { detail: `Target: ${body.target}` }),
  }),
  objective_closed: (body) => ({
    what: `closed the objective ${body.title} of ${body.week}: ${body.outcome}`,
    words: body.note,
    tone: body.outcome === 'hit' ? 'positive' : 'muted',
  }),
  learning_noted: (body) => ({ what: 'noted a learning', words: body.text }),
}
