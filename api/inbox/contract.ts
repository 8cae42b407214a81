import { z } from 'zod'
import { routes } from '../http/contract.ts'

/** What needs a person, over all projects, oldest first. */
export const InboxItem = z
  .strictObject({
    id: z.string(),
    kind: z.enum(['approval', 'question', 'verification', 'failed', 'frozen', 'uncertain']),
    taskId: z.string(),
    /** Of the proposal or question; null for the rest. */
    subjectId: z.string().nullable(),
    projectId: z.string(),
    projectName: z.string(),
    agentName: z.string(),
    title: z.string(),
    line: z.string(),
    since: z.string(),
    until: z.string().nullable(),
    isPractice: z.boolean(),
  })
  .meta({ id: 'InboxItem' })
export type InboxItem = z.infer<typeof InboxItem>

export const inboxContract = routes({
  listInbox: {
    method: 'get',
    path: '/inbox',
    summary: 'What needs a person',
    auth: 'operator',
    status: 200,
    response: z.strictObject({ items: z.array(InboxItem) }),
  },
})
