import type { Client } from '@temporalio/client'
import { msToTs, tsToMs } from '@temporalio/common/lib/time.js'
import { heartbeatScheduleId } from '#domain/ids.ts'

interface Span {
  namespace: string
  /** ISO, without the first: what is up to here is accounted for. */
  from: string
  to: string
}

/** The times of a span at which the schedule wanted a beat, by its own word, ISO. */
export async function plannedBeats(client: Client, agentId: string, span: Span): Promise<string[]> {
  const [from, to] = [Date.parse(span.from), Date.parse(span.to)]
  if (from >= to) return []
  const { startTime } = await client.workflowService.listScheduleMatchingTimes({
    namespace: span.namespace,
    scheduleId: heartbeatScheduleId(agentId),
    startTime: msToTs(from),
    endTime: msToTs(to),
  })
  return (startTime ?? [])
    .map(tsToMs)
    .filter((ms) => ms > from && ms <= to)
    .map((ms) => new Date(ms).toISOString())
}

/** Planned times without a record as gaps, parted by whatever was recorded between them, planned or asked for. */
export function gapsOf(planned: readonly string[], recorded: ReadonlySet<string>): string[][] {
  const gaps: string[][] = []
  let gap: string[] = []
  for (const time of [...new Set([...planned, ...recorded])].sort()) {
    if (recorded.has(time)) gap = []
    else {
      if (gap.length === 0) gaps.push(gap)
      gap.push(time)
    }
  }
  return gaps
}
