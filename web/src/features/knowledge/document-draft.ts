import { longestTitle, textRefusal, titleOf } from '#domain/document/document-rules.ts'
import { ApiProblem } from '../../http/client.ts'
import { type FieldErrors, fieldErrorsOf } from '../../http/field-errors.ts'

export interface DocumentDraft {
  title: string
  text: string
  isAlways: boolean
}

type Field = 'title' | 'text'

/** What is wrong before anything is sent, by the server's own rules. */
export function draftErrors({ title, text }: DocumentDraft): FieldErrors<Field> {
  const errors: FieldErrors<Field> = {}
  if (titleOf(title) === '') errors.title = 'Give it a title'
  else if (titleOf(title).length > longestTitle) errors.title = `At most ${longestTitle} characters`
  const refusal = textRefusal(text)
  if (refusal) errors.text = refusal === 'must not be empty' ? 'Write something first' : `This ${refusal}`
  return errors
}

/** What the server found wrong, at its field: a title that is taken is the title's. */
export function problemsOf(problem: unknown): FieldErrors<Field> {
  if (problem instanceof ApiProblem && problem.code === 'name_taken') return { title: problem.message }
  return fieldErrorsOf(problem, ['title', 'text'])
}

export const isSameDraft = (a: DocumentDraft, b: DocumentDraft): boolean =>
  a.title === b.title && a.text === b.text && a.isAlways === b.isAlways
