import { z } from 'zod'
import { inboxKinds, mostListed } from '#domain/inbox/inbox.ts'
import { mostTriagedAtOnce } from '#domain/inbox/triage-rules.ts'
import { Risk } from '../approvals/contract.ts'
import { At, Id, routes, Text } from '../http/contract.ts'

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
    /** The deadline of its task. */
    dueAt: At.nullable(),
    /** Something outside waits for it. */
    isEffect: z.boolean(),
    /** USD that hang on it; null: unknown where it is an effect, else none. */
    amountUsd: z.number().nullable(),
    /** Tasks that stand still until it is settled. */
    holds: z.int(),
    /** When it was brought up once more, because its end is near; null: it was not. */
    remindedAt: z.string().nullable(),
    /** The page with what is behind it. */
    href: z.string(),
    isPractice: z.boolean(),
    /** The operator who takes it; null: whoever comes first. */
    assignee: z.strictObject({ id: z.string(), name: z.string() }).nullable(),
    /** Null: it waits for whoever asks. Else the names of those for whom it does; empty where nobody may settle it. */
    waitsFor: z.array(z.string()).nullable(),
    /** Null: it waits now. */
    snoozedUntil: At.nullable(),
    /** Of an approval: how much harm a yes may do; null for every other kind. */
    risk: Risk.nullable(),
  })
  .meta({ id: 'InboxItem' })
export type InboxItem = z.infer<typeof InboxItem>

/** Items beside those of the list: each of them is one as these fields say. */
export const UnlistedItems = z
  .strictObject({
    ...InboxItem.pick({ kind: true, projectId: true, waitsFor: true }).shape,
    assigneeId: z.string().nullable(),
    isSnoozed: z.boolean(),
    count: z.int(),
  })
  .meta({ id: 'UnlistedItems' })
export type UnlistedItems = z.infer<typeof UnlistedItems>

export const Inbox = z
  .strictObject({
    /** Of what waits those that cost most (`mostListed`), and as many of what is put off; `limit` lists fewer, none put off. */
    items: z.array(InboxItem),
    /** Whatever else is in the inbox, counted: items and these together are all that needs a person. */
    unlisted: z.array(UnlistedItems),
    /**
     * When the first of what waits for the reader ends by itself, listed or not; where nothing waits for the reader, the first of
     * what waits for others. Null: none of it ends.
     */
    endsFirst: InboxItem.shape.until,
  })
  .meta({ id: 'Inbox' })
export type Inbox = z.infer<typeof Inbox>

/** As an item names it: `<kind>:<key>`. */
const ItemId = z
  .string()
  .max(300)
  .regex(/^[a-z_]+:\S+$/, 'is not an item of the inbox; they look like failed:t_0123456789abcdef')
const items = z
  .array(ItemId)
  .min(1, 'choose at least one')
  .max(mostTriagedAtOnce, `choose at most ${mostTriagedAtOnce} at once`)
const OperatorId = Id('op')

/** Each item is triaged by itself: one that is refused holds up no other. */
export const Triaged = z
  .strictObject({
    done: z.array(z.string()),
    refused: z.array(z.strictObject({ id: z.string(), code: z.string(), message: z.string() })),
  })
  .meta({ id: 'Triaged' })
export type Triaged = z.infer<typeof Triaged>

const triage = { method: 'post', auth: 'operator', status: 200, response: Triaged } as const

export const inboxContract = routes({
  listInbox: {
    method: 'get',
    path: '/inbox',
    summary: 'What needs a person, by cost of delay; after it what waits for others, and what is put off',
    auth: 'operator',
    /** The first so many of what waits for the reader, or else for others. Everything else is counted. */
    query: z.strictObject({ limit: z.coerce.number().int().min(1).max(mostListed).optional() }),
    status: 200,
    response: Inbox,
  },
  assignItems: {
    ...triage,
    path: '/inbox/assign',
    summary: 'Give items to an operator, or back; refused where somebody else took one meanwhile',
    body: z
      .strictObject({
        /** `from` is who had it where the caller looked. */
        items: z
          .array(z.strictObject({ id: ItemId, from: OperatorId.nullable() }))
          .min(1)
          .max(mostTriagedAtOnce),
        to: OperatorId.nullable(),
      })
      .meta({ id: 'AssignItems' }),
  },
  snoozeItems: {
    ...triage,
    path: '/inbox/snooze',
    summary: 'Put items off until a time, or until something new happens to them',
    body: z.strictObject({ items, until: At }).meta({ id: 'SnoozeItems' }),
  },
  wakeItems: {
    ...triage,
    path: '/inbox/wake',
    summary: 'Take up again what was put off',
    body: z.strictObject({ items }).meta({ id: 'WakeItems' }),
  },
  closeItems: {
    ...triage,
    path: '/inbox/close',
    summary: 'Close items as seen, where no decision waits; something new opens them again',
    body: z.strictObject({ items, note: Text(1_000, 0).default('') }).meta({ id: 'CloseItems' }),
  },
  reopenItems: {
    ...triage,
    path: '/inbox/reopen',
    summary: 'Put items back that were closed as seen',
    body: z.strictObject({ items }).meta({ id: 'ReopenItems' }),
  },
  resendItem: {
    method: 'post',
    path: '/inbox/{itemId}/resend',
    summary: 'Ask again, once, what could not be delivered, in your own name; its item is closed',
    auth: 'operator',
    params: z.strictObject({ itemId: ItemId }),
    status: 202,
    response: z.strictObject({ intentId: z.string() }).meta({ id: 'Resent' }),
  },
  lookAtItem: {
    method: 'post',
    path: '/inbox/looking',
    summary: 'Which item you have open now, or none; say it again every 20 s. Not recorded',
    auth: 'operator',
    body: z.strictObject({ itemId: ItemId.nullable() }).meta({ id: 'LookAtItem' }),
    status: 204,
    response: z.void(),
  },
})
