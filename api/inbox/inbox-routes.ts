import type { Source } from '#prisma/read/source.ts'
import { requireAction } from '../auth/permission.ts'
import { type Mount, mount } from '../http/mount.ts'
import { inboxContract } from './contract.ts'
import type { LookingBoard } from './looking-board.ts'
import { firstOfInbox, wholeInbox } from './reading.ts'
import { resend } from './resend.ts'
import { assign, close, reopen, snooze, wake } from './triage.ts'

export function inboxRoutes(to: Mount & { looking: LookingBoard }, source: Source): void {
  mount(to, inboxContract, {
    async listInbox({ operator, query: { limit } }) {
      return limit === undefined ? wholeInbox(source, operator) : firstOfInbox(source, operator, limit)
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
