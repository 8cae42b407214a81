import { z } from 'zod'
import { Difference, FindingKind, FindingStatus, Glimpse, Side, Subject } from '#domain/drift/finding.ts'
import { verdicts } from '#domain/drift/finding-rules.ts'
import { executorName } from '#domain/executor/executor-rules.ts'
import { At, Id, routes, Text } from '../http/contract.ts'

export const FindingId = Id('fd')
export const ExecutorId = z.string().regex(executorName, 'is not the name of an executor')
const count = z.int()

export const FindingRow = z
  .strictObject({
    id: FindingId,
    /** An executor's id, or front-office for tasks and workflows. */
    scope: z.string(),
    projectId: z.string().nullable(),
    projectName: z.string().nullable(),
    kind: FindingKind,
    difference: Difference,
    subject: Subject,
    status: FindingStatus,
    /** Since when the status is what it is. */
    since: At,
    firstSeen: At,
    lastSeen: At,
    /** How often it appeared. */
    count,
    oursLine: z.string().nullable(),
    theirsLine: z.string().nullable(),
    /** What became of the last repair; empty where there was none. */
    repairDetail: z.string(),
    /** Of who adopted or ignored it. */
    reason: z.string(),
    until: At.nullable(),
  })
  .meta({ id: 'Finding' })
export type FindingRow = z.infer<typeof FindingRow>

export const FindingDetail = FindingRow.extend({
  ours: Side.nullable(),
  theirs: Side.nullable(),
  repair: z
    .strictObject({ intentId: z.string(), askedAt: At, detail: z.string(), seen: Glimpse.nullable() })
    .nullable(),
  /** The workflow in Temporal that it is about; null where it is about none, or no Temporal UI is known. */
  temporalUrl: z.string().nullable(),
}).meta({ id: 'FindingDetail' })
export type FindingDetail = z.infer<typeof FindingDetail>

export const Look = z
  .strictObject({
    scope: z.string(),
    name: z.string(),
    /** Null: nobody ever looked. */
    lookedAt: At.nullable(),
    /** When what was there was taken to be right. */
    baselineAt: At.nullable(),
    compared: z
      .strictObject({
        cron: count,
        agents: count,
        files: count,
        tasks: count,
        runs: count.default(0),
        workflows: count,
        folded: z.strictObject({ streams: count, after: z.string() }).optional(),
        unread: z.array(z.string()),
      })
      .nullable(),
  })
  .meta({ id: 'Look' })
export type Look = z.infer<typeof Look>

export const NewDecision = z
  .strictObject({
    verdict: z.enum(verdicts),
    /** Hash of the other side as it was shown, null where nothing was there: a decision is about what was seen. */
    seen: z.string().max(100).nullable(),
    reason: Text(1_000, 0).default(''),
    /** For ignore: until then at most; without it until it changes. */
    until: At.nullable().default(null),
  })
  .meta({ id: 'FindingDecision' })
export type NewDecision = z.infer<typeof NewDecision>

export const findingsContract = routes({
  listFindings: {
    method: 'get',
    path: '/findings',
    summary: 'Where the record and reality disagree, what stops work first, and when was last looked',
    auth: 'operator',
    query: z.strictObject({
      view: z.enum(['open', 'ignored', 'settled', 'all']).default('open'),
      scope: ExecutorId.optional(),
      kind: FindingKind.optional(),
      projectId: Id('pr').optional(),
      limit: z.coerce.number().int().min(1).max(500).default(100),
      before: FindingId.optional(),
    }),
    status: 200,
    response: z.strictObject({
      items: z.array(FindingRow),
      next: FindingId.nullable(),
      counts: z.strictObject({ open: count, ignored: count, settled: count }),
      looks: z.array(Look),
    }),
  },
  getFinding: {
    method: 'get',
    path: '/findings/{findingId}',
    summary: 'One finding with both values',
    auth: 'operator',
    params: z.strictObject({ findingId: FindingId }),
    status: 200,
    response: FindingDetail,
  },
  decideFinding: {
    method: 'post',
    path: '/findings/{findingId}/decision',
    summary: 'Repair it, adopt what is there, or ignore it until it changes',
    auth: 'operator',
    params: z.strictObject({ findingId: FindingId }),
    body: NewDecision,
    status: 202,
    response: FindingDetail,
  },
  lookNow: {
    method: 'post',
    path: '/executors/{executorId}/look',
    summary: 'Look at an executor now, and at tasks and workflows with it',
    auth: 'operator',
    params: z.strictObject({ executorId: ExecutorId }),
    /** At tasks and workflows alone, and what was lost is not started again after it. */
    query: z.strictObject({ only: z.stringbool().default(false) }),
    status: 202,
    response: z.strictObject({ executorId: z.string() }),
  },
})
