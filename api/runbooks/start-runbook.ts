import type { Request } from 'express'
import { Refused } from '#domain/errors.ts'
import { runIdOfStream } from '#domain/ids.ts'
import { canonicalOf } from '#domain/ledger/digest.ts'
import { newRunRefusal } from '#domain/project/stage-rules.ts'
import { checkedInputs } from '#domain/runbook/input-rules.ts'
import { longTexts } from '#domain/runbook/rendered-rules.ts'
import type { RunbookRunState } from '#domain/runbook/run.ts'
import type { RunbookDefinition } from '#domain/runbook/runbook.ts'
import { slugOf } from '#domain/runbook/runbook-name-rules.ts'
import { problemWords, readRunbook } from '#domain/runbook/runbook-yaml.ts'
import { workflowOfIntent } from '#prisma/read/intents.ts'
import { projectById } from '#prisma/read/projects.ts'
import { runById } from '#prisma/read/runbook-runs.ts'
import { runbookByName } from '#prisma/read/runbooks.ts'
import type { Source } from '#prisma/read/source.ts'
import { requestRunbookRun } from '#prisma/write/run-intents.ts'
import { idOfRequest } from '../http/idempotency.ts'
import type { Caller } from '../http/mount.ts'
import { InvalidRequest } from '../http/problem.ts'
import { foundRunbook, workingAgents } from './written-runbook.ts'

interface Start {
  caller: Caller
  params: { projectId: string; name: string }
  inputs: Record<string, unknown>
  req: Request
}

/** Records that a runbook is to run, as it is written now. A repeat of the key answers the run of the first time. */
export async function startRunbook(
  source: Source,
  { caller, params, inputs, req }: Start,
): Promise<{ runId: string }> {
  const { pool } = source
  const ids = {
    runId: idOfRequest('runbookRun', caller.actor, req),
    intentId: idOfRequest('intent', caller.actor, req),
  }
  const earlier = await earlierRun(pool, ids.intentId, { ...params, inputs })
  if (earlier) return earlier
  const runbook = await foundRunbook(pool, params.projectId, params.name)
  const definition = await startable(source, runbook)
  const values = inputsOf(definition, inputs)
  const { id: runbookId, projectId, version } = runbook
  return requestRunbookRun(pool, {
    ...ids,
    actor: caller.actor,
    at: new Date().toISOString(),
    run: { projectId, runbookId, version, definition, inputs: values },
  })
}

/** Throws InvalidRequest with what is wrong with each, and with what they would make of the steps' texts. */
function inputsOf(definition: RunbookDefinition, given: Record<string, unknown>) {
  const { values, errors } = checkedInputs(definition.inputs, given)
  const found = Object.entries(errors).map(([input, message]) => ({ input, message }))
  const wrong = found.length > 0 ? found : longTexts(definition, values)
  if (wrong.length === 0) return values
  throw new InvalidRequest(wrong.map(({ input, message }) => ({ path: `body.inputs.${input}`, message })))
}

interface Wanted {
  projectId: string
  name: string
  inputs: Record<string, unknown>
}

/**
 * The run that this key made, whatever its runbook is like by now, removed too. Throws Refused key_reused for another
 * request.
 */
async function earlierRun(
  pool: Source['pool'],
  intentId: string,
  wanted: Wanted,
): Promise<{ runId: string } | null> {
  const workflowId = await workflowOfIntent(pool, intentId)
  if (workflowId === null) return null
  const run = await runById(pool, runIdOfStream(workflowId) ?? '')
  const given = run && checkedInputs(run.state.definition.inputs, wanted.inputs).values
  if (run && canonicalOf(given) === canonicalOf(run.state.inputs) && (await isRunOf(pool, run.state, wanted)))
    return { runId: run.id }
  throw new Refused('key_reused', 'This Idempotency-Key was used for another request. Use a new one.')
}

/** By the name that the runbook had then, or by what it is called now. */
async function isRunOf(
  pool: Source['pool'],
  { projectId, runbookId, definition }: RunbookRunState,
  wanted: Wanted,
): Promise<boolean> {
  if (projectId !== wanted.projectId) return false
  if (slugOf(wanted.name) === slugOf(definition.name) || wanted.name === runbookId) return true
  return (await runbookByName(pool, projectId, wanted.name))?.id === runbookId
}

/** It was good when it was written; agents may have gone since. */
async function startable({ pool }: Source, runbook: { projectId: string; yaml: string }) {
  const project = await projectById(pool, runbook.projectId)
  const refusal = project && newRunRefusal({ ...project, isRemoved: project.removedAt !== null })
  if (refusal) throw new Refused(refusal.code, refusal.message)
  const agents = await workingAgents(pool, runbook.projectId)
  const { definition, problems } = readRunbook(runbook.yaml, agents)
  if (definition) return definition
  const first = problems[0] ? problemWords(problems[0]) : ''
  throw new Refused('runbook_broken', `The runbook does not fit the project any more. Edit it: ${first}.`)
}
