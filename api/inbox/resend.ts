import type { Request } from 'express'
import type { Decision } from '#domain/approval/approval-rules.ts'
import { idFrom } from '#domain/derived-ids.ts'
import { Refused } from '#domain/errors.ts'
import { runIdOfStream } from '#domain/ids.ts'
import { actionOf, type TaskIntent } from '#domain/intent/intent-rules.ts'
import { actorOf } from '#domain/ledger/actor.ts'
import { type OperatorRunIntent, runActionOf } from '#domain/runbook/run-rules.ts'
import { closingOf, inboxItems } from '#prisma/read/inbox.ts'
import { intentById, type RecordedIntent } from '#prisma/read/intents.ts'
import { nameOf } from '#prisma/read/names.ts'
import type { Source } from '#prisma/read/source.ts'
import { decide } from '../approvals/decide.ts'
import { foundApproval } from '../approvals/decide-each.ts'
import { requireAction } from '../auth/permission.ts'
import type { OperatorCaller } from '../http/mount.ts'
import { askRun, type RunCommandAsked } from '../runbooks/ask-run.ts'
import { askTask, type Command } from '../tasks/ask-task.ts'
import { close } from './triage.ts'

interface Resending {
  operator: OperatorCaller
  req: Request
  itemId: string
}

/**
 * Asks the same again in the name of who resends it, by the rules of now. What was refused has one successor, whoever
 * presses and how often: its id follows from that of the refused one. Throws Refused as the first time would, and where
 * somebody else has sent or dropped it.
 */
export async function resend(source: Source, asked: Resending): Promise<{ intentId: string }> {
  const { pool } = source
  const items = await inboxItems(pool, [asked.itemId], new Date().toISOString())
  const item = items.get(asked.itemId)
  const intent = item?.subjectId ? await intentById(pool, item.subjectId) : null
  if (item?.kind !== 'undeliverable' || !intent)
    throw new Refused('not_found', 'There is nothing to send again: it was settled, or never was.')
  const intentId = idFrom('intent', 'sent again', intent.id)
  const before = await intentById(pool, intentId)
  if (!before && item.isClosed) throw await closedBefore(source, item.id)
  // Where an answer was lost this goes through once more: a repeat answers as the first time did.
  if (!before || isBy(asked.operator, before)) await askedAgain(source, { ...asked, intentId }, intent)
  else await settle(source, asked, before)
  await refuseIfOthers(source, asked, intentId)
  return { intentId }
}

const sentNote = 'Sent again.'

async function closedBefore({ pool }: Source, itemId: string): Promise<Refused> {
  const closed = await closingOf(pool, itemId)
  if (!closed) return new Refused('triage_refused', 'It was opened again at this moment. Send it now.')
  const what = closed.note === sentNote ? 'Sent again' : 'Dropped'
  return new Refused('triage_refused', `${what} by ${await nameOf(pool, closed.by)} at ${closed.at}.`)
}

const isBy = ({ id }: OperatorCaller, { actor }: RecordedIntent) => actor === actorOf('operator', id)

/** Of two at once the first one has sent it; the second is told who. */
async function refuseIfOthers({ pool }: Source, { operator }: Resending, intentId: string): Promise<void> {
  const sent = await intentById(pool, intentId)
  if (!sent || isBy(operator, sent)) return
  throw new Refused('triage_refused', `Sent again by ${await nameOf(pool, sent.actor)} at ${sent.at}.`)
}

/** Closed once it is on its way, also where that is refused again: then it is an item of its own. */
async function askedAgain(source: Source, asked: AskingAgain, intent: RecordedIntent): Promise<void> {
  try {
    await askAgain(source, asked, intent)
  } finally {
    const sent = await intentById(source.pool, asked.intentId)
    if (sent) await settle(source, asked, sent)
  }
}

async function settle(source: Source, { operator, itemId }: Resending, sent: RecordedIntent): Promise<void> {
  const note = isBy(operator, sent) ? sentNote : `${await nameOf(source.pool, sent.actor)} sent it again.`
  await close(source, operator, [itemId], note)
}

type AskingAgain = Resending & { intentId: string }

function askAgain(source: Source, { operator, req, intentId }: AskingAgain, intent: RecordedIntent) {
  const runId = runIdOfStream(intent.workflowId)
  return runId === null
    ? askTaskAgain(source, { operator, req, intentId }, intent)
    : askRunAgain(source, { operator, req, intentId }, { ...intent, runId })
}

/** What was not started is over, and goes on as everything that is. */
const taskCommandOf = (command: RecordedIntent['command']) =>
  command === 'startTask' ? 'retryTask' : command
const runCommandOf = (command: string) => (command === 'startRunbook' ? 'resumeRun' : command)

function askRunAgain(
  source: Source,
  by: Omit<AskingAgain, 'itemId'>,
  { runId, body, ...refused }: RecordedIntent & { runId: string },
) {
  const command = runCommandOf(refused.command)
  if (!isRunCommand(command))
    throw new Refused(
      'triage_refused',
      'Only Front Office asks for this. Close it as seen, and look at the run.',
    )
  const again = { action: runActionOf[command], command, body } as RunCommandAsked
  return askRun(source, { ...by, params: { runId } }, again)
}

async function askTaskAgain(source: Source, by: Omit<AskingAgain, 'itemId'>, intent: RecordedIntent) {
  const { taskId, body } = intent
  const command = taskCommandOf(intent.command)
  if (command === 'decideApproval') {
    requireAction(by.operator, 'decideApproval')
    const decision = body as Decision
    const approval = await foundApproval(source.pool, decision.proposalId)
    return decide(source, { operator: by.operator, intentId: by.intentId, approval, decision })
  }
  if (!isTaskCommand(command))
    throw new Refused(
      'triage_refused',
      'Only Front Office asks for this. Write to the agent: that starts the task.',
    )
  const again = { action: actionOf[command], command, body: body as TaskIntent['body'] } as Command
  return askTask(source, { ...by, params: { taskId } }, again)
}

const isTaskCommand = (command: RecordedIntent['command']): command is TaskIntent['command'] =>
  command in actionOf

const isRunCommand = (command: string): command is OperatorRunIntent['command'] => command in runActionOf
