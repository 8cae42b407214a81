import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TestProduct } from '../../product.ts'
import { back, pidOf, send } from '../faults.ts'
import { type AgentCall, agentCallsOf } from './agent-calls.ts'

export const victims = ['gateway', 'mac-mini'] as const
export type Victim = (typeof victims)[number]

/** What scenarios are played on: a gateway and the worker beside it. */
export interface Executor {
  /** Of `agent`, as they reached the gateway. */
  calls(): AgentCall[]
  /** Killed, it stays away. What this answers brings it back, and tells when it was: milliseconds. */
  takeAway(victim: Victim): Promise<() => Promise<number>>
  /** A gateway that is away left this run interrupted, and had begun no other for it. Absent: nobody can tell. */
  isAbandoned?(runId: string): boolean
}

const partOf = { gateway: 'practice-gateway', 'mac-mini': 'mac-mini' } as const

export const practiceExecutor = (office: TestProduct): Executor => ({
  calls: () => agentCallsOf(office),
  takeAway: (victim) => takenAway(office, partOf[victim]),
  isAbandoned: (runId) => isAbandonedIn(office.folder, runId),
})

/** A part of the product, which its supervisor starts again once it may. */
export async function takenAway(
  office: Pick<TestProduct, 'product'>,
  part: 'practice-gateway' | 'mac-mini',
): Promise<() => Promise<number>> {
  const pid = await pidOf({ office }, part)
  const letGo = office.product.keepDown(part)
  send(pid, 'SIGKILL')
  return () => {
    letGo()
    return back({ office }, part, pid)
  }
}

interface Row {
  runId: string
  sessionKey: string
  status: string
}

/** By the practice gateway's own record, which is all that outlives it. */
export function isAbandonedIn(folder: string, runId: string): boolean {
  const file = join(folder, 'practice', 'state', 'gateway.json')
  const { tasks } = JSON.parse(readFileSync(file, 'utf8')) as { tasks: Row[] }
  const row = tasks.find((one) => one.runId === runId)
  return row?.status === 'cancelled' && !tasks.some((one) => one !== row && one.sessionKey === row.sessionKey)
}
