import type { Client } from '@temporalio/client'
import { lastKnown } from './workflow-histories.ts'

/** The record lost what the last run of a workflow knew: from it a new run would do that again. */
class Behind extends Error {
  override name = 'Behind'
}

/** Where a new run starts, of a workflow that had one before. Throws for as long as the record is behind that one. */
export async function unlessBehind<M extends { after: number }>(
  client: Client,
  streamId: string,
  mark: () => Promise<M>,
): Promise<M> {
  // Before the record, which has an entry before its workflow is told so.
  const known = await lastKnown(client, { streamId })
  const marked = await mark()
  if (known <= marked.after) return marked
  throw new Behind(`${streamId}: its last run knows entry ${known}, and the record ends with ${marked.after}`)
}
