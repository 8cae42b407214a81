import { z } from 'zod'
import { inboxKinds } from '#domain/inbox/inbox.ts'
import { routes } from '../http/contract.ts'

/** What needs a person, over all projects. It need not belong to a task, to an agent or to a project. */
export const InboxItem = z
  .strictObject({
    id: z.string(),
    kind: z.enum(inboxKinds),
    taskId: z.string().nullable(),
    /** What its card decides: a proposal, a question, an intent, a finding; null where the task itself is meant. */
    subjectId: z.string().nullable(),
    projectId: z.string().nullable(),
    projectName: z.string().nullable(),
    agentName: z.string().nullable(),
    title: z.string(),
    line: z.string(),
    since: z.string(),
    until: z.string().nullable(),
    /** Something outside waits for it. */
    isEffect: z.boolean(),
    /** USD that hang on it; null: unknown where it is an effect, else none. */
    amountUsd: z.number().nullable(),
    /** Tasks that stand still until it is settled. */
    holds: z.int(),
    /** The page with what is behind it. */
    href: z.string(),
    isPractice: z.boolean(),
  })
  .meta({ id: 'InboxItem' })
export type InboxItem = z.infer<typeof InboxItem>

export const inboxContract = routes({
  listInbox: {
    method: 'get',
    path: '/inbox',
    summary: 'What needs a person, by cost of delay',
    auth: 'operator',
    status: 200,
    response: z.strictObject({ items: z.array(InboxItem) }),
  },
})
