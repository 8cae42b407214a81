import { z } from 'zod'
import { mostRows } from '#domain/outcome/money-row.ts'
import { Amount, Day, MoneyKind, MoneySource } from '#domain/outcome/outcome.ts'
import { At, Id, routes, Text } from '../http/contract.ts'

const ProjectParams = z.strictObject({ projectId: Id('pr') })
export const MoneyId = Id('mo')
const Decimal = z.string().regex(/^-?\d+(\.\d+)?$/)
const Line = z.int().min(1).max(1_000_000)

/** Bytes of a file of money as text. */
export const mostCsv = 1_048_576
/** Twice, because JSON escapes the line ends and quotes of a file. */
export const moneyBodyLimit = mostCsv * 2

export const MoneyEvent = z
  .strictObject({
    id: MoneyId,
    kind: MoneyKind,
    /** A decimal above zero; the kind is its sign. */
    amount: Decimal,
    currency: z.string(),
    /** The day it happened. */
    occurredOn: z.string(),
    source: MoneySource,
    note: z.string(),
    externalId: z.string().nullable(),
    bookedAt: At,
    bookedByName: z.string(),
    /** Set: it counts no more. Nothing is deleted. */
    reversedAt: At.nullable(),
    reversedByName: z.string().nullable(),
    reversalReason: z.string().nullable(),
  })
  .meta({ id: 'MoneyEvent' })
export type MoneyEvent = z.infer<typeof MoneyEvent>

export const NewMoneyEvent = z
  .strictObject({
    kind: MoneyKind,
    amount: Amount,
    currency: z.string().max(20).optional(),
    occurredOn: Day,
    note: Text(500, 0).default(''),
    /** The name another system has for it: the same one again is answered with the first event. */
    externalId: Text(200).nullable().default(null),
    /** With an API key it is always `api`. */
    source: z.enum(['form', 'api']).default('api'),
  })
  .meta({ id: 'NewMoneyEvent' })

const file = {
  /** The text of a CSV file: a heading with kind, date and amount; also currency, note and id. */
  content: z.string().min(1, 'must not be empty').max(mostCsv, 'must be at most 1 MB'),
}
const Row = z.strictObject({
  kind: MoneyKind,
  amount: Decimal,
  currency: z.string(),
  occurredOn: z.string(),
  note: z.string(),
  externalId: z.string().nullable(),
})

/** What an import would do with a line, by its number in the file. */
export const PlannedLine = z
  .discriminatedUnion('status', [
    z.strictObject({ status: z.literal('ok'), line: Line, row: Row }),
    z.strictObject({
      status: z.literal('bad'),
      line: Line,
      /** As it stands in the file; a long one is cut. */
      text: z.string(),
      problems: z.array(z.strictObject({ field: z.string(), reason: z.string() })),
    }),
    z.strictObject({ status: z.literal('booked'), line: Line, row: Row }),
    /** Booked by imports of this file so many times, and each time reversed. */
    z.strictObject({ status: z.literal('reversed'), line: Line, row: Row, times: z.int() }),
    z.strictObject({
      status: z.literal('duplicate'),
      line: Line,
      row: Row,
      by: z.enum(['id', 'content']),
      /** The earlier line that it repeats; null: an event that is booked already. */
      of: Line.nullable(),
    }),
  ])
  .meta({ id: 'PlannedMoneyLine' })
export type PlannedLine = z.infer<typeof PlannedLine>

const Hash = z.string().regex(/^[0-9a-f]{64}$/, 'is not a sha256 in hex')

export const moneyContract = routes({
  listMoney: {
    method: 'get',
    path: '/projects/{projectId}/money',
    summary: 'Revenue and cost of a project by the day they happened, newest first',
    auth: 'operator',
    params: ProjectParams,
    query: z.strictObject({
      kind: MoneyKind.optional(),
      source: MoneySource.optional(),
      state: z.enum(['counts', 'reversed']).optional(),
      from: Day.optional(),
      to: Day.optional(),
      before: MoneyId.optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    status: 200,
    response: z.strictObject({ items: z.array(MoneyEvent), next: MoneyId.nullable() }),
  },
  bookMoney: {
    method: 'post',
    path: '/projects/{projectId}/money',
    summary: 'Book revenue or a cost',
    auth: 'operatorOrKey',
    params: ProjectParams,
    body: NewMoneyEvent,
    status: 201,
    response: MoneyEvent,
  },
  reverseMoney: {
    method: 'post',
    path: '/projects/{projectId}/money/{moneyId}/reverse',
    summary: 'Let an event count no more; it stays in the list',
    auth: 'operator',
    params: z.strictObject({ projectId: Id('pr'), moneyId: MoneyId }),
    body: z.strictObject({ reason: Text(500) }),
    status: 200,
    response: MoneyEvent,
  },
  previewMoney: {
    method: 'post',
    path: '/projects/{projectId}/money/preview',
    summary: 'What an import of a CSV file would do with each line; nothing is booked',
    auth: 'operator',
    params: ProjectParams,
    body: z.strictObject(file),
    status: 200,
    response: z.strictObject({ hash: Hash, lines: z.array(PlannedLine) }),
  },
  importMoney: {
    method: 'post',
    path: '/projects/{projectId}/money/import',
    summary: 'Book the confirmed lines of a file that was looked at, each once, all in one transaction',
    auth: 'operator',
    params: ProjectParams,
    body: z.strictObject({
      ...file,
      /** Of the preview: another file than the one that was looked at is refused. */
      hash: Hash,
      lines: z.array(Line).max(mostRows),
      /** Lines of them that look like another event, or were reversed, and are to be booked all the same. */
      despite: z.array(Line).max(mostRows).default([]),
    }),
    status: 200,
    response: z.strictObject({
      booked: z.array(Line),
      /** Confirmed and not booked, with what is known of them now. */
      skipped: z.array(PlannedLine),
    }),
  },
})
