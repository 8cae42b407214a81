import { z } from 'zod'
import { amountProblem, canonicalAmount } from './amount.ts'
import { isDate, isWeek } from './iso-week.ts'
import { moneyKinds, moneySources, objectiveEnds, verdicts } from './outcome-words.ts'

export const MoneyKind = z.enum(moneyKinds)
export const MoneySource = z.enum(moneySources)
export const Verdict = z.enum(verdicts)
export const ObjectiveEnd = z.enum(objectiveEnds)

/** Above zero, in the one spelling of it. */
export const Amount = z
  .string()
  .trim()
  .superRefine((text, issues) => {
    const problem = amountProblem(text)
    if (problem) issues.addIssue({ code: 'custom', message: problem })
  })
  .transform(canonicalAmount)
export const Day = z.string().refine(isDate, 'is not a day: write it like 2026-11-25')
export const Week = z.string().refine(isWeek, 'is not a week: write it like 2026-W48')
