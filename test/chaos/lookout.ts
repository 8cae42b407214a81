import { setTimeout as sleep } from 'node:timers/promises'
import { findingsContract } from '#api/findings/contract.ts'
import type { Operators } from './operators.ts'
import type { Repaired } from './oracle/evidence.ts'

const everyMs = 5_000

/** An operator who has it looked at what is there, and has every task repaired that stands still. Answers which. */
export async function keepRepairing({ owner }: Operators, signal: AbortSignal): Promise<Repaired[]> {
  const all: Repaired[] = []
  while (!signal.aborted) {
    await sleep(everyMs, undefined, { signal }).catch(() => {})
    await repair(owner, all).catch(() => {})
  }
  return all
}

async function repair(owner: Operators['owner'], all: Repaired[]): Promise<void> {
  await owner(findingsContract.lookNow, { params: { executorId: 'mac-mini' } })
  const { items } = await owner(findingsContract.listFindings, { query: { kind: 'task' } })
  for (const { id, subject, difference, theirsLine } of items.filter(({ status }) => status === 'open')) {
    const { theirs } = await owner(findingsContract.getFinding, { params: { findingId: id } })
    const body = { verdict: 'repair' as const, seen: theirs?.hash ?? null }
    // Before it is asked for: an answer that gets lost is a repair all the same.
    all.push({ taskId: subject.key, difference, theirs: theirsLine ?? '', at: Date.now() })
    await owner(findingsContract.decideFinding, { params: { findingId: id }, body })
  }
}
