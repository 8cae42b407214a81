import { setTimeout as sleep } from 'node:timers/promises'
import { findingsContract } from '#api/findings/contract.ts'
import type { Operators } from './operators.ts'

const everyMs = 5_000

/** An operator who has it looked at what is there, and has every task repaired that stands still. */
export async function keepRepairing({ owner }: Operators, signal: AbortSignal): Promise<number> {
  let repairs = 0
  while (!signal.aborted) {
    await sleep(everyMs, undefined, { signal }).catch(() => {})
    repairs += await repaired(owner).catch(() => 0)
  }
  return repairs
}

async function repaired(owner: Operators['owner']): Promise<number> {
  await owner(findingsContract.lookNow, { params: { executorId: 'mac-mini' } })
  const { items } = await owner(findingsContract.listFindings, { query: { kind: 'task' } })
  let count = 0
  for (const { id } of items.filter(({ status }) => status === 'open')) {
    const { theirs } = await owner(findingsContract.getFinding, { params: { findingId: id } })
    const body = { verdict: 'repair' as const, seen: theirs?.hash ?? null }
    await owner(findingsContract.decideFinding, { params: { findingId: id }, body })
    count += 1
  }
  return count
}
