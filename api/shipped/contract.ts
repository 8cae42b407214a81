import { z } from 'zod'
import { Proof } from '#domain/quality/deliverable.ts'
import { At, routes, Text } from '../http/contract.ts'
import { ProjectId } from '../projects/contract.ts'
import { TaskId } from '../tasks/contract.ts'

export const ShippedRow = z
  .strictObject({
    id: z.string(),
    taskId: TaskId,
    taskTitle: z.string(),
    projectId: ProjectId,
    projectName: z.string(),
    agentName: z.string(),
    title: z.string(),
    /** What its agent called it: file, url, document, … */
    kind: z.string(),
    location: z.string().nullable(),
    /** sha256 of what was looked at. */
    hash: z.string().nullable(),
    /** Bytes. */
    size: z.int().nullable(),
    verifiedAt: At,
    /** The check that it passed; `waived`: an operator accepted it without proof. */
    proof: Proof,
    /** What was seen, in words. */
    evidence: z.string(),
    isPractice: z.boolean(),
  })
  .meta({ id: 'ShippedRow' })
export type ShippedRow = z.infer<typeof ShippedRow>

const ShippedDay = z
  .strictObject({
    /** In UTC, like 2026-11-24. */
    day: z.string(),
    count: z.int(),
    /** Of those, what an operator took without proof. */
    waived: z.int(),
  })
  .meta({ id: 'ShippedDay' })
export type ShippedDay = z.infer<typeof ShippedDay>

const Moment = z.iso.datetime({ offset: true, error: 'must be a time like 2026-11-24T00:00:00Z' })

export const shippedContract = routes({
  listShipped: {
    method: 'get',
    path: '/shipped',
    summary:
      'What shipped: the deliverables of tasks that are done, proven or taken without proof, the last first',
    auth: 'operator',
    query: z.strictObject({
      projectId: ProjectId.optional(),
      since: Moment.optional(),
      until: Moment.optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
      before: Text(300).optional(),
    }),
    status: 200,
    response: z.strictObject({
      items: z.array(ShippedRow),
      /** Of each day of these items all that is asked for, also what is on other pages. */
      days: z.array(ShippedDay),
      next: z.string().nullable(),
    }),
  },
})
