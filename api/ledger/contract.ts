import { z } from 'zod'
import { Acknowledged } from '#domain/ledger/acknowledged.ts'
import { entryTypes } from '#domain/ledger/entry.ts'
import { groupFilters } from '#domain/ledger/groups.ts'
import { runFilters } from '#domain/ledger/run-filter.ts'
import { ExportedEntry } from '#domain/ledger/verify.ts'
import { AnyJson } from '#domain/run/any-json.ts'
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
    body: AnyJson,
  })
  .meta({ id: 'Entry', description: 'One immutable fact' })
export type Entry = z.infer<typeof Entry>

export const LedgerAnchor = z
  .strictObject({
    place: z.enum(['file', 'url']),
    target: z.string(),
    /** Null: nothing is noted there yet. */
    position: z.int().nullable(),
    at: At.nullable(),
    /** Why nothing more is noted there. */
    problem: z.string().nullable(),
  })
  .meta({ id: 'LedgerAnchor' })
export type LedgerAnchor = z.infer<typeof LedgerAnchor>

/** Where the ledger and a row of a projection say different things. */
export const RowDifference = z
  .strictObject({
    table: z.string(),
    key: z.string(),
    /** Null: one of them has no such row. */
    field: z.string().nullable(),
    /** What the ledger comes to, and what the row says. */
    folded: z.json(),
    kept: z.json(),
  })
  .meta({ id: 'RowDifference' })
export type RowDifference = z.infer<typeof RowDifference>

const streamId = z.string().max(200)

export const ledgerContract = routes({
  listEntries: {
    method: 'get',
    path: '/ledger',
    summary: 'The ledger, newest first, filtered',
    auth: 'operator',
    query: z.strictObject({
      projectId: Id('pr').optional(),
      streamId: streamId.optional(),
      type: z.enum(entryTypes).optional(),
      /** Types that belong together, as all of runs, or all that tell of what was not delivered. */
      group: z.enum(groupFilters).optional(),
      actor: z.string().max(200).optional(),
      /** From this time on. */
      from: At.optional(),
      /** Entries of such runs; `spent` are those that ended since `from`, as budgets count them. */
      runs: z.enum(runFilters).optional(),
      before: z.coerce.number().int().min(1).optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    status: 200,
    response: z.strictObject({
      items: z.array(Entry),
      /** What they are about and mention, by stream id, `proposal/<id>` or `question/<id>`. */
      names: z.record(z.string(), z.string()),
      next: z.int().nullable(),
    }),
  },
  getHead: {
    method: 'get',
    path: '/ledger/head',
    summary: 'How far the ledger goes, and the hash that anchors it',
    auth: 'operator',
    status: 200,
    response: z.strictObject({
      position: z.int(),
      hash: z.string(),
      unplaced: z.int(),
      at: At.nullable(),
      /** Where its head is noted outside of the database. */
      anchors: z.array(LedgerAnchor),
    }),
  },
  acknowledgeRestore: {
    method: 'post',
    path: '/ledger/restores',
    summary:
      'Say that the ledger was restored to an older moment: what was noted outside of the database since, and is gone, is noted to be gone',
    auth: 'operator',
    status: 200,
    response: Acknowledged,
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
  checkRebuild: {
    method: 'get',
    path: '/ledger/rebuild',
    summary: 'Folds streams and compares what they come to with the rows, page by page; changes nothing',
    auth: 'operator',
    query: z.strictObject({
      /** The stream that the page before ended with. */
      after: z.string().max(200).default(''),
      /** This stream alone. */
      streamId: streamId.optional(),
      /** Whole streams, until so many entries are folded. */
      limit: z.coerce.number().int().min(1).max(5_000).default(2_000),
    }),
    status: 200,
    response: z.strictObject({
      streams: z.int(),
      entries: z.int(),
      tables: z.array(
        z.strictObject({ table: z.string(), folded: z.int(), kept: z.int(), differing: z.int() }),
      ),
      differences: z.array(RowDifference),
      next: z.string().nullable(),
    }),
  },
})
