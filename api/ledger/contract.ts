import { z } from 'zod'
import { entryTypes } from '#domain/ledger/entry.ts'
import { groupNames } from '#domain/ledger/groups.ts'
import { ExportedEntry } from '#domain/ledger/verify.ts'
import { At, Id, routes } from '../http/contract.ts'

export const Entry = z
  .strictObject({
    /** Place in the one order; null in the moments before the sequencer has placed it. */
    position: z.int().nullable(),
    streamId: z.string(),
    streamSeq: z.int(),
    projectId: z.string().nullable(),
    type: z.string(),
    version: z.int(),
    at: At,
    actor: z.string(),
    /** The actor in words: an operator's or agent's name. */
    actorName: z.string(),
    body: z.json(),
  })
  .meta({ id: 'Entry', description: 'One immutable fact' })
export type Entry = z.infer<typeof Entry>

export const ledgerContract = routes({
  listEntries: {
    method: 'get',
    path: '/ledger',
    summary: 'The ledger, newest first, filtered',
    auth: 'operator',
    query: z.strictObject({
      projectId: Id('pr').optional(),
      streamId: z.string().max(200).optional(),
      type: z.enum(entryTypes).optional(),
      /** Types that belong together, as all of runs. */
      group: z.enum(groupNames).optional(),
      actor: z.string().max(200).optional(),
      before: z.coerce.number().int().min(1).optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    status: 200,
    response: z.strictObject({ items: z.array(Entry), next: z.int().nullable() }),
  },
  getHead: {
    method: 'get',
    path: '/ledger/head',
    summary: 'How far the ledger goes, and the hash that anchors it',
    auth: 'operator',
    status: 200,
    response: z.strictObject({ position: z.int(), hash: z.string(), unplaced: z.int(), at: At.nullable() }),
  },
  exportEntries: {
    method: 'get',
    path: '/ledger/export',
    summary: 'The ledger from its beginning, page by page, as `npm run ledger -- export` writes it',
    auth: 'operator',
    query: z.strictObject({
      after: z.coerce.number().int().min(0).default(0),
      limit: z.coerce.number().int().min(1).max(1_000).default(1_000),
    }),
    status: 200,
    response: z.strictObject({ items: z.array(ExportedEntry) }),
  },
})
