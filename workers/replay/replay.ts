import type { Client, HistoryAndWorkflowId } from '@temporalio/client'
import { Worker } from '@temporalio/worker'

export interface TypeReplayed {
  workflowType: string
  open: number
  /** No step of it was carried out yet, so there is nothing that could differ. */
  notBegun: number
  failed: number
}

export interface Replayed {
  types: TypeReplayed[]
  open: number
  failed: number
}

interface ReplayDeps {
  client: Client
  /** Of all workflows. */
  code: string
  say(line: string): void
}

/** Replays what every open workflow of a server has done so far against this code. The server is only read. */
export async function replayOpen({ client, code, say }: ReplayDeps): Promise<Replayed> {
  const types = new Map<string, TypeReplayed>()
  const typeOf = new Map<string, TypeReplayed>()

  async function* histories(): AsyncGenerator<HistoryAndWorkflowId> {
    for await (const { workflowId, runId, type } of client.workflow.list({ query: openOnes })) {
      const counts = types.get(type) ?? { workflowType: type, open: 0, notBegun: 0, failed: 0 }
      types.set(type, counts)
      counts.open += 1
      const history = await client.workflow.getHandle(workflowId, runId).fetchHistory()
      if (!history.events?.some((event) => event.workflowTaskCompletedEventAttributes)) counts.notBegun += 1
      else {
        typeOf.set(workflowId, counts)
        yield { workflowId, history }
      }
    }
  }

  for await (const { workflowId, error } of Worker.runReplayHistories(
    { workflowBundle: { code } },
    histories(),
  )) {
    const counts = typeOf.get(workflowId)
    if (!error || !counts) continue
    counts.failed += 1
    say(`${workflowId}: ${error.message}`)
  }
  const all = [...types.values()].sort((a, b) => (a.workflowType < b.workflowType ? -1 : 1))
  const sum = (of: 'open' | 'failed') => all.reduce((total, counts) => total + counts[of], 0)
  return { types: all, open: sum('open'), failed: sum('failed') }
}

/** What is paused is not running to Temporal, and goes on all the same once somebody lets it. */
const openOnes = "ExecutionStatus = 'Running' OR ExecutionStatus = 'Paused'"

export const wordsOf = ({ workflowType, open, notBegun, failed }: TypeReplayed): string =>
  [
    `${workflowType}: ${open} open`,
    `${open - notBegun - failed} go on`,
    ...(notBegun > 0 ? [`${notBegun} not begun`] : []),
    `${failed} would not`,
  ].join(', ')
