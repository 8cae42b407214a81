import type { WorkflowHandle } from '@temporalio/client'
import { defaultPayloadConverter } from '@temporalio/common'
import type { ShownAppend, ShownBegin, ShownPack } from '#domain/backfill/backfill.ts'
import type { Ack, Batch } from '#domain/ledger/batch.ts'

export type HistoryEvent = NonNullable<Awaited<ReturnType<WorkflowHandle['fetchHistory']>>['events']>[number]
type Payloads = NonNullable<HistoryEvent['activityTaskCompletedEventAttributes']>['result']

/** What one run of a workflow was told. */
export interface ReadHistory {
  begins: ShownBegin[]
  appends: ShownAppend[]
  packs: ShownPack[]
}

/** Only as much of what activities carry as is looked for; anything else is not ours. */
interface Input {
  batch?: Partial<Batch>
}
interface Answer {
  ack?: Partial<Ack<unknown>>
  run?: { contextPack?: Omit<ShownPack, 'message'>; message?: string } | null
}

function firstOf<T>(payloads: Payloads): T | null {
  const [payload] = payloads?.payloads ?? []
  return payload ? (defaultPayloadConverter.fromPayload<T | null>(payload) ?? null) : null
}

const isoOf = (time: HistoryEvent['eventTime']): string =>
  new Date(Number(time?.seconds ?? 0) * 1_000 + (time?.nanos ?? 0) / 1e6).toISOString()

/** The number that the stream had when this append was answered; null where the event is no such answer. */
export function streamSeqOf(event: HistoryEvent): number | null {
  const done = event.activityTaskCompletedEventAttributes
  const seq = done && firstOf<Answer>(done.result)?.ack?.streamSeq
  return typeof seq === 'number' ? seq : null
}

/** What the run went on from; null where this is not where it starts, or it is no workflow that keeps a stream. */
export function beginOf(event: HistoryEvent): ShownBegin | null {
  const started = event.workflowExecutionStartedEventAttributes
  const ledger = started && firstOf<{ ledger?: Partial<ShownBegin> }>(started.input)?.ledger
  return typeof ledger?.after === 'number'
    ? { after: ledger.after, state: ledger.state, at: isoOf(event.eventTime) }
    : null
}

/**
 * Every append that one history shows. `runId`: whose history it is; before a reset in it, an append was of the run
 * that was reset.
 */
export function readHistory(events: readonly HistoryEvent[], runId: string): ReadHistory {
  const inputs = new Map<string, Input>()
  const read: ReadHistory = { begins: [], appends: [], packs: [] }
  const writers = writersOf(events, runId)
  events.forEach((event, at) => {
    const begin = beginOf(event)
    if (begin) read.begins.push(begin)
    const asked = event.activityTaskScheduledEventAttributes
    if (asked) inputs.set(String(event.eventId), firstOf<Input>(asked.input) ?? {})
    const done = event.activityTaskCompletedEventAttributes
    if (!done || streamSeqOf(event) === null) return
    const { batch } = inputs.get(String(done.scheduledEventId)) ?? {}
    const answer = firstOf<Answer>(done.result)
    if (!batch || !answer) return
    const ack = answer.ack as Ack<unknown>
    read.appends.push({ runId: writers[at] ?? runId, batch: batch as Batch, ack, at: isoOf(event.eventTime) })
    const pack = packOf(answer)
    if (pack) read.packs.push(pack)
  })
  return read
}

/** Of each event, the run in which it happened: a reset copies what came before it. */
function writersOf(events: readonly HistoryEvent[], runId: string): string[] {
  let writer = runId
  return events
    .toReversed()
    .map((event) => {
      const base = event.workflowTaskFailedEventAttributes?.baseRunId
      if (base) writer = base
      return writer
    })
    .toReversed()
}

function packOf({ run }: Answer): ShownPack | null {
  const { contextPack, message } = run ?? {}
  if (!contextPack || message === undefined) return null
  const { hash, system, task } = contextPack
  return { hash, system, task, message }
}
