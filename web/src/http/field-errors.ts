import { ApiProblem } from './client.ts'

const unsent = 'Front Office does not answer. Send it again when it is back: it is made once only.'
const changed =
  'An earlier try was recorded, with what stood here then. Look whether it is there before you send this one.'

/** The key belongs to another content that was recorded; only a new key makes this one. */
export const isKeyReused = (problem: unknown) =>
  problem instanceof ApiProblem && problem.code === 'key_reused'

export type FieldErrors<F extends string> = Partial<Record<F | 'form', string>>

/** What the server found wrong with a form, each at its field; the rest at the button. */
export function fieldErrorsOf<F extends string>(problem: unknown, fields: readonly F[]): FieldErrors<F> {
  const errors: Partial<Record<string, string>> = {}
  if (!(problem instanceof ApiProblem) || problem.status === 0) errors.form = unsent
  else if (isKeyReused(problem)) errors.form = changed
  else {
    for (const { path, message } of problem.errors) {
      const name = fields.find((field) => path.split(/[./]/).includes(field))
      if (name) errors[name] = message
    }
    if (Object.keys(errors).length === 0) errors.form = problem.detail ?? problem.title
  }
  return errors as FieldErrors<F>
}
