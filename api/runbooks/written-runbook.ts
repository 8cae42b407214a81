import { Refused } from '#domain/errors.ts'
import type { RunbookDefinition } from '#domain/runbook/runbook.ts'
import { problemsAt, problemWords, readRunbook, type YamlProblem } from '#domain/runbook/runbook-yaml.ts'
import { allSteps, type StepPath } from '#domain/runbook/step-rules.ts'
import { listAgents } from '#prisma/read/agents.ts'
import { type RunbookSummary, runbookByName } from '#prisma/read/runbooks.ts'
import type { Source } from '#prisma/read/source.ts'
import { InvalidRequest } from '../http/problem.ts'
import { checkProblems } from '../tasks/declared-checks.ts'

export async function foundRunbook(
  pool: Source['pool'],
  projectId: string,
  name: string,
): Promise<RunbookSummary> {
  const runbook = await runbookByName(pool, projectId, name)
  if (!runbook) throw new Refused('not_found', 'The project has no such runbook.')
  return runbook
}

/** Whom a step may be given to. */
export const workingAgents = async (pool: Source['pool'], projectId: string) =>
  (await listAgents(pool, projectId)).filter(({ retiredAt }) => retiredAt === null)

/** What a text says as a runbook of this project. Throws InvalidRequest with each problem by line and column. */
export async function readOrRefuse(
  { pool }: Source,
  projectId: string,
  yaml: string,
): Promise<RunbookDefinition> {
  const { definition, problems } = readRunbook(yaml, await workingAgents(pool, projectId))
  if (definition) return definition
  throw refusedFor(problems)
}

const refusedFor = (problems: readonly YamlProblem[]) =>
  new InvalidRequest(problems.map((problem) => ({ path: 'body.yaml', message: problemWords(problem) })))

/** Throws InvalidRequest, likewise, for deliverables of its tasks that could never be checked. */
export async function requireStepChecks(
  { steps }: RunbookDefinition,
  yaml: string,
  checkHosts: readonly string[],
): Promise<void> {
  const found: { path: StepPath; message: string }[] = []
  for (const { step, path } of allSteps(steps))
    for (const one of await checkProblems(step.task?.deliverables ?? [], checkHosts))
      found.push({
        path: [...path, 'task', 'deliverables', ...one.path],
        message: `${one.path[2]}: ${one.message}`,
      })
  if (found.length > 0) throw refusedFor(problemsAt(yaml, found))
}
