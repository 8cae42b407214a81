import type { z } from 'zod'
import { listAnchors } from '#prisma/read/anchors.ts'
import { type EntryView, headOf, listEntries } from '#prisma/read/entries.ts'
import { exportEntries } from '#prisma/read/ledger-export.ts'
import { checkRebuild } from '#prisma/read/rebuild/rebuild-check.ts'
import type { Source } from '#prisma/read/source.ts'
import { acknowledgeRestore } from '#prisma/write/settings/restores.ts'
import { requireAction } from '../auth/permission.ts'
import { type Mount, mount } from '../http/mount.ts'
import { type Entry, type LedgerAnchor, ledgerContract, type RowDifference } from './contract.ts'

/** Bodies come out of a JSON column, so they are JSON. */
export const asEntry = (entry: EntryView): Entry => ({ ...entry, body: entry.body as z.core.util.JSONType })

export function ledgerRoutes(to: Mount, { pool }: Source): void {
  mount(to, ledgerContract, {
    async listEntries({ query }) {
      const { items, ...page } = await listEntries(pool, query)
      return { items: items.map(asEntry), ...page }
    },

    async getHead() {
      const [head, anchors] = await Promise.all([headOf(pool), listAnchors(pool)])
      return { ...head, anchors: anchors as LedgerAnchor[] }
    },

    acknowledgeRestore({ operator }) {
      requireAction(operator, 'acknowledgeRestore')
      const by = { operatorId: operator.id, at: new Date().toISOString() }
      return acknowledgeRestore(pool, by)
    },

    async exportEntries({ query }) {
      return { items: await exportEntries(pool, query) }
    },

    async checkRebuild({ query: { streamId, ...range } }) {
      const page = await checkRebuild(pool, { ...range, only: streamId })
      return { ...page, differences: page.differences as RowDifference[] }
    },
  })
}
