import { type Client, isGrpcServiceError, WorkflowNotFoundError } from '@temporalio/client'
import type { Execution, Histories } from '#activities/drift/histories.ts'
import { runIdOfStream, taskIdOfStream } from '#domain/ids.ts'
import { runbookWorkflowType } from '#workflows/runbook/contract.ts'
import { taskWorkflowType } from '#workflows/task/contract.ts'
import { beginOf, type HistoryEvent, type ReadHistory, readHistory, streamSeqOf } from './history-reading.ts'

const pageSize = 20
const grpcNotFound = 5
const keepsStream = `(WorkflowType = '${taskWorkflowType}' OR WorkflowType = '${runbookWorkflowType}')`
const goesOn = `(ExecutionStatus = 'Running' OR ExecutionStatus = 'Paused')`
const isStream = (id: string) => taskIdOfStream(id) !== null || runIdOfStream(id) !== null

/** What Temporal keeps of the workflows that keep streams. It is only read. */
export function historiesOf(client: Client): Histories {
  async function list(query: string, atMost = Number.POSITIVE_INFINITY): Promise<Execution[]> {
    const found: Execution[] = []
    for await (const { workflowId, runId, startTime, closeTime } of client.workflow.list({ query })) {
      if (found.length >= atMost) break
      const [startedAt, closedAt] = [startTime.toISOString(), closeTime?.toISOString() ?? null]
      if (isStream(workflowId)) found.push({ streamId: workflowId, runId, startedAt, closedAt })
    }
    return found
  }

  return {
    async executions(since) {
      // In this order: what ends meanwhile is in both.
      const running = await list(`${keepsStream} AND ${goesOn}`)
      const ended = await list(`${keepsStream} AND CloseTime > '${since}'`)
      return [...running, ...ended]
    },
    lastKnown: (execution) => lastKnown(client, execution),
    async shown(streamId) {
      const { runId: current } = await describe(client, streamId)
      const listed = await list(`WorkflowId = '${streamId}'`, 1_000)
      const runIds = new Set([...listed.map(({ runId }) => runId), ...(current ? [current] : [])])
      const shown: ReadHistory = { begins: [], appends: [], packs: [] }
      for (const runId of runIds) {
        const read = readHistory(await eventsOf(client, streamId, runId), runId)
        shown.begins.push(...read.begins)
        shown.appends.push(...read.appends)
        shown.packs.push(...read.packs)
      }
      return { streamId, ...shown }
    },
  }
}

/** Temporal's list may lag; this does not. */
async function describe(client: Client, workflowId: string): Promise<{ runId: string | null }> {
  try {
    return await client.workflow.getHandle(workflowId).describe()
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return { runId: null }
    throw error
  }
}

/** Whether Temporal knows any run of it, ended ones too. */
export const isKnown = async (client: Client, workflowId: string): Promise<boolean> =>
  (await describe(client, workflowId)).runId !== null

/** None where Temporal has forgotten the run since it was listed. */
async function eventsOf(client: Client, workflowId: string, runId: string): Promise<HistoryEvent[]> {
  try {
    return (await client.workflow.getHandle(workflowId, runId).fetchHistory()).events ?? []
  } catch (error) {
    if (isGone(error)) return []
    throw error
  }
}

const isGone = (error: unknown) =>
  error instanceof WorkflowNotFoundError || (isGrpcServiceError(error) && error.code === grpcNotFound)

/** Number of the last entry that a run knows of, or the last run of all; 0 where there is none. */
export async function lastKnown(
  client: Client,
  { streamId, runId = '' }: { streamId: string; runId?: string },
): Promise<number> {
  // From its end: the last answer of an append is seldom far from there.
  for await (const event of backwards(client, { workflowId: streamId, runId })) {
    const known = streamSeqOf(event) ?? beginOf(event)?.after
    if (known !== undefined) return known
  }
  return 0
}

async function* backwards(
  { workflowService, options: { namespace } }: Client,
  execution: { workflowId: string; runId: string },
): AsyncGenerator<HistoryEvent> {
  const asked = { namespace, execution, maximumPageSize: pageSize }
  for (let nextPageToken: Uint8Array = new Uint8Array(); ; ) {
    const page = await workflowService
      .getWorkflowExecutionHistoryReverse({ ...asked, nextPageToken })
      .catch((error) => {
        if (isGone(error)) return null
        throw error
      })
    yield* page?.history?.events ?? []
    if (!page?.nextPageToken?.length) return
    nextPageToken = page.nextPageToken
  }
}
