import type { InputValue, RunbookInput } from './runbook.ts'
import { isDate } from './step-rules.ts'

const longestText = 20_000

const textProblems: Record<
  'text' | 'choice' | 'date',
  (input: RunbookInput, value: string) => string | null
> = {
  text: (_, value) =>
    value.length <= longestText ? null : `must be at most ${longestText.toLocaleString('en-US')} characters`,
  choice: ({ options = [] }, value) =>
    options.includes(value) ? null : `must be one of: ${options.join(', ')}`,
  date: (_, value) => (isDate(value) ? null : 'must be a day that exists, as 2026-12-01'),
}

/** Why a value is none of this input; null where it is one. */
export function valueProblem(input: RunbookInput, value: unknown): string | null {
  const { type } = input
  if (type === 'number')
    return typeof value === 'number' && Number.isFinite(value) ? null : 'must be a number'
  if (type === 'boolean') return typeof value === 'boolean' ? null : 'must be true or false'
  return typeof value === 'string' ? textProblems[type](input, value) : 'must be text'
}

/** Of what is kept by names that a person chose: `constructor` may be one, and every object has that already. */
export const ownOf = <T>(of: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(of, name) ? of[name] : undefined

const isAbsent = (value: unknown) => value === undefined || value === null || value === ''

export interface CheckedInputs {
  values: Record<string, InputValue>
  /** By the name of the input. */
  errors: Record<string, string>
}

/** What a run is given, defaults filled in. Server and form ask here. */
export function checkedInputs(
  inputs: readonly RunbookInput[],
  given: Readonly<Record<string, unknown>>,
): CheckedInputs {
  const values: CheckedInputs['values'] = {}
  const errors: CheckedInputs['errors'] = {}
  for (const input of inputs) {
    const own = ownOf(given, input.name)
    const value = isAbsent(own) ? input.default : own
    if (isAbsent(value)) {
      if (input.required) errors[input.name] = 'is required'
      continue
    }
    const problem = valueProblem(input, value)
    if (problem) errors[input.name] = problem
    else values[input.name] = value as InputValue
  }
  for (const name of Object.keys(given))
    if (!inputs.some((input) => input.name === name)) errors[name] = 'is no input of this runbook'
  return { values, errors }
}
