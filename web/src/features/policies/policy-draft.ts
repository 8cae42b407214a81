import { PolicyDocument } from '#domain/policy/policy-document.ts'
import { ApiProblem } from '../../http/client.ts'

/** Messages by the path of their field in the document; '' is the document as a whole. */
export type Errors = Record<string, string>

/** What each part of the form is given. */
export interface FieldsProps {
  draft: PolicyDocument
  errors: Errors
  isDisabled: boolean
  onChange: (change: Partial<PolicyDocument>) => void
}

/** The document that the form stands for, or what is wrong with it, by the same shape as the server's. */
export function parsedDraft(draft: PolicyDocument): { document: PolicyDocument } | { errors: Errors } {
  const result = PolicyDocument.safeParse(draft)
  if (result.success) return { document: result.data }
  return {
    errors: Object.fromEntries(result.error.issues.map(({ path, message }) => [path.join('.'), message])),
  }
}

/** What the server found wrong, at the fields that it names. */
export function errorsOf(problem: unknown): Errors {
  if (!(problem instanceof ApiProblem))
    return { '': 'Front Office does not answer. Send it again when it is back.' }
  const named = problem.errors.map(({ path, message }) => [
    path.replace(/^body\.?(document\.?)?/, ''),
    message,
  ])
  return named.length > 0 ? Object.fromEntries(named) : { '': problem.detail ?? problem.title }
}

/** Of a number field: empty is nothing. */
export const numberOf = (value: number | string): number | null => (value === '' ? null : Number(value))

/** The first thing that is wrong with a list, by the name that it is about. */
export function listProblem(errors: FieldsProps['errors'], field: string, names: readonly string[]) {
  const [path, message] = Object.entries(errors).find(([at]) => at.split('.')[0] === field) ?? []
  if (path === undefined || message === undefined) return undefined
  const name = names[Number(path.split('.')[1])]
  return name === undefined || message.startsWith(name) ? message : `${name} ${message}`
}
