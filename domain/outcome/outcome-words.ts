export const moneyKinds = ['revenue', 'cost'] as const
export type MoneyKind = (typeof moneyKinds)[number]

/** Where an event came from: typed here, sent by a program, or a line of a file. */
export const moneySources = ['form', 'api', 'csv'] as const
export type MoneySource = (typeof moneySources)[number]

/** What a review says of a decision. */
export const verdicts = ['confirmed', 'changed', 'reversed'] as const
export type Verdict = (typeof verdicts)[number]

/** How a weekly objective ends. */
export const objectiveEnds = ['hit', 'missed', 'dropped'] as const
export type ObjectiveEnd = (typeof objectiveEnds)[number]
