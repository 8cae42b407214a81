import type { Check, Declared } from '#domain/quality/deliverable.ts'
import { urlRefusal } from '#domain/quality/url-rules.ts'
import { schemaProblems } from '#platform/json-schema/schema-check.ts'
import { InvalidRequest } from '../http/problem.ts'

/** What is wrong with a check, and where in the list of deliverables it stands. */
export interface CheckProblem {
  path: [nth: number, 'check', field: string]
  message: string
}

type Placed<K extends Check['kind']> = { nth: number; check: Check & { kind: K } }
const ofKind = <K extends Check['kind']>(deliverables: readonly Declared[], kind: K): Placed<K>[] =>
  deliverables.flatMap((one, nth) =>
    typeof one !== 'string' && one.check.kind === kind
      ? [{ nth, check: one.check as Placed<K>['check'] }]
      : [],
  )

/** Checks that could never be made: an address that nobody would ask, a schema that is none. */
export async function checkProblems(
  deliverables: readonly Declared[],
  checkHosts: readonly string[],
): Promise<CheckProblem[]> {
  const urls = ofKind(deliverables, 'url').map(({ nth, check }) => ({
    path: [nth, 'check', 'url'] as CheckProblem['path'],
    message: check.url === null ? null : urlRefusal(check.url, checkHosts),
  }))
  const json = ofKind(deliverables, 'json')
  const messages = await schemaProblems(json.map(({ check }) => check.schema))
  const schemas = json.map(({ nth }, i) => ({
    path: [nth, 'check', 'schema'] as CheckProblem['path'],
    message: messages[i] ?? null,
  }))
  return [...urls, ...schemas].flatMap(({ path, message }) => (message === null ? [] : [{ path, message }]))
}

/** Throws InvalidRequest at each field of a new task that says what could never be checked. */
export async function requireChecks(
  deliverables: readonly Declared[],
  checkHosts: readonly string[],
): Promise<void> {
  const problems = await checkProblems(deliverables, checkHosts)
  if (problems.length === 0) return
  throw new InvalidRequest(
    problems.map(({ path, message }) => ({ path: `body.deliverables.${path.join('.')}`, message })),
  )
}
