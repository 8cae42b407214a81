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
    const found = new Map<string, string[]>()
    for (const { path, message } of problem.errors) {
      const name = fields.find((field) => path.split(/[./]/).includes(field))
      if (name) found.set(name, [...(found.get(name) ?? []), message])
    }
    for (const [name, messages] of found) errors[name] = oneAfterAnother(messages)
    if (Object.keys(errors).length === 0) errors.form = problem.detail ?? problem.title
  }
  return errors as FieldErrors<F>
}

const ended = (message: string) => (/[.!?…]$/.test(message) ? message : `${message}.`)
const capital = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}`

/** One message stands as it came. Of several each ends, and the next begins, as a sentence; none is told twice. */
function oneAfterAnother(messages: readonly string[]): string {
  const [first = '', ...others] = new Set(messages)
  return others.length === 0 ? first : [first, ...others.map(capital)].map(ended).join(' ')
}
