import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { executorsContract } from '#api/executors/contract.ts'
import type { PresenceState } from '#domain/executor/executor.ts'
import type { TestProduct } from '../product.ts'
import { patiently } from './operators.ts'

/** The worker on the Mac starts anew with this in its file, and is ready when this answers. */
export async function restartWorkerWith(
  office: Pick<TestProduct, 'product' | 'folder' | 'ask'>,
  change: Record<string, string>,
): Promise<void> {
  const { product, folder } = office
  const file = join(folder, 'mac-mini', 'config.json')
  const config = JSON.parse(readFileSync(file, 'utf8'))
  writeFileSync(file, JSON.stringify({ ...config, ...change }))
  const before = product.pids()['mac-mini']
  if (before) process.kill(before, 'SIGTERM')
  while (product.pids()['mac-mini'] === before || !product.pids()['mac-mini']) await sleep(50)
  await untilPresence(office, ['ready'])
}

const patienceMs = 120_000

/** As the executors page has it. */
export async function untilPresence(
  { ask }: Pick<TestProduct, 'ask'>,
  states: readonly PresenceState[],
): Promise<void> {
  for (const until = Date.now() + patienceMs; ; await sleep(200)) {
    const { items } = await patiently(() => ask(executorsContract.listExecutors))
    const state = items[0]?.state
    if (state && states.includes(state)) return
    if (Date.now() > until) throw new Error(`the executor is ${state} and not ${states.join(' or ')}`)
  }
}
