import { existsSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import type { Client } from '@temporalio/client'
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js'
import { test } from 'vitest'

const fileOf = (name: string) => new URL(`../workflows/histories/${name}.json`, import.meta.url)

/** A recording; one that is there stays. Delete its file to record it anew. */
export const recording = (name: string, record: () => Promise<void>) =>
  test.skipIf(existsSync(fileOf(name)))(name, record)

/** Waits until the workflow has ended, and keeps the history of its last run, or of the one that is named. */
export async function keep(client: Client, name: string, workflowId: string, runId?: string): Promise<void> {
  await client.workflow.getHandle(workflowId).result()
  const history = await client.workflow.getHandle(workflowId, runId).fetchHistory()
  const json = JSON.stringify(JSON.parse(historyToJSON(history)), null, 2)
  // Whose machine recorded it is nobody's business.
  const anybodys = json.replaceAll(new RegExp(`\\d+@${hostname()}`, 'g'), 'recorder')
  writeFileSync(fileOf(name), `${anybodys}\n`)
}
