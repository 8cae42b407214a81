import { inReadersOrder, othersAwaited, type Person } from '#domain/inbox/awaited-rules.ts'
import { weighed } from '#prisma/read/approvals.ts'
import type { InboxCount } from '#prisma/read/inbox/counts.ts'
import { type InboxRow, readInbox } from '#prisma/read/inbox.ts'
import { listOperators } from '#prisma/read/operators.ts'
import type { Source } from '#prisma/read/source.ts'
import { requireAction } from '../auth/permission.ts'
import { type Mount, mount } from '../http/mount.ts'
import { type Inbox, type InboxItem, inboxContract, type UnlistedItems } from './contract.ts'
import type { LookingBoard } from './looking-board.ts'
import { resend } from './resend.ts'
import { assign, close, reopen, snooze, wake } from './triage.ts'

/** As one operator sees it: an approval that they gave already waits for somebody else. */
async function inboxOf({ pool }: Source, reader: Person): Promise<Inbox> {
  const [{ items: rows, unlisted }, people] = await Promise.all([
    readInbox(pool, new Date()),
    listOperators(pool),
  ])
  const proposalIds = rows.flatMap(({ kind, subjectId }) =>
    kind === 'approval' && subjectId ? [subjectId] : [],
  )
  const calls = await weighed(pool, proposalIds)
  const items = rows.map((row) => {
    const { kind, asked, isOwners } = row
    const call = kind === 'approval' ? calls.get(row.subjectId ?? '') : undefined
    const needed = asked && call ? { ...asked, needs: call.needs } : asked
    const waitsFor = othersAwaited({ kind, asked: needed, isOwners }, reader, people)
    return itemOf(row, { risk: call?.risk ?? null, waitsFor })
  })
  return {
    items: inReadersOrder(items),
    unlisted: unlisted.map((count) => unlistedOf(count, othersAwaited(count, reader, people))),
  }
}

const unlistedOf = (
  { kind, projectId, assigneeId, isSnoozed, count }: InboxCount,
  waitsFor: UnlistedItems['waitsFor'],
): UnlistedItems => ({ kind, projectId, assigneeId, isSnoozed, waitsFor, count })

/** Field by field: there are hundreds of them, and to leave some fields out of each costs as much as to read it. */
const itemOf = (row: InboxRow, own: Pick<InboxItem, 'risk' | 'waitsFor'>): InboxItem => ({
  id: row.id,
  kind: row.kind,
  taskId: row.taskId,
  subjectId: row.subjectId,
  projectId: row.projectId,
  projectName: row.projectName,
  agentName: row.agentName,
  title: row.title,
  line: row.line,
  since: row.since,
  until: row.until,
  dueAt: row.dueAt,
  isEffect: row.isEffect,
  amountUsd: row.amountUsd,
  holds: row.holds,
  remindedAt: row.remindedAt,
  href: row.href,
  isPractice: row.isPractice,
  assignee: row.assignee,
  waitsFor: own.waitsFor,
  snoozedUntil: row.snoozedUntil,
  risk: own.risk,
})

export function inboxRoutes(to: Mount & { looking: LookingBoard }, source: Source): void {
  mount(to, inboxContract, {
    async listInbox({ operator }) {
      return inboxOf(source, operator)
    },

    async assignItems({ operator, body }) {
      requireAction(operator, 'triageInbox')
      return assign(source, operator, body)
    },

    async snoozeItems({ operator, body }) {
      requireAction(operator, 'triageInbox')
      return snooze(source, operator, body.items, body.until)
    },

    async wakeItems({ operator, body }) {
      requireAction(operator, 'triageInbox')
      return wake(source, operator, body.items)
    },

    async closeItems({ operator, body }) {
      requireAction(operator, 'triageInbox')
      return close(source, operator, body.items, body.note)
    },

    async reopenItems({ operator, body }) {
      requireAction(operator, 'triageInbox')
      return reopen(source, operator, body.items)
    },

    async resendItem({ operator, params, req }) {
      requireAction(operator, 'triageInbox')
      return resend(source, { operator, req, itemId: params.itemId })
    },

    async lookAtItem({ operator, body }) {
      requireAction(operator, 'read')
      to.looking.look(operator, body.itemId)
    },
  })
}
