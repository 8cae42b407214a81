import type { Request } from 'express'
import { Refused } from '#domain/errors.ts'
import { runbookRunStreamId } from '#domain/ids.ts'
import { actorOf } from '#domain/ledger/actor.ts'
import type { Action } from '#domain/operator/permissions.ts'
import { type OperatorRunIntent, runIntentRefusal } from '#domain/runbook/run-rules.ts'
import { outcomeIn, workflowOfIntent } from '#prisma/read/intents.ts'
import { type RunDetail, runById } from '#prisma/read/runbook-runs.ts'
import type { Source } from '#prisma/read/source.ts'
import { recordRunIntent } from '#prisma/write/run-intents.ts'
import { requireAction } from '../auth/permission.ts'
import { idOfRequest } from '../http/idempotency.ts'
import type { OperatorCaller } from '../http/mount.ts'
import { patienceMs } from '../tasks/ask-task.ts'

export interface Asked {
  operator: OperatorCaller
  params: { runId: string }
  req: Request
  /** Of what is asked once, whoever asks; absent: the request's own. */
  intentId?: string
}
/** A command, and the action that its operator must be allowed. */
export type RunCommandAsked = OperatorRunIntent extends infer I
  ? I extends OperatorRunIntent
    ? Pick<I, 'command' | 'body'> & { action: Action }
    : never
  : never

export async function foundRun(pool: Source['pool'], runId: string): Promise<RunDetail> {
  const run = await runById(pool, runId)
  if (!run) throw new Refused('not_found', 'There is no such run.')
  return run
}

/** Records what an operator asks of a run, and waits a moment for what comes of it. */
export async function askRun(
  { pool }: Source,
  asked: Asked,
  { action, ...command }: RunCommandAsked,
): Promise<{ intentId: string; isDelivered: boolean }> {
  const { operator, params, req } = asked
  requireAction(operator, action)
  const { id: runId, state } = await foundRun(pool, params.runId)
  const id = asked.intentId ?? idOfRequest('intent', operator.id, req)
  const intent = { ...command, id, runId, actor: actorOf('operator', operator.id) } as OperatorRunIntent
  // A repeat answers as the first time did, whatever the run is like by now.
  if ((await workflowOfIntent(pool, id)) === null) {
    const refusal = runIntentRefusal(intent, state, operator.role)
    if (refusal) throw new Refused(refusal.code, refusal.message)
  }
  await recordRunIntent(pool, intent)
  const outcome = await outcomeIn(pool, runbookRunStreamId(runId), id, patienceMs)
  if (outcome?.type === 'runbook_intent_refused' || outcome?.type === 'runbook_intent_undeliverable')
    throw new Refused('run_not_in_state', String(outcome.body.message))
  return { intentId: id, isDelivered: outcome !== null }
}
