import { setTimeout as sleep } from 'node:timers/promises'
import type { Worker } from '@temporalio/worker'

const lookMs = 500

/**
 * Runs a worker until it ends. One that failed counts as ended: it may wait for ever for activities of a Temporal that
 * knows nothing of them any more.
 */
export async function runToEnd(worker: Pick<Worker, 'run' | 'getState'>): Promise<void> {
  const over = new AbortController()
  const running = worker.run().finally(() => over.abort())
  await Promise.race([running, failed(worker, over.signal)])
}

async function failed(worker: Pick<Worker, 'getState'>, over: AbortSignal): Promise<void> {
  while (worker.getState() !== 'FAILED') {
    if (over.aborted) return new Promise(() => {})
    await sleep(lookMs)
  }
  // What it failed of comes with its own word, where that comes.
  await sleep(lookMs)
  throw new Error('the worker failed')
}
