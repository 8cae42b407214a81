import { z } from 'zod'
import { routes, Text } from '../http/contract.ts'

export const Found = z
  .strictObject({
    kind: z.enum(['project', 'task', 'document', 'runbook', 'agent']),
    id: z.string(),
    title: z.string(),
    /** Where it belongs, or what it is. */
    detail: z.string(),
    href: z.string(),
  })
  .meta({ id: 'Found' })
export type Found = z.infer<typeof Found>

export const searchContract = routes({
  search: {
    method: 'get',
    path: '/search',
    summary:
      'Projects, tasks, documents, runbooks and agents with all of these words, or their beginnings, in them',
    auth: 'operator',
    query: z.strictObject({ q: Text(200) }),
    status: 200,
    response: z.strictObject({ items: z.array(Found) }),
  },
})
