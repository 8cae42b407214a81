import { inReadersOrder, othersAwaited, type Person } from '#domain/inbox/awaited-rules.ts'
import { weighed } from '#prisma/read/approvals.ts'
import { listInbox } from '#prisma/read/inbox.ts'
import { listOperators } from '#prisma/read/operators.ts'
import type { Source } from '#prisma/read/source.ts'
import { requireAction } from '../auth/permission.ts'
import { type Mount, mount } from '../http/mount.ts'
import { inboxContract } from './contract.ts'
import type { LookingBoard } from './looking-board.ts'
import { resend } from './resend.ts'
import { assign, close, reopen, snooze, wake } from './triage.ts'

/** As one operator sees it: an approval that they gave already waits for somebody else. */
async function inboxOf({ pool, prisma }: Source, reader: Person) {
  const [rows, people] = await Promise.all([listInbox(pool, new Date()), listOperators(prisma)])
  const proposalIds = rows.flatMap(({ kind, subjectId }) =>
    kind === 'approval' && subjectId ? [subjectId] : [],
  )
  const calls = await weighed(pool, proposalIds)
  return inReadersOrder(
    rows.map(({ asked, isOwners, ...row }) => {
      const call = row.kind === 'approval' ? calls.get(row.subjectId ?? '') : undefined
      const needed = asked && call ? { ...asked, needs: call.needs } : asked
      const waitsFor = othersAwaited({ kind: row.kind, asked: needed, isOwners }, reader, people)
      return { ...row, risk: call?.risk ?? null, waitsFor }
    }),
  )
}

export function inboxRoutes(to: Mount & { looking: LookingBoard }, source: Source): void {
  mount(to, inboxContract, {
    async listInbox({ operator }) {
      return { items: await inboxOf(source, operator) }
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
