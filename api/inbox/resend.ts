import type { Request } from 'express'
import type { Decision } from '#domain/approval/approval-rules.ts'
import { Refused } from '#domain/errors.ts'
import { actionOf, type TaskIntent } from '#domain/intent/intent-rules.ts'
import { inboxItems } from '#prisma/read/inbox.ts'
import { intentById, type RecordedIntent } from '#prisma/read/intents.ts'
import type { Source } from '#prisma/read/source.ts'
import { decide } from '../approvals/decide.ts'
import { foundApproval } from '../approvals/decide-each.ts'
import { requireAction } from '../auth/permission.ts'
import { idOfRequest } from '../http/idempotency.ts'
import type { OperatorCaller } from '../http/mount.ts'
import { askTask, type Command } from '../tasks/ask-task.ts'
import { close } from './triage.ts'

interface Resending {
  operator: OperatorCaller
  req: Request
  itemId: string
}

/** Asks the same again in the name of who resends it, by the rules of now. Throws Refused as the first time would. */
export async function resend(source: Source, asked: Resending): Promise<{ intentId: string }> {
  const items = await inboxItems(source.pool, [asked.itemId], new Date().toISOString())
  const item = items.get(asked.itemId)
  const intent = item?.subjectId ? await intentById(source.pool, item.subjectId) : null
  if (item?.kind !== 'undeliverable' || !intent)
    throw new Refused('not_found', 'There is nothing to send again: it was settled, or never was.')
  const { intentId } = await askAgain(source, asked, intent)
  await close(source, asked.operator, [item.id], 'Sent again.')
  return { intentId }
}

async function askAgain(source: Source, { operator, req }: Resending, intent: RecordedIntent) {
  const { taskId, command, body } = intent
  if (command === 'decideApproval') {
    requireAction(operator, 'decideApproval')
    const decision = body as Decision
    const approval = await foundApproval(source.pool, decision.proposalId)
    const intentId = idOfRequest('intent', operator.id, req)
    return decide(source, { operator, intentId, approval, decision })
  }
  if (!isTaskCommand(command))
    throw new Refused(
      'triage_refused',
      'Only Front Office asks for this. Write to the agent: that starts the task.',
    )
  const again = { action: actionOf[command], command, body: body as TaskIntent['body'] } as Command
  return askTask(source, { operator, params: { taskId }, req }, again)
}

const isTaskCommand = (command: RecordedIntent['command']): command is TaskIntent['command'] =>
  command in actionOf
