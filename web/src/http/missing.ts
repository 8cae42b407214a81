import { ApiProblem } from './client.ts'

/** An id that is not there, or that is no id at all: both are said as "no such". */
export const isMissing = (problem: Error) =>
  problem instanceof ApiProblem && (problem.status === 404 || problem.status === 400)

/** What a person reads about a failed read; a defect names its request. */
export function wordsOf(problem: Error): string {
  const requestId = problem instanceof ApiProblem && problem.status >= 500 ? problem.requestId : undefined
  return `${problem.message}${requestId ? ` Request ${requestId}.` : ''}`
}
